/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: the system calls. [docs: abi-amd64, section 4 "System calls"]
 *
 * Each calls through a variable that start-up code fills in from the kernel interface page. RBP cannot be named as an operand
 * or a clobber where it is the frame pointer, so it is saved by hand; calls step over the 128 bytes below the stack pointer
 * that compilers may use.
 */
#pragma once

#include <l4/types.h>
#include <l4/amd64/vregs.h>
#include <l4/amd64/specials.h>
#include <l4/message.h>

#if defined(__cplusplus)
extern "C" {
#endif

/* Entries of the kernel; they follow its register convention, not C's. */
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

/* Finds the entries, which are the same in all spaces; start-up code calls it before any other call. */
void __L4_Init(void);

#if defined(__cplusplus)
}
#endif

#define __L4_CALL(entry)                                                                           \
    "addq $-128, %%rsp\n\t"                                                                        \
    "pushq %%rbp\n\t"                                                                              \
    "call *" entry "(%%rip)\n\t"                                                                   \
    "popq %%rbp\n\t"                                                                               \
    "subq $-128, %%rsp"

/* Message registers 1 to 7 from the UTCB, and 0 to 7 back to it. */
#define __L4_LOAD_MRS                                                                              \
    "movq 8(%%rdi), %%rax\n\t"                                                                     \
    "movq 16(%%rdi), %%rbx\n\t"                                                                    \
    "movq 24(%%rdi), %%r10\n\t"                                                                    \
    "movq 32(%%rdi), %%r12\n\t"                                                                    \
    "movq 40(%%rdi), %%r13\n\t"                                                                    \
    "movq 48(%%rdi), %%r14\n\t"                                                                    \
    "movq 56(%%rdi), %%r15\n\t"
#define __L4_STORE_MRS                                                                             \
    "\n\tmovq %%r9, (%%rdi)\n\t"                                                                   \
    "movq %%rax, 8(%%rdi)\n\t"                                                                     \
    "movq %%rbx, 16(%%rdi)\n\t"                                                                    \
    "movq %%r10, 24(%%rdi)\n\t"                                                                    \
    "movq %%r12, 32(%%rdi)\n\t"                                                                    \
    "movq %%r13, 40(%%rdi)\n\t"                                                                    \
    "movq %%r14, 48(%%rdi)\n\t"                                                                    \
    "movq %%r15, 56(%%rdi)"

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
    register L4_Word_t r8 __asm__("r8") = ip;
    register L4_Word_t r9 __asm__("r9") = flags;
    register L4_Word_t r10 __asm__("r10") = UserDefHandle;

    __asm__ __volatile__(__L4_CALL("__L4_ExchangeRegisters")
                         : "=a"(result.raw), "+S"(control), "+d"(sp), "+D"(pager.raw), "+r"(r8),
                           "+r"(r9), "+r"(r10)
                         : "0"(dest.raw)
                         : "rbx", "rcx", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    *old_control = control;
    *old_sp = sp;
    *old_ip = r8;
    *old_flags = r9;
    *old_UserDefhandle = r10;
    old_pager->raw = pager.raw;
    return result;
}

L4_INLINE L4_Word_t L4_ThreadControl(L4_ThreadId_t dest, L4_ThreadId_t SpaceSpecifier,
                                     L4_ThreadId_t Scheduler, L4_ThreadId_t Pager,
                                     void *UtcbLocation)
{
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = SpaceSpecifier.raw;
    register void *r9 __asm__("r9") = UtcbLocation;

    __asm__ __volatile__(__L4_CALL("__L4_ThreadControl")
                         : "=a"(result), "+D"(dest.raw), "+S"(Pager.raw), "+d"(Scheduler.raw),
                           "+r"(r8), "+r"(r9)
                         :
                         : "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    return result;
}

L4_INLINE L4_Clock_t L4_SystemClock(void)
{
    L4_Clock_t clock;

    __asm__ __volatile__(__L4_CALL("__L4_SystemClock")
                         : "=a"(clock.raw)
                         :
                         : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
                           "r13", "r14", "r15", "cc");
    return clock;
}

L4_INLINE void L4_ThreadSwitch(L4_ThreadId_t dest)
{
    __asm__ __volatile__(__L4_CALL("__L4_ThreadSwitch")
                         : "+D"(dest.raw)
                         :
                         : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12",
                           "r13", "r14", "r15", "cc", "memory");
}

L4_INLINE L4_Word_t L4_Schedule(L4_ThreadId_t dest, L4_Word_t TimeControl,
                                L4_Word_t ProcessorControl, L4_Word_t PrioControl,
                                L4_Word_t PreemptionControl, L4_Word_t *old_TimeControl)
{
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = ProcessorControl;
    register L4_Word_t r9 __asm__("r9") = PreemptionControl;

    __asm__ __volatile__(__L4_CALL("__L4_Schedule")
                         : "=a"(result), "+D"(dest.raw), "+S"(PrioControl), "+d"(TimeControl),
                           "+r"(r8), "+r"(r9)
                         :
                         : "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    *old_TimeControl = TimeControl;
    return result;
}

#define __L4_IPC_ASM(entry)                                                                        \
    __asm__ __volatile__(__L4_LOAD_MRS __L4_CALL(entry) __L4_STORE_MRS                             \
                         : "+S"(to.raw), "+d"(FromSpecifier.raw), "+r"(r8), "+r"(r9)               \
                         : "D"(utcb)                                                               \
                         : "rax", "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "cc",    \
                           "memory")

L4_INLINE L4_MsgTag_t L4_Ipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                             L4_ThreadId_t *from)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    L4_Bool_t receives = FromSpecifier.raw != 0;
    L4_MsgTag_t tag;
    register L4_Word_t r8 __asm__("r8") = Timeouts;
    register L4_Word_t r9 __asm__("r9") = utcb[0];

    __L4_IPC_ASM("__L4_Ipc");
    if (receives)
        *from = to;
    tag.raw = r9;
    return tag;
}

L4_INLINE L4_MsgTag_t L4_Lipc(L4_ThreadId_t to, L4_ThreadId_t FromSpecifier, L4_Word_t Timeouts,
                              L4_ThreadId_t *from)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    L4_Bool_t receives = FromSpecifier.raw != 0;
    L4_MsgTag_t tag;
    register L4_Word_t r8 __asm__("r8") = Timeouts;
    register L4_Word_t r9 __asm__("r9") = utcb[0];

    __L4_IPC_ASM("__L4_Lipc");
    if (receives)
        *from = to;
    tag.raw = r9;
    return tag;
}

L4_INLINE void L4_Unmap(L4_Word_t control)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    register L4_Word_t r9 __asm__("r9") = utcb[0];

    __asm__ __volatile__(__L4_LOAD_MRS __L4_CALL("__L4_Unmap") __L4_STORE_MRS
                         : "+d"(control), "+r"(r9)
                         : "D"(utcb)
                         : "rax", "rbx", "rcx", "rsi", "r8", "r10", "r11", "r12", "r13", "r14",
                           "r15", "cc", "memory");
}

L4_INLINE L4_Word_t L4_SpaceControl(L4_ThreadId_t SpaceSpecifier, L4_Word_t control,
                                    L4_Fpage_t KernelInterfacePageArea, L4_Fpage_t UtcbArea,
                                    L4_ThreadId_t redirector, L4_Word_t *old_control)
{
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = UtcbArea.raw;
    register L4_Word_t r9 __asm__("r9") = redirector.raw;

    __asm__ __volatile__(__L4_CALL("__L4_SpaceControl")
                         : "=a"(result), "+D"(SpaceSpecifier.raw), "+S"(control),
                           "+d"(KernelInterfacePageArea.raw), "+r"(r8), "+r"(r9)
                         :
                         : "rbx", "rcx", "r10", "r11", "r12", "r13", "r14", "r15", "cc", "memory");
    *old_control = KernelInterfacePageArea.raw;
    return result;
}

L4_INLINE L4_Word_t L4_ProcessorControl(L4_Word_t ProcessorNo, L4_Word_t InternalFrequency,
                                        L4_Word_t ExternalFrequency, L4_Word_t voltage)
{
    L4_Word_t result;
    register L4_Word_t r8 __asm__("r8") = voltage;

    __asm__ __volatile__(__L4_CALL("__L4_ProcessorControl")
                         : "=a"(result), "+D"(ProcessorNo), "+S"(InternalFrequency),
                           "+d"(ExternalFrequency), "+r"(r8)
                         :
                         : "rbx", "rcx", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "cc",
                           "memory");
    return result;
}

L4_INLINE L4_Word_t L4_MemoryControl(L4_Word_t control, const L4_Word_t *attributes)
{
    L4_Word_t *utcb = __L4_X86_Utcb();
    const L4_Word_t *rcx = attributes;
    L4_Word_t *rdi = utcb;
    register L4_Word_t r9 __asm__("r9") = utcb[0];

    __asm__ __volatile__(__L4_LOAD_MRS "movq 8(%%rcx), %%rsi\n\t"
                                       "movq 16(%%rcx), %%r8\n\t"
                                       "movq 24(%%rcx), %%r11\n\t"
                                       "movq (%%rcx), %%rcx\n\t" __L4_CALL("__L4_MemoryControl")
                         : "+d"(control), "+c"(rcx), "+D"(rdi), "+r"(r9)
                         :
                         : "rax", "rbx", "rsi", "r8", "r10", "r11", "r12", "r13", "r14", "r15",
                           "cc", "memory");
    return control;
}
