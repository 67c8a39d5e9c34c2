/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on amd64.
 *
 * Every entry from user mode stores all user registers in the frame in the running thread's TCB; C runs on the processor's
 * one stack. Every exit goes through sched_exit and loads the frame of the thread it returns.
 *
 * SWAPGS: in the kernel the GS base is the processor's struct arch_cpu. An entry knows from CS which base it finds. That does
 * not hold at the first instructions of a SYSCALL and the last ones before an exit; what can strike there, interrupts being
 * off, has stacks of its own (IST) and looks at the base itself.
 */
#include <asm_offsets.h>
#include <arch/layout.h>
#include <arch/selectors.h>
#include <glue/abi.h>
#include <x86/regs.h>

/* The entry code pushes the frame from its end down to R15. */
#define PUSHED (SZ_FRAME - OFS_FRAME_R15)
/* Of a frame's field from where RSP is then. */
#define OFS_PUSHED(field) (field - OFS_FRAME_R15)

    .text

/* From R15 to RDI, the first 15 words of struct glue_frame. */
    .macro  PUSH_REGISTERS
    pushq   %rdi
    pushq   %rsi
    pushq   %rdx
    pushq   %rcx
    pushq   %rax
    pushq   %r8
    pushq   %r9
    pushq   %r10
    pushq   %r11
    pushq   %rbx
    pushq   %rbp
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    .endm

    .macro  FRAME_ADDRESS reg=rdi
    leaq    -OFS_FRAME_R15(%rsp), %\reg
    .endm

/* PUSH_REGISTERS undone, with what goes into the places of RCX and R11: those two themselves, or any register if they are loaded later. */
    .macro  POP_REGISTERS r11=r11, rcx=rcx
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbp
    popq    %rbx
    popq    %\r11
    popq    %r10
    popq    %r9
    popq    %r8
    popq    %rax
    popq    %\rcx
    popq    %rdx
    popq    %rsi
    popq    %rdi
    .endm

/* The end of the running thread's frame. */
    .macro  FRAME_END reg
    movq    %gs:GS_SELF, %\reg
    movq    OFS_CPU_CURRENT(%\reg), %\reg
    addq    $OFS_TCB_FRAME + SZ_FRAME, %\reg
    .endm

/* On the trap stack are a frame's words from vector on: moves them, and all registers, to the frame. */
    .macro  MOVE_TO_FRAME
    swapgs
    movq    %rdi, %gs:GS_SCRATCH
    movq    %rsp, %rdi
    FRAME_END rsp
    pushq   48(%rdi)
    pushq   40(%rdi)
    pushq   32(%rdi)
    pushq   24(%rdi)
    pushq   16(%rdi)
    pushq   8(%rdi)
    pushq   (%rdi)
    movq    %gs:GS_SCRATCH, %rdi
    PUSH_REGISTERS
    KERNEL_FLAGS
    FRAME_ADDRESS
    .endm

/* Before any register is pushed: were vector and error code pushed by a trap of user mode? */
    .macro  TEST_USER
    testb   $3, OFS_FRAME_CS - OFS_FRAME_VECTOR(%rsp)
    .endm

/* The kernel's own flags: a trap leaves the user's DF and AC (which would switch SMAP off). */
    .macro  KERNEL_FLAGS
    pushq   $EFLAGS_ONE
    popfq
    .endm

/*
 * Exceptions without and with error code.
 */
    .macro  TRAP vector, has_error
    .if     !\has_error
    pushq   $0
    .endif
    pushq   $\vector
    .if     \vector == VECTOR_DEBUG || \vector == VECTOR_NMI || \vector == VECTOR_DOUBLE_FAULT || \vector == VECTOR_MACHINE_CHECK
    jmp     ist_common
    .else
    jmp     trap_common
    .endif
    .endm

    .globl  entry_traps
    .balign 16
entry_traps:
    .set    n, 0
    .rept   32
    .if     n == 8 || n == 10 || n == 11 || n == 12 || n == 13 || n == 14 || n == 17 || n == 21 || n == 29 || n == 30
    TRAP    n, 1
    .else
    TRAP    n, 0
    .endif
    .balign 16
    .set    n, n + 1
    .endr

trap_common:
    TEST_USER
    jz      1f
    MOVE_TO_FRAME
trap_user:
    movq    $amd64_stack_top, %rsp
    xorl    %ebp, %ebp
    call    x86_trap
    jmp     exit_kernel
1:  PUSH_REGISTERS
    KERNEL_FLAGS
    FRAME_ADDRESS
    call    amd64_trap_kernel               /* a bug, or an instruction that may fail; returns then */
    POP_REGISTERS
    addq    $16, %rsp
    iretq

/*
 * Exceptions that strike anywhere, on a stack of their own, above whose end the kernel's GS base lies. A debug exception of a
 * user goes the way of the others; all else ends here, with IRET, so that an NMI lets the next one in and nothing else.
 */
ist_common:
    PUSH_REGISTERS
    KERNEL_FLAGS
    xorl    %ebx, %ebx
    movl    $MSR_GS_BASE, %ecx
    rdmsr
    shlq    $32, %rdx
    orq     %rax, %rdx
    cmpq    PUSHED + 8(%rsp), %rdx
    je      1f
    swapgs
    incl    %ebx
1:  cmpl    $VECTOR_DEBUG, OFS_PUSHED(OFS_FRAME_VECTOR)(%rsp)
    jne     2f
    testb   $3, OFS_PUSHED(OFS_FRAME_CS)(%rsp)
    jz      2f
    movq    %rsp, %rsi
    FRAME_END rdi
    subq    $PUSHED, %rdi
    movl    $PUSHED / 8, %ecx
    rep movsq
    subq    $SZ_FRAME, %rdi
    jmp     trap_user
2:  FRAME_ADDRESS
    call    amd64_trap_ist
    testl   %ebx, %ebx
    jz      3f
    swapgs
3:  POP_REGISTERS
    addq    $16, %rsp
    iretq

/*
 * Interrupts: 16 bytes for each vector. In kernel mode they come in idling and at preemption points, and are only noted.
 */
    .globl  entry_irqs
    .balign 16
entry_irqs:
    .set    n, X86_VECTOR_IRQ_FIRST
    .rept   X86_VECTOR_IRQ_LAST - X86_VECTOR_IRQ_FIRST + 1
    pushq   $0
    pushq   $n
    jmp     irq_common
    .balign 16
    .set    n, n + 1
    .endr

irq_common:
    TEST_USER
    jz      1f
    MOVE_TO_FRAME
    movq    $amd64_stack_top, %rsp
    xorl    %ebp, %ebp
    call    x86_irq                         /* (frame) */
    jmp     exit_kernel
1:  PUSH_REGISTERS
    KERNEL_FLAGS
    movl    OFS_PUSHED(OFS_FRAME_VECTOR)(%rsp), %edi
    call    plat_irq_entry                  /* (vector) */
    POP_REGISTERS
    addq    $16, %rsp
    iretq

/*
 * System calls but Ipc (fastpath.S). In: RBP number of the call, RCX return address, R11 flags; arguments as in abi-amd64 4.
 * RSP is the user's. SYSCALL has replaced the flags.
 */
    .globl  entry_call
    .balign 16
entry_call:
    swapgs
    movq    %rsp, %gs:GS_SCRATCH
    FRAME_END rsp
    pushq   $SEL_USER_DS
    pushq   %gs:GS_SCRATCH
    pushq   %r11
    pushq   $SEL_USER_CS
    pushq   %rcx
    pushq   $0
    pushq   $VECTOR_SYSCALL
    PUSH_REGISTERS
    FRAME_ADDRESS
    movq    $amd64_stack_top, %rsp
    xorl    %ebp, %ebp
    call    amd64_call

/* RCX is canonical, else the thread gets its exception. Changes RDX. */
    .macro  CHECK_RIP
    movq    %rcx, %rdx
    shlq    $16, %rdx
    sarq    $16, %rdx
    cmpq    %rcx, %rdx
    jne     exit_bad_ip
    .endm

/*
 * The only way out but the fast path's. A thread that came by SYSCALL leaves by SYSRET; of one that was in Ipc the message
 * registers come from its UTCB, and those that Ipc leaves undefined are 0. An instruction pointer that is not canonical would make
 * both SYSRET and IRET fail in the kernel [Intel SDM 325462-083, vol. 2B, "SYSRET"]: the thread gets the exception that
 * a jump there gives.
 */
    .globl  exit_kernel
exit_kernel:
    movq    $amd64_stack_top, %rsp
    call    sched_exit
    movl    %ds, %ecx                       /* all selectors are below 256 */
    movl    %es, %edx
    movb    %dl, %ch
    movl    %fs, %edx
    movl    %gs, %ebx
    movb    %bl, %dh
    shll    $16, %edx
    orl     %ecx, %edx
    cmpl    $SEL_GS << 24 | SEL_USER_DS << 16 | SEL_USER_DS << 8 | SEL_USER_DS, %edx
    jne     exit_segments
selectors_good:
    cmpl    $VECTOR_IPC, OFS_TCB_FRAME + OFS_FRAME_VECTOR(%rax)
    je      load_ipc
    movq    OFS_TCB_FRAME + OFS_FRAME_RIP(%rax), %rcx
    CHECK_RIP
    leaq    OFS_TCB_FRAME + OFS_FRAME_R15(%rax), %rsp
    cmpl    $VECTOR_SYSCALL, OFS_PUSHED(OFS_FRAME_VECTOR)(%rsp)
    jne     2f
    POP_REGISTERS r11=rcx
    movq    OFS_FRAME_RIP - OFS_FRAME_VECTOR(%rsp), %rcx
    movq    OFS_FRAME_RFLAGS - OFS_FRAME_VECTOR(%rsp), %r11
    movq    OFS_FRAME_RSP - OFS_FRAME_VECTOR(%rsp), %rsp
    swapgs
    sysretq
2:  POP_REGISTERS
    addq    $16, %rsp
    swapgs
    iretq

/* Of the selectors only GS's has a meaning in 64-bit mode; like the fast path this one leaves the others alone. */
    .globl  load_ipc
load_ipc:
    movl    %gs, %edx
    cmpl    $SEL_GS, %edx
    jne     exit_segments
    movq    OFS_TCB_FRAME + OFS_FRAME_RIP(%rax), %rcx
    cmpq    $AMD64_IPC_RETURN, %rcx
    je      2f
    CHECK_RIP
2:  movq    OFS_TCB_UTCB(%rax), %rdx
    movq    OFS_TCB_LOCAL_ID(%rax), %rdi
    movq    OFS_TCB_FRAME + OFS_FRAME_RSI(%rax), %rsi
    movq    OFS_TCB_FRAME + OFS_FRAME_RFLAGS(%rax), %r11
    movq    OFS_TCB_FRAME + OFS_FRAME_RSP(%rax), %rsp
    movq    (%rdx), %r9
    movq    8(%rdx), %rax
    movq    16(%rdx), %rbx
    movq    24(%rdx), %r10
    movq    32(%rdx), %r12
    movq    40(%rdx), %r13
    movq    48(%rdx), %r14
    movq    56(%rdx), %r15
    xorl    %edx, %edx
    xorl    %r8d, %r8d
    xorl    %ebp, %ebp
    swapgs
    sysretq

/* Somebody has loaded a segment register. */
exit_segments:
    pushq   %rax
    subq    $8, %rsp
    call    amd64_segments_reset
    addq    $8, %rsp
    popq    %rax
    jmp     selectors_good

exit_bad_ip:
    movq    %rax, %rdi
    call    amd64_bad_ip
    jmp     exit_kernel

/* void glue_enter_user(void) */
    .globl  glue_enter_user
glue_enter_user:
    xorl    %ebp, %ebp
    jmp     exit_kernel

    .section .note.GNU-stack, "", @progbits
