/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Basic types: words, fpages, thread IDs, clock and time, error codes.
 *
 * The architecture is found from the compiler's predefined macros; its own parts are the files
 * of the same name in <l4/ARCH/>. Field positions are given for 32- and 64-bit words and hold
 * for both byte orders. [L4 X.2 r7, "Data Types"]
 */
#pragma once

#if defined(__i386__)
#define L4_ARCH_IA32 1
#define __L4_ARCH__  ia32
#elif defined(__x86_64__)
#define L4_ARCH_AMD64 1
#define __L4_ARCH__   amd64
#elif defined(__powerpc64__)
#undef powerpc64
#define L4_ARCH_POWERPC64 1
#define __L4_ARCH__       powerpc64
#elif defined(__powerpc__)
#undef powerpc /* some compilers predefine it, and it is a folder's name below */
#define L4_ARCH_POWERPC 1
#define __L4_ARCH__     powerpc
#elif defined(__arm__)
#undef arm
#define L4_ARCH_ARM 1
#define __L4_ARCH__ arm
#elif defined(__mips64)
#undef mips64
#define L4_ARCH_MIPS64 1
#define __L4_ARCH__    mips64
#else
#error "libl4: no bindings for this architecture"
#endif

#define __L4_INC_ARCH(file) <l4/__L4_ARCH__/file>

#include __L4_INC_ARCH(types.h)

#define L4_INLINE           static inline
#define L4_BITS_PER_WORD    (8 * sizeof(L4_Word_t))
#define L4_HAVE_SIGNED_WORD 1

/* Bit-field members, the first listed least significant, whatever the byte order. */
#if defined(L4_LITTLE_ENDIAN)
#define L4_BITFIELD2(t, a, b)                                                                      \
    t a;                                                                                           \
    t b;
#define L4_BITFIELD3(t, a, b, c)                                                                   \
    t a;                                                                                           \
    L4_BITFIELD2(t, b, c)
#define L4_BITFIELD4(t, a, b, c, d)                                                                \
    t a;                                                                                           \
    L4_BITFIELD3(t, b, c, d)
#define L4_BITFIELD5(t, a, b, c, d, e)                                                             \
    t a;                                                                                           \
    L4_BITFIELD4(t, b, c, d, e)
#define L4_BITFIELD6(t, a, b, c, d, e, f)                                                          \
    t a;                                                                                           \
    L4_BITFIELD5(t, b, c, d, e, f)
#define L4_BITFIELD7(t, a, b, c, d, e, f, g)                                                       \
    t a;                                                                                           \
    L4_BITFIELD6(t, b, c, d, e, f, g)
#define L4_BITFIELD8(t, a, b, c, d, e, f, g, h)                                                    \
    t a;                                                                                           \
    L4_BITFIELD7(t, b, c, d, e, f, g, h)
#define L4_BITFIELD9(t, a, b, c, d, e, f, g, h, i)                                                 \
    t a;                                                                                           \
    L4_BITFIELD8(t, b, c, d, e, f, g, h, i)
#define L4_SHUFFLE2(a, b)                a, b
#define L4_SHUFFLE3(a, b, c)             a, b, c
#define L4_SHUFFLE4(a, b, c, d)          a, b, c, d
#define L4_SHUFFLE5(a, b, c, d, e)       a, b, c, d, e
#define L4_SHUFFLE6(a, b, c, d, e, f)    a, b, c, d, e, f
#define L4_SHUFFLE7(a, b, c, d, e, f, g) a, b, c, d, e, f, g
#elif defined(L4_BIG_ENDIAN)
#define L4_BITFIELD2(t, a, b)                                                                      \
    t b;                                                                                           \
    t a;
#define L4_BITFIELD3(t, a, b, c)                   L4_BITFIELD2(t, b, c) t a;
#define L4_BITFIELD4(t, a, b, c, d)                L4_BITFIELD3(t, b, c, d) t a;
#define L4_BITFIELD5(t, a, b, c, d, e)             L4_BITFIELD4(t, b, c, d, e) t a;
#define L4_BITFIELD6(t, a, b, c, d, e, f)          L4_BITFIELD5(t, b, c, d, e, f) t a;
#define L4_BITFIELD7(t, a, b, c, d, e, f, g)       L4_BITFIELD6(t, b, c, d, e, f, g) t a;
#define L4_BITFIELD8(t, a, b, c, d, e, f, g, h)    L4_BITFIELD7(t, b, c, d, e, f, g, h) t a;
#define L4_BITFIELD9(t, a, b, c, d, e, f, g, h, i) L4_BITFIELD8(t, b, c, d, e, f, g, h, i) t a;
#define L4_SHUFFLE2(a, b)                          b, a
#define L4_SHUFFLE3(a, b, c)                       c, b, a
#define L4_SHUFFLE4(a, b, c, d)                    d, c, b, a
#define L4_SHUFFLE5(a, b, c, d, e)                 e, d, c, b, a
#define L4_SHUFFLE6(a, b, c, d, e, f)              f, e, d, c, b, a
#define L4_SHUFFLE7(a, b, c, d, e, f, g)           g, f, e, d, c, b, a
#else
#error "libl4: the architecture's types.h names no byte order"
#endif

/* A width that depends on the word. */
#if defined(L4_32BIT)
#define __L4_BITS(w32, w64) w32
#elif defined(L4_64BIT)
#define __L4_BITS(w32, w64) w64
#else
#error "libl4: the architecture's types.h names no word size"
#endif

/* A constant of a one-word union type; usable in expressions in C and C++. */
#define __L4_CONST(type, value) (__extension__(type){value})

#include __L4_INC_ARCH(specials.h)

/* Error codes of system calls other than Ipc. */
#define L4_ErrOk               0
#define L4_ErrNoPrivilege      1
#define L4_ErrInvalidThread    2
#define L4_ErrInvalidSpace     3
#define L4_ErrInvalidScheduler 4
#define L4_ErrInvalidParam     5
#define L4_ErrUtcbArea         6
#define L4_ErrKipArea          7
#define L4_ErrNoMem            8

/*
 * Fpages
 */

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD4(L4_Word_t, rwx : 3, extended : 1, s : 6, b : __L4_BITS(22, 54))
    } X;
} L4_Fpage_t;

#define L4_Readable        4UL
#define L4_Writable        2UL
#define L4_eXecutable      1UL
#define L4_FullyAccessible 7UL
#define L4_ReadWriteOnly   6UL
#define L4_ReadeXecOnly    5UL
#define L4_NoAccess        0UL

#define L4_Nilpage              __L4_CONST(L4_Fpage_t, 0UL)
#define L4_CompleteAddressSpace __L4_CONST(L4_Fpage_t, 1UL << 4)

L4_INLINE L4_Bool_t L4_IsNilFpage(L4_Fpage_t f)
{
    return f.raw == 0;
}

/* Bit 3 is taken over from the address. */
L4_INLINE L4_Fpage_t L4_FpageLog2(L4_Word_t BaseAddress, int FpageSize)
{
    L4_Fpage_t f;

    f.raw = (BaseAddress & ~(L4_Word_t)0x3F7) | (((L4_Word_t)FpageSize & 0x3F) << 4);
    return f;
}

L4_INLINE L4_Fpage_t L4_Fpage(L4_Word_t BaseAddress, L4_Word_t FpageSize)
{
    int s = FpageSize > 1 ? __L4_Msb(FpageSize - 1) + 1 : 0;

    return L4_FpageLog2(BaseAddress & ~(L4_Word_t)0x3FF, s);
}

L4_INLINE L4_Word_t L4_SizeLog2(L4_Fpage_t f)
{
    return (f.raw >> 4) & 0x3F;
}

L4_INLINE L4_Word_t L4_Size(L4_Fpage_t f)
{
    L4_Word_t s = L4_SizeLog2(f);

    return (s == 0 || s >= L4_BITS_PER_WORD) ? 0 : (L4_Word_t)1 << s;
}

L4_INLINE L4_Word_t L4_Address(L4_Fpage_t f)
{
    L4_Word_t s = L4_SizeLog2(f);

    return s >= L4_BITS_PER_WORD ? 0 : f.raw & ~(((L4_Word_t)1 << s) - 1);
}

L4_INLINE L4_Word_t L4_Rights(L4_Fpage_t f)
{
    return f.raw & 7;
}

L4_INLINE L4_Fpage_t L4_Set_Rights(L4_Fpage_t *f, L4_Word_t rwx)
{
    f->raw = (f->raw & ~(L4_Word_t)7) | (rwx & 7);
    return *f;
}

L4_INLINE L4_Fpage_t L4_FpageAddRights(L4_Fpage_t f, L4_Word_t rwx)
{
    f.raw |= rwx & 7;
    return f;
}

L4_INLINE L4_Fpage_t L4_FpageAddRightsTo(L4_Fpage_t *f, L4_Word_t rwx)
{
    f->raw |= rwx & 7;
    return *f;
}

L4_INLINE L4_Fpage_t L4_FpageRemoveRights(L4_Fpage_t f, L4_Word_t rwx)
{
    f.raw &= ~(rwx & 7);
    return f;
}

L4_INLINE L4_Fpage_t L4_FpageRemoveRightsFrom(L4_Fpage_t *f, L4_Word_t rwx)
{
    f->raw &= ~(rwx & 7);
    return *f;
}

/*
 * Thread IDs
 */

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD2(L4_Word_t, version : __L4_BITS(14, 32), thread_no : __L4_BITS(18, 32))
    } X;
} L4_GthreadId_t;

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD2(L4_Word_t, __zeros : 6, local_id : __L4_BITS(26, 58))
    } X;
} L4_LthreadId_t;

typedef union {
    L4_Word_t raw;
    L4_GthreadId_t global;
    L4_LthreadId_t local;
} L4_ThreadId_t;

#define __L4_VERSION_BITS __L4_BITS(14, 32)

#define L4_nilthread      __L4_CONST(L4_ThreadId_t, 0UL)
#define L4_anythread      __L4_CONST(L4_ThreadId_t, ~0UL)
#define L4_anylocalthread __L4_CONST(L4_ThreadId_t, ~0x3FUL)

L4_INLINE L4_ThreadId_t L4_GlobalId(L4_Word_t threadno, L4_Word_t version)
{
    L4_ThreadId_t t;

    t.raw = (threadno << __L4_VERSION_BITS) | (version & (((L4_Word_t)1 << __L4_VERSION_BITS) - 1));
    return t;
}

L4_INLINE L4_Word_t L4_Version(L4_ThreadId_t t)
{
    return t.raw & (((L4_Word_t)1 << __L4_VERSION_BITS) - 1);
}

L4_INLINE L4_Word_t L4_ThreadNo(L4_ThreadId_t t)
{
    return t.raw >> __L4_VERSION_BITS;
}

L4_INLINE L4_Bool_t L4_IsThreadEqual(const L4_ThreadId_t l, const L4_ThreadId_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsThreadNotEqual(const L4_ThreadId_t l, const L4_ThreadId_t r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_Bool_t L4_IsNilThread(L4_ThreadId_t t)
{
    return t.raw == 0;
}

L4_INLINE L4_Bool_t L4_IsLocalId(L4_ThreadId_t t)
{
    return (t.raw & 0x3F) == 0;
}

L4_INLINE L4_Bool_t L4_IsGlobalId(L4_ThreadId_t t)
{
    return (t.raw & 0x3F) != 0;
}

/*
 * Clock and time
 */

typedef union {
    L4_Word64_t raw;
    struct {
        L4_Word32_t low;
        L4_Word32_t high;
    } X;
} L4_Clock_t;

typedef union {
    L4_Word16_t raw;
    struct {
        L4_BITFIELD3(L4_Word_t, m : 10, e : 5, a : 1)
    } period;
    struct {
        L4_BITFIELD4(L4_Word_t, m : 10, c : 1, e : 4, a : 1)
    } point;
} L4_Time_t;

#define L4_Never    __L4_CONST(L4_Time_t, 0)
#define L4_ZeroTime __L4_CONST(L4_Time_t, 0x0400)

/* The longest representable period that is not longer. Zero gives "never" (use L4_ZeroTime). */
L4_INLINE L4_Time_t L4_TimePeriod(L4_Word64_t microseconds)
{
    L4_Word32_t high = (L4_Word32_t)(microseconds >> 32);
    L4_Word32_t low = (L4_Word32_t)microseconds;
    L4_Time_t t;
    int e = 0;

    if (high)
        e = __L4_Msb(high) + 32 - 9;
    else if (low > 1023)
        e = __L4_Msb(low) - 9;
    t.raw = e > 31 ? (L4_Word16_t)0 : (L4_Word16_t)((e << 10) | (int)(microseconds >> e));
    return t;
}

L4_INLINE L4_Clock_t L4_ClockAddUsec(const L4_Clock_t c, const L4_Word64_t r)
{
    L4_Clock_t x;

    x.raw = c.raw + r;
    return x;
}

L4_INLINE L4_Clock_t L4_ClockSubUsec(const L4_Clock_t c, const L4_Word64_t r)
{
    L4_Clock_t x;

    x.raw = c.raw - r;
    return x;
}

L4_INLINE L4_Bool_t L4_IsClockEarlier(const L4_Clock_t l, const L4_Clock_t r)
{
    return l.raw < r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockLater(const L4_Clock_t l, const L4_Clock_t r)
{
    return l.raw > r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockEqual(const L4_Clock_t l, const L4_Clock_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockNotEqual(const L4_Clock_t l, const L4_Clock_t r)
{
    return l.raw != r.raw;
}

#if defined(__cplusplus)
static inline L4_Fpage_t operator+(const L4_Fpage_t &f, L4_Word_t rwx)
{
    return L4_FpageAddRights(f, rwx);
}

static inline L4_Fpage_t operator+=(L4_Fpage_t &f, L4_Word_t rwx)
{
    return L4_FpageAddRightsTo(&f, rwx);
}

static inline L4_Fpage_t operator-(const L4_Fpage_t &f, L4_Word_t rwx)
{
    return L4_FpageRemoveRights(f, rwx);
}

static inline L4_Fpage_t operator-=(L4_Fpage_t &f, L4_Word_t rwx)
{
    return L4_FpageRemoveRightsFrom(&f, rwx);
}

static inline bool operator==(const L4_ThreadId_t &l, const L4_ThreadId_t &r)
{
    return l.raw == r.raw;
}

static inline bool operator!=(const L4_ThreadId_t &l, const L4_ThreadId_t &r)
{
    return l.raw != r.raw;
}

static inline L4_Clock_t operator+(const L4_Clock_t &l, int r)
{
    return L4_ClockAddUsec(l, (L4_Word64_t)(L4_SignedWord64_t)r);
}

static inline L4_Clock_t operator+(const L4_Clock_t &l, L4_Word64_t r)
{
    return L4_ClockAddUsec(l, r);
}

static inline L4_Clock_t operator+(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return L4_ClockAddUsec(l, r.raw);
}

static inline L4_Clock_t operator-(const L4_Clock_t &l, int r)
{
    return L4_ClockSubUsec(l, (L4_Word64_t)(L4_SignedWord64_t)r);
}

static inline L4_Clock_t operator-(const L4_Clock_t &l, L4_Word64_t r)
{
    return L4_ClockSubUsec(l, r);
}

static inline L4_Clock_t operator-(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return L4_ClockSubUsec(l, r.raw);
}

static inline bool operator<(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return l.raw < r.raw;
}

static inline bool operator>(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return l.raw > r.raw;
}

static inline bool operator<=(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return l.raw <= r.raw;
}

static inline bool operator>=(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return l.raw >= r.raw;
}

static inline bool operator==(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return l.raw == r.raw;
}

static inline bool operator!=(const L4_Clock_t &l, const L4_Clock_t &r)
{
    return l.raw != r.raw;
}
#endif
