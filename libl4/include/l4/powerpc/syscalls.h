/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: the system calls. [docs: abi-powerpc, section 3 "System calls"]
 *
 * Each branches to the address that the kernel interface page has for it. All registers but r1, r2, r13, r30, r31 may change;
 * only 30 operands are possible, so results are bound to registers by hand.
 */
#pragma once

#include <l4/types.h>
#include <l4/powerpc/vregs.h>
#include <l4/powerpc/specials.h>
#include <l4/message.h>

#if defined(__cplusplus)
extern "C" {
#endif

/* Entries follow the kernel's register convention, not C's. */
typedef void (*__L4_Ipc_t)(void);
typedef void (*__L4_Lipc_t)(void);
typedef void (*__L4_ExchangeRegisters_t)(void);
typedef void (*__L4_ThreadControl_t)(void);
typedef void (*__L4_SystemClock_t)(void);
typedef void (*__L4_ThreadSwitch_t)(void);
typedef void (*__L4_Schedule_t)(void);
typedef void (*__L4_Unmap_t)(void);
typedef void (*__L4_SpaceControl_t)(void);
typedef void (*__L4_ProcessorControl_t)(void);
typedef void (*__L4_MemoryControl_t)(void);

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

/* Finds the entries; start-up code calls it before any other call. */
void __L4_Init(void);

#if defined(__cplusplus)
}
#endif

/* One argument or result in a certain register. */
#define __L4_PPC_REG(n)       register L4_Word_t r##n __asm__("r" #n)
#define __L4_PPC_ENTRY(entry) register L4_Word_t r11 __asm__("r11") = (L4_Word_t)(entry)
#define __L4_PPC_CALL         "mtctr 11\n\tbctrl"
#define __L4_PPC_CLOBBERS_HIGH                                                                     \
    "r12", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29",     \
        "lr", "ctr", "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7", "xer", "memory"
#define __L4_PPC_CLOBBERS "r14", "r15", "r16", "r17", __L4_PPC_CLOBBERS_HIGH

L4_INLINE void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags, L4_Word_t *KernelId)
{
    __L4_PPC_REG(3);
    __L4_PPC_REG(4);
    __L4_PPC_REG(5);
    __L4_PPC_REG(6);

    __asm__ __volatile__(".long 0x7c0002e4" /* tlbia */
                         : "=r"(r3), "=r"(r4), "=r"(r5), "=r"(r6));
    *ApiVersion = r4;
    *ApiFlags = r5;
    *KernelId = r6;
    return (void *)r3;
}

L4_INLINE L4_ThreadId_t L4_ExchangeRegisters(L4_ThreadId_t dest, L4_Word_t control, L4_Word_t sp,
                                             L4_Word_t ip, L4_Word_t flags, L4_Word_t UserDefHandle,
                                             L4_ThreadId_t pager, L4_Word_t *old_control,
                                             L4_Word_t *old_sp, L4_Word_t *old_ip,
                                             L4_Word_t *old_flags, L4_Word_t *old_UserDefhandle,
                                             L4_ThreadId_t *old_pager)
{
    __L4_PPC_REG(3) = dest.raw;
    __L4_PPC_REG(4) = control;
    __L4_PPC_REG(5) = sp;
    __L4_PPC_REG(6) = ip;
    __L4_PPC_REG(7) = flags;
    __L4_PPC_REG(8) = UserDefHandle;
    __L4_PPC_REG(9) = pager.raw;
    __L4_PPC_ENTRY(__L4_ExchangeRegisters);
    L4_ThreadId_t result;

    __asm__ __volatile__(__L4_PPC_CALL
                         : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8), "+r"(r9),
                           "+r"(r11)
                         :
                         : "r0", "r10", __L4_PPC_CLOBBERS);
    result.raw = r3;
    *old_control = r4;
    *old_sp = r5;
    *old_ip = r6;
    *old_flags = r7;
    *old_UserDefhandle = r8;
    old_pager->raw = r9;
    return result;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
                                     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
                                     void *UtcbLocation)
{
    __L4_PPC_REG(3) = dest.raw;
    __L4_PPC_REG(4) = SpaceSpecifier.raw;
    __L4_PPC_REG(5) = Scheduler.raw;
    __L4_PPC_REG(6) = Pager.raw;
    __L4_PPC_REG(7) = (L4_Word_t)UtcbLocation;
    __L4_PPC_ENTRY(__L4_ThreadControl);

    __asm__ __volatile__(__L4_PPC_CALL
                         : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r11)
                         :
                         : "r0", "r8", "r9", "r10", __L4_PPC_CLOBBERS);
    return r3;
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    __L4_PPC_REG(3);
    __L4_PPC_REG(4);
    __L4_PPC_ENTRY(__L4_SystemClock);
    L4_Clock_t clock;

    __asm__ __volatile__(__L4_PPC_CALL
                         : "=r"(r3), "=r"(r4), "+r"(r11)
                         :
                         : "r0", "r5", "r6", "r7", "r8", "r9", "r10", __L4_PPC_CLOBBERS);
    clock.raw = ((L4_Word64_t)r3 << 32) | r4;
    return clock;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    __L4_PPC_REG(3) = dest.raw;
    __L4_PPC_ENTRY(__L4_ThreadSwitch);

    __asm__ __volatile__(__L4_PPC_CALL
                         : "+r"(r3), "+r"(r11)
                         :
                         : "r0", "r4", "r5", "r6", "r7", "r8", "r9", "r10", __L4_PPC_CLOBBERS);
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
                                L4_Word_t ProcessorControl, L4_Word_t PrioControl,
                                L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
    __L4_PPC_REG(3) = dest.raw;
    __L4_PPC_REG(4) = TimeControl;
    __L4_PPC_REG(5) = ProcessorControl;
    __L4_PPC_REG(6) = PrioControl;
    __L4_PPC_REG(7) = PreemptionControl;
    __L4_PPC_ENTRY(__L4_Schedule);

    __asm__ __volatile__(__L4_PPC_CALL
                         : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r11)
                         :
                         : "r0", "r8", "r9", "r10", __L4_PPC_CLOBBERS);
    *old_TimeControl = r4;
    return r3;
}

/* MR0 .. MR9 travel in registers, in both directions. */
#define __L4_PPC_LOAD_MRS(utcb)                                                                    \
    __L4_PPC_REG(14) = (utcb)[0];                                                                  \
    __L4_PPC_REG(3) = (utcb)[1];                                                                   \
    __L4_PPC_REG(4) = (utcb)[2];                                                                   \
    __L4_PPC_REG(5) = (utcb)[3];                                                                   \
    __L4_PPC_REG(6) = (utcb)[4];                                                                   \
    __L4_PPC_REG(7) = (utcb)[5];                                                                   \
    __L4_PPC_REG(8) = (utcb)[6];                                                                   \
    __L4_PPC_REG(9) = (utcb)[7];                                                                   \
    __L4_PPC_REG(10) = (utcb)[8];                                                                  \
    __L4_PPC_REG(0) = (utcb)[9]

#define __L4_PPC_MRS                                                                               \
    "+r"(r14), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8), "+r"(r9), "+r"(r10),    \
        "+r"(r0)

#define __L4_PPC_STORE_MRS(utcb)                                                                   \
    do {                                                                                           \
        (utcb)[0] = r14;                                                                           \
        (utcb)[1] = r3;                                                                            \
        (utcb)[2] = r4;                                                                            \
        (utcb)[3] = r5;                                                                            \
        (utcb)[4] = r6;                                                                            \
        (utcb)[5] = r7;                                                                            \
        (utcb)[6] = r8;                                                                            \
        (utcb)[7] = r9;                                                                            \
        (utcb)[8] = r10;                                                                           \
        (utcb)[9] = r0;                                                                            \
    } while (0)

L4_INLINE L4_MsgTag_t __L4_PPC_Ipc(L4_Word_t entry, L4_ThreadId_t to, L4_ThreadId_t FromSpecifier,
                                   L4_Word_t Timeouts, L4_ThreadId_t *from)
{
    L4_Word_t *utcb = __L4_PPC_Utcb();
    __L4_PPC_REG(15) = to.raw;
    __L4_PPC_REG(16) = FromSpecifier.raw;
    __L4_PPC_REG(17) = Timeouts;
    __L4_PPC_ENTRY(entry);
    __L4_PPC_LOAD_MRS(utcb);
    L4_MsgTag_t tag;

    __asm__ __volatile__(__L4_PPC_CALL
                         : __L4_PPC_MRS, "+r"(r15), "+r"(r16), "+r"(r17), "+r"(r11)
                         :
                         : __L4_PPC_CLOBBERS_HIGH);
    __L4_PPC_STORE_MRS(utcb);
    if (FromSpecifier.raw != 0)
        from->raw = r16;
    tag.raw = utcb[0];
    return tag;
}

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                             L4_ThreadId_t *from)
{
    return __L4_PPC_Ipc((L4_Word_t)__L4_Ipc, to, FromSpecifier, Timeouts, from);
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                              L4_ThreadId_t *from)
{
    return __L4_PPC_Ipc((L4_Word_t)__L4_Lipc, to, FromSpecifier, Timeouts, from);
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t *utcb = __L4_PPC_Utcb();
    __L4_PPC_REG(15) = control;
    __L4_PPC_ENTRY(__L4_Unmap);
    __L4_PPC_LOAD_MRS(utcb);

    __asm__ __volatile__(__L4_PPC_CALL
                         : __L4_PPC_MRS, "+r"(r15), "+r"(r11)
                         :
                         : "r16", "r17", __L4_PPC_CLOBBERS_HIGH);
    __L4_PPC_STORE_MRS(utcb);
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
                                    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
                                    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
    __L4_PPC_REG(3) = SpaceSpecifier.raw;
    __L4_PPC_REG(4) = control;
    __L4_PPC_REG(5) = KernelInterfacePageArea.raw;
    __L4_PPC_REG(6) = UtcbArea.raw;
    __L4_PPC_REG(7) = redirector.raw;
    __L4_PPC_ENTRY(__L4_SpaceControl);

    __asm__ __volatile__(__L4_PPC_CALL
                         : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r11)
                         :
                         : "r0", "r8", "r9", "r10", __L4_PPC_CLOBBERS);
    *old_control = r4;
    return r3;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
                                        L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
    __L4_PPC_REG(3) = ProcessorNo;
    __L4_PPC_REG(4) = InternalFrequency;
    __L4_PPC_REG(5) = ExternalFrequency;
    __L4_PPC_REG(6) = voltage;
    __L4_PPC_ENTRY(__L4_ProcessorControl);

    __asm__ __volatile__(__L4_PPC_CALL
                         : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r11)
                         :
                         : "r0", "r7", "r8", "r9", "r10", __L4_PPC_CLOBBERS);
    return r3;
}

L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
    L4_Word_t *utcb = __L4_PPC_Utcb();
    __L4_PPC_REG(15) = control;
    __L4_PPC_REG(16) = attributes[0];
    __L4_PPC_REG(17) = attributes[1];
    __L4_PPC_REG(18) = attributes[2];
    __L4_PPC_REG(19) = attributes[3];
    __L4_PPC_ENTRY(__L4_MemoryControl);
    __L4_PPC_LOAD_MRS(utcb);

    __asm__ __volatile__(__L4_PPC_CALL
                         : __L4_PPC_MRS, "+r"(r11)
                         : "r"(r15), "r"(r16), "r"(r17), "r"(r18), "r"(r19)
                         : "r12", "lr", "ctr", "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6",
                           "cr7", "xer", "memory");
    return r3;
}
