/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: the system calls. [docs: abi-ia32, section 4 "System calls"]
 *
 * Each calls a stub of the library that jumps to the entry named by the kernel interface page.
 * EBP cannot be named as an operand or a clobber where it is the frame pointer, so it is saved by
 * hand; while it is on the stack, no operand may be addressed through ESP or EBP.
 */
#pragma once

#include <l4/types.h>
#include <l4/ia32/vregs.h>
#include <l4/ia32/specials.h>
#include <l4/message.h>

#if defined(__cplusplus)
extern "C" {
#endif

/* The stubs; they follow the kernel's register convention, not C's. */
void __L4_Ipc(void);
void __L4_Lipc(void);
void __L4_ExchangeRegisters(void);
void __L4_ThreadControl(void);
void __L4_SystemClock(void);
void __L4_ThreadSwitch(void);
void __L4_Schedule(void);
void __L4_Unmap(void);
void __L4_SpaceControl(void);
void __L4_ProcessorControl(void);
void __L4_MemoryControl(void);

/*
 * Finds the entries for the space of the caller; start-up code calls it before any other call.
 * __L4_init_syscalls is another name for it.
 */
void __L4_Init(void);
void __L4_init_syscalls(void);

/*
 * For a space that shares the program's pages but has its kernel interface page elsewhere:
 * copy_syscalls_in copies the page of the stubs (from __L4_syscalls_page on, one page) to dest, to
 * be mapped there in its place; the first thread there calls copy_syscalls_out to fill it in.
 */
void __L4_copy_syscalls_in(L4_Word_t dest);
void __L4_copy_syscalls_out(void);
extern char __L4_syscalls_page[];

#if defined(__cplusplus)
}
#endif

L4_INLINE void *L4_KernelInterface(L4_Word_t *ApiVersion, L4_Word_t *ApiFlags, L4_Word_t *KernelId)
{
    void *kip;

    __asm__ __volatile__(".byte 0xf0, 0x90" /* lock; nop */
                         : "=a"(kip), "=c"(*ApiVersion), "=d"(*ApiFlags), "=S"(*KernelId));
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
    L4_Word_t pair[2]; /* EDI and EBP */

    pair[0] = flags;
    pair[1] = pager.raw;
    __asm__ __volatile__("pushl %%ebp\n\t"
                         "pushl %%edi\n\t"
                         "movl 4(%%edi), %%ebp\n\t"
                         "movl (%%edi), %%edi\n\t"
                         "call __L4_ExchangeRegisters\n\t"
                         "xchgl %%edi, (%%esp)\n\t"
                         "movl %%ebp, 4(%%edi)\n\t"
                         "popl (%%edi)\n\t"
                         "popl %%ebp"
                         : "=a"(result.raw), "+c"(control), "+d"(sp), "+b"(UserDefHandle), "+S"(ip)
                         : "0"(dest.raw), "D"(pair)
                         : "cc", "memory");
    *old_control = control;
    *old_sp = sp;
    *old_ip = ip;
    *old_flags = pair[0];
    *old_UserDefhandle = UserDefHandle;
    old_pager->raw = pair[1];
    return result;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
                                     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
                                     void *UtcbLocation)
{
    L4_Word_t result;

    __asm__ __volatile__("call __L4_ThreadControl"
                         : "=a"(result), "+c"(Pager.raw), "+d"(Scheduler.raw),
                           "+S"(SpaceSpecifier.raw), "+D"(UtcbLocation)
                         : "0"(dest.raw)
                         : "cc", "memory");
    return result;
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    L4_Clock_t clock;
    L4_Word32_t low;
    L4_Word32_t high;

    __asm__ __volatile__("call __L4_SystemClock"
                         : "=a"(low), "=d"(high)
                         :
                         : "ecx", "esi", "edi", "cc");
    clock.raw = ((L4_Word64_t)high << 32) | low;
    return clock;
}

/* Changes no register. */
L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    __asm__ __volatile__("call __L4_ThreadSwitch" : : "a"(dest.raw) : "cc", "memory");
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
                                L4_Word_t ProcessorControl, L4_Word_t PrioControl,
                                L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
    L4_Word_t result;

    __asm__ __volatile__("call __L4_Schedule"
                         : "=a"(result), "+c"(PrioControl), "+d"(TimeControl),
                           "+S"(ProcessorControl), "+D"(PreemptionControl)
                         : "0"(dest.raw)
                         : "cc", "memory");
    *old_TimeControl = TimeControl;
    return result;
}

/* MR1 and MR2 come back in EBX and EBP and go to their places in the UTCB, as does MR0. */
#define __L4_IPC_ASM(entry)                                                                        \
    __asm__ __volatile__("pushl %%ebp\n\t"                                                         \
                         "call " entry "\n\t"                                                      \
                         "movl %%esi, (%%edi)\n\t"                                                 \
                         "movl %%ebx, 4(%%edi)\n\t"                                                \
                         "movl %%ebp, 8(%%edi)\n\t"                                                \
                         "popl %%ebp"                                                              \
                         : "+a"(to.raw), "+c"(Timeouts), "+d"(FromSpecifier.raw), "+S"(tag.raw)    \
                         : "D"(utcb)                                                               \
                         : "ebx", "cc", "memory")

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                             L4_ThreadId_t *from)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    L4_Bool_t receives = FromSpecifier.raw != 0;
    L4_MsgTag_t tag;

    tag.raw = utcb[0];
    __L4_IPC_ASM("__L4_Ipc");
    if (receives)
        *from = to;
    return tag;
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                              L4_ThreadId_t *from)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    L4_Bool_t receives = FromSpecifier.raw != 0;
    L4_MsgTag_t tag;

    tag.raw = utcb[0];
    __L4_IPC_ASM("__L4_Lipc");
    if (receives)
        *from = to;
    return tag;
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    L4_Word_t *edi = utcb;
    L4_Word_t mr0 = utcb[0];

    __asm__ __volatile__("call __L4_Unmap"
                         : "+a"(control), "+S"(mr0), "+D"(edi)
                         :
                         : "ecx", "edx", "cc", "memory");
    utcb[0] = mr0;
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
                                    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
                                    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
    L4_Word_t result;

    __asm__ __volatile__("call __L4_SpaceControl"
                         : "=a"(result), "+c"(control), "+d"(KernelInterfacePageArea.raw),
                           "+S"(UtcbArea.raw), "+D"(redirector.raw)
                         : "0"(SpaceSpecifier.raw)
                         : "cc", "memory");
    *old_control = control;
    return result;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
                                        L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
    __asm__ __volatile__("call __L4_ProcessorControl"
                         : "+a"(ProcessorNo), "+c"(InternalFrequency), "+d"(ExternalFrequency),
                           "+S"(voltage)
                         :
                         : "edi", "cc", "memory");
    return ProcessorNo;
}

L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
    L4_Word_t *edi = __L4_X86_Utcb();
    L4_Word_t mr0 = edi[0];

    __asm__ __volatile__("pushl %%ebp\n\t"
                         "movl 12(%%ecx), %%ebp\n\t"
                         "movl 8(%%ecx), %%ebx\n\t"
                         "movl 4(%%ecx), %%edx\n\t"
                         "movl (%%ecx), %%ecx\n\t"
                         "call __L4_MemoryControl\n\t"
                         "popl %%ebp"
                         : "+a"(control), "+c"(attributes), "+S"(mr0), "+D"(edi)
                         :
                         : "ebx", "edx", "cc", "memory");
    return control;
}
