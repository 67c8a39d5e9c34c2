/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel interface page: layout, memory and processor descriptors, feature strings.
 * [L4 X.2 r7, "Kernel Interface Page"]
 */
#pragma once

#include <l4/types.h>
#include <l4/message.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

/* The rest of a 64-bit word above a field of 32 bits. */
#if defined(L4_64BIT)
#define __L4_KIP_FIELDS2(a, b)       L4_BITFIELD3(L4_Word_t, a, b, __upper : 32)
#define __L4_KIP_FIELDS3(a, b, c)    L4_BITFIELD4(L4_Word_t, a, b, c, __upper : 32)
#define __L4_KIP_FIELDS4(a, b, c, d) L4_BITFIELD5(L4_Word_t, a, b, c, d, __upper : 32)
#else
#define __L4_KIP_FIELDS2(a, b)       L4_BITFIELD2(L4_Word_t, a, b)
#define __L4_KIP_FIELDS3(a, b, c)    L4_BITFIELD3(L4_Word_t, a, b, c)
#define __L4_KIP_FIELDS4(a, b, c, d) L4_BITFIELD4(L4_Word_t, a, b, c, d)
#endif

typedef struct {
    L4_BITFIELD2(L4_Word_t, n : __L4_BITS(16, 32), MemDescPtr : __L4_BITS(16, 32))
} L4_MemoryInfo_t;

typedef struct {
    L4_Word_t magic;
    L4_Word_t ApiVersion;
    L4_Word_t ApiFlags;
    L4_Word_t KernelVerPtr;
    L4_Word_t __padding10[17];
    L4_MemoryInfo_t MemoryInfo;
    L4_Word_t __padding58[2];
    struct {
        L4_Word_t low;
        L4_Word_t high;
    } MainMem;
    struct {
        L4_Word_t low;
        L4_Word_t high;
    } ReservedMem[2];
    struct {
        L4_Word_t low;
        L4_Word_t high;
    } DedicatedMem[5];
    L4_Word_t __paddingA0[2];
    union {
        L4_Word_t raw;
        struct {
            __L4_KIP_FIELDS4(m : 10, a : 6, s : 6, __pad : 10)
        } X;
    } UtcbAreaInfo;
    union {
        L4_Word_t raw;
        struct {
            L4_BITFIELD2(L4_Word_t, s : 6, __pad : __L4_BITS(26, 58))
        } X;
    } KipAreaInfo;
    L4_Word_t __paddingB0[2];
    L4_Word_t BootInfo;
    L4_Word_t ProcDescPtr;
    union {
        L4_Word_t raw;
        struct {
            __L4_KIP_FIELDS2(ReadPrecision : 16, SchedulePrecision : 16)
        } X;
    } ClockInfo;
    union {
        L4_Word_t raw;
        struct {
            __L4_KIP_FIELDS3(t : 8, SystemBase : 12, UserBase : 12)
        } X;
    } ThreadInfo;
    union {
        L4_Word_t raw;
        struct {
            L4_BITFIELD3(L4_Word_t, rwx : 3, __pad : 7, page_size_mask : __L4_BITS(22, 54))
        } X;
    } PageInfo;
    union {
        L4_Word_t raw;
        struct {
            L4_BITFIELD3(L4_Word_t, processors : 16, __pad : __L4_BITS(12, 44), s : 4)
        } X;
    } ProcessorInfo;
    L4_Word_t SpaceControl;
    L4_Word_t ThreadControl;
    L4_Word_t ProcessorControl;
    L4_Word_t MemoryControl;
    L4_Word_t Ipc;
    L4_Word_t Lipc;
    L4_Word_t Unmap;
    L4_Word_t ExchangeRegisters;
    L4_Word_t SystemClock;
    L4_Word_t ThreadSwitch;
    L4_Word_t Schedule;
    L4_Word_t __paddingFC[5];
    L4_Word_t ArchSyscall0;
    L4_Word_t ArchSyscall1;
    L4_Word_t ArchSyscall2;
    L4_Word_t ArchSyscall3;
} L4_KernelInterfacePage_t;

typedef union {
    L4_Word_t raw;
    struct {
        __L4_KIP_FIELDS3(__pad : 16, subid : 8, id : 8)
    } x;
} L4_KernelId_t;

typedef union {
    L4_Word_t raw;
    struct {
        __L4_KIP_FIELDS3(__pad : 16, subversion : 8, version : 8)
    } x;
} L4_ApiVersion_t;

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD3(L4_Word_t, ee : 2, ww : 2, __pad : __L4_BITS(28, 60))
    } x;
} L4_ApiFlags_t;

typedef struct {
    L4_KernelId_t KernelId;
    union {
        L4_Word_t raw;
        struct {
            __L4_KIP_FIELDS4(day : 5, month : 4, year : 7, __pad : 16)
        } X;
    } KernelGenDate;
    union {
        L4_Word_t raw;
        struct {
            __L4_KIP_FIELDS3(subsubver : 16, subver : 8, ver : 8)
        } X;
    } KernelVer;
    L4_Word_t Supplier;
    __extension__ char VersionString[0];
} L4_KernelDesc_t;

typedef union {
    L4_Word_t raw[4];
    struct {
        L4_Word_t ExternalFreq;
        L4_Word_t InternalFreq;
        L4_Word_t pad[2];
    } X;
} L4_ProcDesc_t;

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_BITFIELD5(L4_Word_t, type : 4, t : 4, __pad0 : 1, v : 1, low : __L4_BITS(22, 54))
        L4_BITFIELD2(L4_Word_t, __pad1 : 10, high : __L4_BITS(22, 54))
    } x;
} L4_MemoryDesc_t;

/* The first four bytes of the page, and of the supplier word, in memory order. */
#if defined(L4_LITTLE_ENDIAN)
#define __L4_BYTES(a, b, c, d)                                                                     \
    ((L4_Word_t)(a) | (L4_Word_t)(b) << 8 | (L4_Word_t)(c) << 16 | (L4_Word_t)(d) << 24)
#else
#define __L4_BYTES(a, b, c, d)                                                                     \
    ((L4_Word_t)(d) | (L4_Word_t)(c) << 8 | (L4_Word_t)(b) << 16 | (L4_Word_t)(a) << 24)
#endif

#define L4_MAGIC __L4_BYTES(0x4C, 0x34, 0xE6, 0x4B)

#define L4_APIVERSION_2     0x02
#define L4_APIVERSION_4     0x04
#define L4_APIVERSION_X0    0x83
#define L4_APIVERSION_X1    0x83
#define L4_APIVERSION_X2    0x84
#define L4_APIVERSION_L4SEC 0x85
#define L4_APIVERSION_N1    0x86
#define L4_APIVERSION_OKL   0xA0
#define L4_APISUBVERSION_X0 0x80
#define L4_APISUBVERSION_X1 0x81

#define L4_APIFLAG_LE    0
#define L4_APIFLAG_BE    1
#define L4_APIFLAG_32BIT 0
#define L4_APIFLAG_64BIT 1

/* (id << 8) + subid */
#define L4_KID_L4_486          0x001
#define L4_KID_L4_PENTIUM      0x002
#define L4_KID_L4_X86          0x003
#define L4_KID_L4_MIPS         0x101
#define L4_KID_L4_ALPHA        0x201
#define L4_KID_FIASCO          0x301
#define L4_KID_L4KA_HAZELNUT   0x401
#define L4_KID_L4KA_PISTACHIO  0x402
#define L4_KID_L4KA_STRAWBERRY 0x403
#define L4_KID_NICTA_PISTACHIO 0x501

#define L4_SUPL_GMD   __L4_BYTES('G', 'M', 'D', ' ')
#define L4_SUPL_IBM   __L4_BYTES('I', 'B', 'M', ' ')
#define L4_SUPL_UNSW  __L4_BYTES('U', 'N', 'S', 'W')
#define L4_SUPL_UKA   __L4_BYTES('U', 'K', 'a', ' ')
#define L4_SUPL_NICTA __L4_BYTES('N', 'I', 'C', 'T')

#define L4_UndefinedMemoryType            0x0
#define L4_ConventionalMemoryType         0x1
#define L4_ReservedMemoryType             0x2
#define L4_DedicatedMemoryType            0x3
#define L4_SharedMemoryType               0x4
#define L4_BootLoaderSpecificMemoryType   0xE
#define L4_ArchitectureSpecificMemoryType 0xF

/*
 * The page
 */

L4_INLINE void *L4_GetKernelInterface(void)
{
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;

    return L4_KernelInterface(&version, &flags, &id);
}

L4_INLINE L4_Word_t L4_ApiVersion(void)
{
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;

    (void)L4_KernelInterface(&version, &flags, &id);
    return version;
}

L4_INLINE L4_Word_t L4_ApiFlags(void)
{
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;

    (void)L4_KernelInterface(&version, &flags, &id);
    return flags;
}

L4_INLINE L4_Word_t L4_KernelId(void)
{
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;

    (void)L4_KernelInterface(&version, &flags, &id);
    return id;
}

L4_INLINE const L4_KernelInterfacePage_t *__L4_Kip(const void *KernelInterface)
{
    return (const L4_KernelInterfacePage_t *)KernelInterface;
}

L4_INLINE L4_KernelDesc_t *__L4_KernelDesc(void *KernelInterface)
{
    return (L4_KernelDesc_t *)((L4_Word_t)KernelInterface +
                               __L4_Kip(KernelInterface)->KernelVerPtr);
}

L4_INLINE void L4_KernelGenDate(void *KernelInterface, L4_Word_t *year, L4_Word_t *month,
                                L4_Word_t *day)
{
    L4_Word_t date = __L4_KernelDesc(KernelInterface)->KernelGenDate.raw;

    *year = ((date >> 9) & 0x7F) + 2000;
    *month = (date >> 5) & 0xF;
    *day = date & 0x1F;
}

L4_INLINE L4_Word_t L4_KernelVersion(void *KernelInterface)
{
    return __L4_KernelDesc(KernelInterface)->KernelVer.raw;
}

L4_INLINE L4_Word_t L4_KernelSupplier(void *KernelInterface)
{
    return __L4_KernelDesc(KernelInterface)->Supplier;
}

L4_INLINE char *L4_KernelVersionString(void *KernelInterface)
{
    return (char *)((L4_Word_t)__L4_KernelDesc(KernelInterface) + 4 * sizeof(L4_Word_t));
}

L4_INLINE L4_Word_t L4_NumProcessors(void *KernelInterface)
{
    return (__L4_Kip(KernelInterface)->ProcessorInfo.raw & 0xFFFF) + 1;
}

L4_INLINE L4_Word_t L4_NumMemoryDescriptors(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->MemoryInfo.n;
}

L4_INLINE L4_Word_t L4_PageSizeMask(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->PageInfo.raw & ~(L4_Word_t)0x3FF;
}

L4_INLINE L4_Word_t L4_PageRights(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->PageInfo.raw & 7;
}

L4_INLINE L4_Word_t L4_ThreadIdBits(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->ThreadInfo.raw & 0xFF;
}

L4_INLINE L4_Word_t L4_ThreadIdSystemBase(void *KernelInterface)
{
    return (__L4_Kip(KernelInterface)->ThreadInfo.raw >> 8) & 0xFFF;
}

L4_INLINE L4_Word_t L4_ThreadIdUserBase(void *KernelInterface)
{
    return (__L4_Kip(KernelInterface)->ThreadInfo.raw >> 20) & 0xFFF;
}

L4_INLINE L4_Word_t L4_ReadPrecision(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->ClockInfo.raw & 0xFFFF;
}

L4_INLINE L4_Word_t L4_SchedulePrecision(void *KernelInterface)
{
    return (__L4_Kip(KernelInterface)->ClockInfo.raw >> 16) & 0xFFFF;
}

L4_INLINE L4_Word_t L4_UtcbAreaSizeLog2(void *KernelInterface)
{
    return (__L4_Kip(KernelInterface)->UtcbAreaInfo.raw >> 16) & 0x3F;
}

L4_INLINE L4_Word_t L4_UtcbAreaSize(void *KernelInterface)
{
    return (L4_Word_t)1 << L4_UtcbAreaSizeLog2(KernelInterface);
}

L4_INLINE L4_Word_t L4_UtcbAlignmentLog2(void *KernelInterface)
{
    return (__L4_Kip(KernelInterface)->UtcbAreaInfo.raw >> 10) & 0x3F;
}

L4_INLINE L4_Word_t L4_UtcbSize(void *KernelInterface)
{
    L4_Word_t m = __L4_Kip(KernelInterface)->UtcbAreaInfo.raw & 0x3FF;

    return m << L4_UtcbAlignmentLog2(KernelInterface);
}

L4_INLINE L4_Word_t L4_KipAreaSizeLog2(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->KipAreaInfo.raw & 0x3F;
}

L4_INLINE L4_Word_t L4_KipAreaSize(void *KernelInterface)
{
    return (L4_Word_t)1 << L4_KipAreaSizeLog2(KernelInterface);
}

L4_INLINE L4_Word_t L4_BootInfo(void *KernelInterface)
{
    return __L4_Kip(KernelInterface)->BootInfo;
}

/* Feature string number num, counted from 0; null behind the last one. */
L4_INLINE char *L4_Feature(void *KernelInterface, L4_Word_t num)
{
    char *s = L4_KernelVersionString(KernelInterface);

    for (;;) {
        while (*s)
            s++;
        s++;
        if (*s == 0)
            return (char *)0;
        if (num-- == 0)
            return s;
    }
}

L4_INLINE L4_Bool_t L4_HasFeature(const char *feature_name)
{
    void *kip = L4_GetKernelInterface();
    L4_Word_t num;
    L4_Word_t i;
    const char *s;

    for (num = 0; (s = L4_Feature(kip, num)) != 0; num++) {
        for (i = 0; s[i] && s[i] == feature_name[i]; i++)
            ;
        if (s[i] == feature_name[i])
            return 1;
    }
    return 0;
}

/*
 * Memory descriptors
 */

L4_INLINE L4_MemoryDesc_t *L4_MemoryDesc(void *KernelInterface, L4_Word_t num)
{
    const L4_KernelInterfacePage_t *kip = __L4_Kip(KernelInterface);

    if (num >= kip->MemoryInfo.n)
        return (L4_MemoryDesc_t *)0;
    return (L4_MemoryDesc_t *)((L4_Word_t)KernelInterface + kip->MemoryInfo.MemDescPtr) + num;
}

L4_INLINE L4_Bool_t L4_IsMemoryDescVirtual(L4_MemoryDesc_t *m)
{
    return (m->raw[0] >> 9) & 1;
}

/* For the types that have a subtype: type + (subtype << 4). */
L4_INLINE L4_Word_t L4_MemoryDescType(L4_MemoryDesc_t *m)
{
    L4_Word_t type = m->raw[0] & 0xF;

    return type >= L4_BootLoaderSpecificMemoryType ? m->raw[0] & 0xFF : type;
}

L4_INLINE L4_Word_t L4_MemoryDescLow(L4_MemoryDesc_t *m)
{
    return m->raw[0] & ~(L4_Word_t)0x3FF;
}

L4_INLINE L4_Word_t L4_MemoryDescHigh(L4_MemoryDesc_t *m)
{
    return m->raw[1] | 0x3FF;
}

/*
 * Processor descriptors
 */

L4_INLINE L4_ProcDesc_t *L4_ProcDesc(void *KernelInterface, L4_Word_t cpu)
{
    const L4_KernelInterfacePage_t *kip = __L4_Kip(KernelInterface);
    L4_Word_t s = kip->ProcessorInfo.raw >> (L4_BITS_PER_WORD - 4);

    if (cpu >= L4_NumProcessors(KernelInterface))
        return (L4_ProcDesc_t *)0;
    return (L4_ProcDesc_t *)((L4_Word_t)KernelInterface + kip->ProcDescPtr + (cpu << s));
}

L4_INLINE L4_Word_t L4_ProcDescExternalFreq(L4_ProcDesc_t *p)
{
    return p->X.ExternalFreq;
}

L4_INLINE L4_Word_t L4_ProcDescInternalFreq(L4_ProcDesc_t *p)
{
    return p->X.InternalFreq;
}

#if defined(__cplusplus)
static inline void *L4_KernelInterface(void)
{
    return L4_GetKernelInterface();
}

static inline L4_Bool_t L4_IsVirtual(L4_MemoryDesc_t *m)
{
    return L4_IsMemoryDescVirtual(m);
}

static inline L4_Word_t L4_Type(L4_MemoryDesc_t *m)
{
    return L4_MemoryDescType(m);
}

static inline L4_Word_t L4_Low(L4_MemoryDesc_t *m)
{
    return L4_MemoryDescLow(m);
}

static inline L4_Word_t L4_High(L4_MemoryDesc_t *m)
{
    return L4_MemoryDescHigh(m);
}

static inline L4_Word_t L4_ExternalFreq(L4_ProcDesc_t *p)
{
    return L4_ProcDescExternalFreq(p);
}

static inline L4_Word_t L4_InternalFreq(L4_ProcDesc_t *p)
{
    return L4_ProcDescInternalFreq(p);
}
#endif
