/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: the system calls. [docs: abi-arm, section 3 "System-call entries in the KIP"]
 *
 * The entries are called through pointers that __L4_Init fills in. r7 and r11 may be frame pointers and cannot be named as operands:
 * they are saved by hand, and what belongs into r7 travels in r8. While they are on the stack, no operand is addressed through sp.
 */
#pragma once

#include <l4/types.h>
#include <l4/arm/vregs.h>
#include <l4/arm/specials.h>
#include <l4/message.h>

/* A call of the address in a register. */
#if defined(__ARM_ARCH) && __ARM_ARCH >= 5
#define __L4_ARM_CALL(reg) "blx " reg
#else
#define __L4_ARM_CALL(reg) "mov lr, pc\n\tmov pc, " reg
#endif

#if defined(__cplusplus)
extern "C" {
#endif

/* The first eight follow the kernel's register convention, the last three are C functions. */
typedef void (*__L4_Ipc_t)(void);
typedef void (*__L4_Lipc_t)(void);
typedef void (*__L4_Unmap_t)(void);
typedef void (*__L4_ExchangeRegisters_t)(void);
typedef void (*__L4_ThreadControl_t)(void);
typedef void (*__L4_SpaceControl_t)(void);
typedef void (*__L4_Schedule_t)(void);
typedef void (*__L4_MemoryControl_t)(void);
typedef L4_Word64_t (*__L4_SystemClock_t)(void);
typedef void (*__L4_ThreadSwitch_t)(L4_Word_t dest);
typedef L4_Word_t (*__L4_ProcessorControl_t)(L4_Word_t processor, L4_Word_t internal_khz,
                                             L4_Word_t external_khz, L4_Word_t voltage);

extern __L4_Ipc_t __L4_Ipc;
extern __L4_Lipc_t __L4_Lipc;
extern __L4_Unmap_t __L4_Unmap;
extern __L4_ExchangeRegisters_t __L4_ExchangeRegisters;
extern __L4_ThreadControl_t __L4_ThreadControl;
extern __L4_SpaceControl_t __L4_SpaceControl;
extern __L4_Schedule_t __L4_Schedule;
extern __L4_MemoryControl_t __L4_MemoryControl;
extern __L4_SystemClock_t __L4_SystemClock;
extern __L4_ThreadSwitch_t __L4_ThreadSwitch;
extern __L4_ProcessorControl_t __L4_ProcessorControl;

/* Finds the entries for the space of the caller; start-up code calls it before any other call. */
void __L4_Init(void);

#if defined(__cplusplus)
}
#endif

#define __L4_ARM_KERNEL_INTERFACE 0xFFFFFFB4UL

L4_INLINE void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags, L4_Word_t *KernelId)
{
    register void *kip __asm__("r0");
    register L4_Word_t r1 __asm__("r1");
    register L4_Word_t r2 __asm__("r2");
    register L4_Word_t r3 __asm__("r3");

    __asm__ __volatile__(__L4_ARM_CALL("%4")
                         : "=&r"(kip), "=&r"(r1), "=&r"(r2), "=&r"(r3)
                         : "r"(__L4_ARM_KERNEL_INTERFACE)
                         : "lr");
    *ApiVersion = r1;
    *ApiFlags = r2;
    *KernelId = r3;
    return kip;
}

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
                                             L4_Word_t ip, L4_Word_t flags, L4_Word_t UserDefHandle,
                                             L4_ThreadId_t pager, L4_Word_t *old_control,
                                             L4_Word_t *old_sp, L4_Word_t *old_ip,
                                             L4_Word_t *old_flags, L4_Word_t *old_UserDefhandle,
                                             L4_ThreadId_t *old_pager)
{
    register L4_Word_t r0 __asm__("r0") = dest.raw;
    register L4_Word_t r1 __asm__("r1") = control;
    register L4_Word_t r2 __asm__("r2") = sp;
    register L4_Word_t r3 __asm__("r3") = ip;
    register L4_Word_t r4 __asm__("r4") = flags;
    register L4_Word_t r5 __asm__("r5") = UserDefHandle;
    register L4_Word_t r6 __asm__("r6") = pager.raw;
    register L4_Word_t r12 __asm__("r12") = (L4_Word_t)__L4_ExchangeRegisters;
    L4_ThreadId_t result;

    __asm__ __volatile__("push {r7, r11}\n\t" __L4_ARM_CALL("r12") "\n\tpop {r7, r11}"
                         : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6),
                           "+r"(r12)
                         :
                         : "r8", "r9", "r10", "lr", "memory");
    *old_control = r1;
    *old_sp = r2;
    *old_ip = r3;
    *old_flags = r4;
    *old_UserDefhandle = r5;
    old_pager->raw = r6;
    result.raw = r0;
    return result;
}

/* Calls with five words in, in r0 to r4, and two out. */
L4_INLINE L4_Word_t __L4_ARM_Call5(void (*entry)(void), L4_Word_t a0, L4_Word_t a1, L4_Word_t a2,
                                   L4_Word_t a3, L4_Word_t a4, L4_Word_t *second)
{
    register L4_Word_t r0 __asm__("r0") = a0;
    register L4_Word_t r1 __asm__("r1") = a1;
    register L4_Word_t r2 __asm__("r2") = a2;
    register L4_Word_t r3 __asm__("r3") = a3;
    register L4_Word_t r4 __asm__("r4") = a4;
    register L4_Word_t r12 __asm__("r12") = (L4_Word_t)entry;

    __asm__ __volatile__("push {r7, r11}\n\t" __L4_ARM_CALL("r12") "\n\tpop {r7, r11}"
                         : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r12)
                         :
                         : "r5", "r6", "r8", "r9", "r10", "lr", "memory");
    *second = r1;
    return r0;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
                                     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
                                     void *UtcbLocation)
{
    L4_Word_t unused;

    return __L4_ARM_Call5(__L4_ThreadControl, dest.raw, SpaceSpecifier.raw, Scheduler.raw,
                          Pager.raw, (L4_Word_t)UtcbLocation, &unused);
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
                                    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
                                    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
    return __L4_ARM_Call5(__L4_SpaceControl, SpaceSpecifier.raw, control,
                          KernelInterfacePageArea.raw, UtcbArea.raw, redirector.raw, old_control);
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
                                L4_Word_t ProcessorControl, L4_Word_t PrioControl,
                                L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
    return __L4_ARM_Call5(__L4_Schedule, dest.raw, TimeControl, ProcessorControl, PrioControl,
                          PreemptionControl, old_TimeControl);
}

L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
    L4_Word_t unused;

    return __L4_ARM_Call5(__L4_MemoryControl, control, attributes[0], attributes[1], attributes[2],
                          attributes[3], &unused);
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    L4_Clock_t clock;

    clock.raw = __L4_SystemClock();
    return clock;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    __L4_ThreadSwitch(dest.raw);
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
                                        L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
    return __L4_ProcessorControl(ProcessorNo, InternalFrequency, ExternalFrequency, voltage);
}

/* MR0 to MR4 travel in r3 to r7. */
L4_INLINE L4_MsgTag_t __L4_ARM_Ipc(void (*entry)(void), L4_ThreadId_t to,
                                   L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                                   L4_ThreadId_t *from)
{
    L4_Word_t *mr = __L4_Utcb() + __L4_MR0;
    L4_Bool_t receives = FromSpecifier.raw != 0;
    register L4_Word_t r0 __asm__("r0") = to.raw;
    register L4_Word_t r1 __asm__("r1") = FromSpecifier.raw;
    register L4_Word_t r2 __asm__("r2") = Timeouts;
    register L4_Word_t r3 __asm__("r3") = mr[0];
    register L4_Word_t r4 __asm__("r4") = mr[1];
    register L4_Word_t r5 __asm__("r5") = mr[2];
    register L4_Word_t r6 __asm__("r6") = mr[3];
    register L4_Word_t r8 __asm__("r8") = mr[4];
    register L4_Word_t r12 __asm__("r12") = (L4_Word_t)entry;
    L4_MsgTag_t tag;

    __asm__ __volatile__("push {r7, r11}\n\t"
                         "mov r7, r8\n\t" __L4_ARM_CALL("r12") "\n\t"
                                                               "mov r8, r7\n\t"
                                                               "pop {r7, r11}"
                         : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6),
                           "+r"(r8), "+r"(r12)
                         :
                         : "r9", "r10", "lr", "memory");
    mr = __L4_Utcb() + __L4_MR0;
    mr[0] = r3;
    if (receives) {
        mr[1] = r4;
        mr[2] = r5;
        mr[3] = r6;
        mr[4] = r8;
        from->raw = r0;
    }
    tag.raw = r3;
    return tag;
}

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                             L4_ThreadId_t *from)
{
    return __L4_ARM_Ipc(__L4_Ipc, to, FromSpecifier, Timeouts, from);
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                              L4_ThreadId_t *from)
{
    return __L4_ARM_Ipc(__L4_Lipc, to, FromSpecifier, Timeouts, from);
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t *mr = __L4_Utcb() + __L4_MR0;
    register L4_Word_t r0 __asm__("r0") = control;
    register L4_Word_t r3 __asm__("r3") = mr[0];
    register L4_Word_t r4 __asm__("r4") = mr[1];
    register L4_Word_t r5 __asm__("r5") = mr[2];
    register L4_Word_t r6 __asm__("r6") = mr[3];
    register L4_Word_t r8 __asm__("r8") = mr[4];
    register L4_Word_t r12 __asm__("r12") = (L4_Word_t)__L4_Unmap;

    __asm__ __volatile__("push {r7, r11}\n\t"
                         "mov r7, r8\n\t" __L4_ARM_CALL("r12") "\n\t"
                                                               "mov r8, r7\n\t"
                                                               "pop {r7, r11}"
                         : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r8), "+r"(r12)
                         :
                         : "r1", "r2", "r9", "r10", "lr", "memory");
    mr = __L4_Utcb() + __L4_MR0;
    mr[0] = r3;
    mr[1] = r4;
    mr[2] = r5;
    mr[3] = r6;
    mr[4] = r8;
}
