/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: the system calls. [docs: abi-mips64, section 3 "System calls"]
 *
 * Each calls the entry that the kernel interface page names, through a variable of the library. The entries are no C
 * functions: their registers in and out are those of the kernel.
 */
#pragma once

#include <l4/types.h>
#include <l4/mips64/vregs.h>
#include <l4/mips64/specials.h>
#include <l4/message.h>

#if defined(__cplusplus)
extern "C" {
#endif

typedef void (*__L4_Entry_t)(void);
typedef __L4_Entry_t __L4_Ipc_t;
typedef __L4_Entry_t __L4_Lipc_t;
typedef __L4_Entry_t __L4_ExchangeRegisters_t;
typedef __L4_Entry_t __L4_ThreadControl_t;
typedef __L4_Entry_t __L4_SystemClock_t;
typedef __L4_Entry_t __L4_ThreadSwitch_t;
typedef __L4_Entry_t __L4_Schedule_t;
typedef __L4_Entry_t __L4_Unmap_t;
typedef __L4_Entry_t __L4_SpaceControl_t;
typedef __L4_Entry_t __L4_ProcessorControl_t;
typedef __L4_Entry_t __L4_MemoryControl_t;

extern __L4_Ipc_t __L4_Ipc;
extern __L4_Lipc_t __L4_Lipc;
extern __L4_ExchangeRegisters_t __L4_ExchangeRegisters;
extern __L4_ThreadControl_t __L4_ThreadControl;
extern __L4_SystemClock_t __L4_SystemClock;
extern __L4_ThreadSwitch_t __L4_ThreadSwitch;
extern __L4_Schedule_t __L4_Schedule;
extern __L4_Unmap_t __L4_Unmap;
extern __L4_SpaceControl_t __L4_SpaceControl;
extern __L4_ProcessorControl_t __L4_ProcessorControl;
extern __L4_MemoryControl_t __L4_MemoryControl;

/* Finds the entries for the space of the caller; start-up code calls it before any other call. */
void __L4_Init(void);

#if defined(__cplusplus)
}
#endif

/* Registers that any call may change besides its results; 25 holds the entry. */
#define __L4_CLOBBERS                                                                              \
    "$1", "$3", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "$31", "hi", "lo", "memory"

/* Calls the entry that a variable holds; the branch's delay slot is the assembler's to fill. */
#define __L4_CALL "move $25, %[entry]\n\tjalr $25"

/* A system call of its own, since Release 2 processors execute the instruction that others refuse. */
L4_INLINE void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags, L4_Word_t *KernelId)
{
    register long v0 __asm__("$2") = -111;
    register void *kip __asm__("$8");
    register L4_Word_t version __asm__("$9");
    register L4_Word_t flags __asm__("$10");
    register L4_Word_t id __asm__("$11");

    __asm__ __volatile__("syscall"
                         : "+r"(v0), "=r"(kip), "=r"(version), "=r"(flags), "=r"(id)
                         :
                         : "$1", "$3", "$4", "$5", "$6", "$7", "$12", "$13", "$14", "$15", "$24",
                           "$25", "hi", "lo");
    *ApiVersion = version;
    *ApiFlags = flags;
    *KernelId = id;
    return kip;
}

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
                                             L4_Word_t ip, L4_Word_t flags, L4_Word_t UserDefHandle,
                                             L4_ThreadId_t pager, L4_Word_t *old_control,
                                             L4_Word_t *old_sp, L4_Word_t *old_ip,
                                             L4_Word_t *old_flags, L4_Word_t *old_UserDefhandle,
                                             L4_ThreadId_t *old_pager)
{
    L4_ThreadId_t result;
    register L4_Word_t r2 __asm__("$2");
    register L4_Word_t r4 __asm__("$4") = dest.raw;
    register L4_Word_t r5 __asm__("$5") = control;
    register L4_Word_t r6 __asm__("$6") = sp;
    register L4_Word_t r7 __asm__("$7") = ip;
    register L4_Word_t r8 __asm__("$8") = flags;
    register L4_Word_t r9 __asm__("$9") = UserDefHandle;
    register L4_Word_t r10 __asm__("$10") = pager.raw;

    __asm__ __volatile__(__L4_CALL
                         : "=r"(r2), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8), "+r"(r9),
                           "+r"(r10)
                         : [entry] "r"(__L4_ExchangeRegisters)
                         : __L4_CLOBBERS);
    result.raw = r2;
    *old_control = r4;
    *old_sp = r5;
    *old_ip = r6;
    *old_flags = r7;
    *old_UserDefhandle = r8;
    old_pager->raw = r9;
    return result;
}

/* Calls with up to five words in; $2 is the result, $4 the old value where there is one. */
L4_INLINE L4_Word_t __L4_Call5(__L4_Entry_t call, L4_Word_t a, L4_Word_t b, L4_Word_t c,
                               L4_Word_t d, L4_Word_t e, L4_Word_t *old)
{
    register L4_Word_t r2 __asm__("$2");
    register L4_Word_t r4 __asm__("$4") = a;
    register L4_Word_t r5 __asm__("$5") = b;
    register L4_Word_t r6 __asm__("$6") = c;
    register L4_Word_t r7 __asm__("$7") = d;
    register L4_Word_t r8 __asm__("$8") = e;

    __asm__ __volatile__(__L4_CALL
                         : "=r"(r2), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
                         : [entry] "r"(call)
                         : "$9", "$10", __L4_CLOBBERS);
    *old = r4;
    return r2;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
                                     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
                                     void *UtcbLocation)
{
    L4_Word_t old;

    return __L4_Call5(__L4_ThreadControl, dest.raw, SpaceSpecifier.raw, Scheduler.raw, Pager.raw,
                      (L4_Word_t)UtcbLocation, &old);
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    L4_Clock_t clock;
    L4_Word_t old;

    clock.raw = __L4_Call5(__L4_SystemClock, 0, 0, 0, 0, 0, &old);
    return clock;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    L4_Word_t old;

    (void)__L4_Call5(__L4_ThreadSwitch, dest.raw, 0, 0, 0, 0, &old);
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
                                L4_Word_t ProcessorControl, L4_Word_t PrioControl,
                                L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
    return __L4_Call5(__L4_Schedule, dest.raw, TimeControl, ProcessorControl, PrioControl,
                      PreemptionControl, old_TimeControl);
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t old;

    (void)__L4_Call5(__L4_Unmap, control, 0, 0, 0, 0, &old);
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
                                    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
                                    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
    return __L4_Call5(__L4_SpaceControl, SpaceSpecifier.raw, control, KernelInterfacePageArea.raw,
                      UtcbArea.raw, redirector.raw, old_control);
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
                                        L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
    L4_Word_t old;

    return __L4_Call5(__L4_ProcessorControl, ProcessorNo, InternalFrequency, ExternalFrequency,
                      voltage, 0, &old);
}

L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
    L4_Word_t old;

    return __L4_Call5(__L4_MemoryControl, control, attributes[0], attributes[1], attributes[2],
                      attributes[3], &old);
}

/*
 * MR0 travels in $3, MR1 to MR8 in $16 to $23, which are loaded and stored here: as operands of the
 * instruction they would leave a compiler without registers for anything else.
 */
L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                             L4_ThreadId_t *from)
{
    L4_Word_t *utcb = __L4_Utcb();
    L4_MsgTag_t tag;
    register L4_Word_t r2 __asm__("$2");
    register L4_Word_t r3 __asm__("$3") = utcb[__L4_MR0];
    register L4_Word_t r4 __asm__("$4") = to.raw;
    register L4_Word_t r5 __asm__("$5") = FromSpecifier.raw;
    register L4_Word_t r6 __asm__("$6") = Timeouts;

    __asm__ __volatile__("ld $16, 136($26)\n\t"
                         "ld $17, 144($26)\n\t"
                         "ld $18, 152($26)\n\t"
                         "ld $19, 160($26)\n\t"
                         "ld $20, 168($26)\n\t"
                         "ld $21, 176($26)\n\t"
                         "ld $22, 184($26)\n\t"
                         "ld $23, 192($26)\n\t"
                         "jalr %[entry]\n\t"
                         "sd $16, 136($26)\n\t"
                         "sd $17, 144($26)\n\t"
                         "sd $18, 152($26)\n\t"
                         "sd $19, 160($26)\n\t"
                         "sd $20, 168($26)\n\t"
                         "sd $21, 176($26)\n\t"
                         "sd $22, 184($26)\n\t"
                         "sd $23, 192($26)"
                         : "=r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                         : [entry] "r"(__L4_Ipc)
                         : "$1", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16",
                           "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "$31",
                           "memory");
    utcb[__L4_MR0] = r3;
    tag.raw = r3;
    if (FromSpecifier.raw != 0)
        from->raw = r2;
    return tag;
}

/* All message registers stay in the UTCB. */
L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                              L4_ThreadId_t *from)
{
    L4_MsgTag_t tag;
    L4_Word_t old;
    L4_Word_t sender = __L4_Call5(__L4_Lipc, to.raw, FromSpecifier.raw, Timeouts, 0, 0, &old);

    tag.raw = __L4_Utcb()[__L4_MR0];
    if (FromSpecifier.raw != 0)
        from->raw = sender;
    return tag;
}
