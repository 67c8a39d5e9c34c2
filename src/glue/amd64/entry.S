/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on amd64.
 *
 * On every entry from user mode RSP is (or is made) TSS.rsp[0], the end of the running thread's frame in its TCB, and all user
 * registers are pushed there; C runs on the processor's one stack. Every exit goes through sched_exit and loads the frame
 * of the thread it returns.
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

#define FRAME_WORDS 22

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

/* ... with what goes into the places of RCX and R11: those two themselves, or any register if they are loaded later. */
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
    PUSH_REGISTERS
    KERNEL_FLAGS
    movq    %rsp, %rdi
    testb   $3, OFS_FRAME_CS(%rsp)          /* from user mode? */
    jz      1f
    swapgs
trap_user:
    movq    $amd64_stack_top, %rsp
    xorl    %ebp, %ebp
    call    amd64_trap
    jmp     exit_kernel
1:  call    amd64_trap_kernel               /* a bug, or an instruction that may fail; returns then */
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
    cmpq    SZ_FRAME + 8(%rsp), %rdx
    je      1f
    swapgs
    incl    %ebx
1:  cmpl    $VECTOR_DEBUG, OFS_FRAME_VECTOR(%rsp)
    jne     2f
    testb   $3, OFS_FRAME_CS(%rsp)
    jz      2f
    movq    %rsp, %rsi
    movq    %gs:GS_FRAME_END, %rdi
    subq    $SZ_FRAME, %rdi
    movl    $FRAME_WORDS, %ecx
    rep movsq
    subq    $SZ_FRAME, %rdi
    jmp     trap_user
2:  movq    %rsp, %rdi
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
    PUSH_REGISTERS
    KERNEL_FLAGS
    testb   $3, OFS_FRAME_CS(%rsp)
    jz      1f
    swapgs
    movq    %rsp, %rdi
    movq    $amd64_stack_top, %rsp
    xorl    %ebp, %ebp
    call    amd64_irq                       /* (frame) */
    jmp     exit_kernel
1:  movl    OFS_FRAME_VECTOR(%rsp), %edi
    call    plat_irq_entry                  /* (vector) */
    POP_REGISTERS
    addq    $16, %rsp
    iretq

/*
 * System calls. In: RBP number of the call, RCX return address, R11 flags; arguments as in abi-amd64 4. RSP is the user's.
 * SYSCALL has replaced the flags.
 */
    .globl  entry_syscall
    .balign 16
entry_syscall:
    swapgs
    movq    %rsp, %gs:GS_USER_RSP
    movq    %gs:GS_FRAME_END, %rsp
    pushq   $SEL_USER_DS
    pushq   %gs:GS_USER_RSP
    pushq   %r11
    pushq   $SEL_USER_CS
    pushq   %rcx
    pushq   $0
    pushq   $VECTOR_SYSCALL
    PUSH_REGISTERS
    movq    %rsp, %rdi
    movq    $amd64_stack_top, %rsp
    cmpq    $ABI_CALL_IPC, %rbp
    movl    $0, %ebp
    jne     1f
    call    amd64_ipc
    testq   %rax, %rax
    jnz     load_frame
    jmp     exit_kernel
1:  call    amd64_call

/*
 * The only way out. A thread that came by SYSCALL leaves by SYSRET. An instruction pointer that is not canonical would make
 * both SYSRET and IRET fail in the kernel [Intel SDM 325462-083, vol. 2B, "SYSRET"]: the thread gets the exception that
 * a jump there gives.
 */
exit_kernel:
    movq    $amd64_stack_top, %rsp
    call    sched_exit
load_frame:
    movl    %ds, %ecx
    movl    %es, %edx
    movl    %fs, %esi
    movl    %gs, %edi
    xorl    $SEL_USER_DS, %ecx
    xorl    $SEL_USER_DS, %edx
    xorl    $SEL_USER_DS, %esi
    xorl    $SEL_GS, %edi
    orl     %edx, %ecx
    orl     %edi, %esi
    orl     %esi, %ecx
    jnz     exit_segments
1:  movq    OFS_TCB_FRAME + OFS_FRAME_RIP(%rax), %rcx
    movq    %rcx, %rdx
    shlq    $16, %rdx
    sarq    $16, %rdx
    cmpq    %rcx, %rdx
    jne     exit_bad_ip
    leaq    OFS_TCB_FRAME(%rax), %rsp
    cmpl    $VECTOR_SYSCALL, OFS_FRAME_VECTOR(%rsp)
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

/* Somebody has loaded a segment register. */
exit_segments:
    pushq   %rax
    subq    $8, %rsp
    call    amd64_segments_reset
    addq    $8, %rsp
    popq    %rax
    jmp     1b

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
