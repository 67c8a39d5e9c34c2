/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel entry and exit on ia32.
 *
 * On every entry from user mode ESP is (or is made) TSS.esp0, the end of the running thread's frame in its TCB, and all user
 * registers are pushed there; C runs on the processor's one stack. Every exit goes through sched_exit and loads the frame
 * of the thread it returns.
 *
 * C functions take their first three arguments in EAX, EDX, ECX (-mregparm=3).
 *
 * Segment registers: users may load DS, ES, FS, GS with what they like; the kernel loads its own at once and gives the
 * standard ones to whoever runs next (spec/README.md, decision 21).
 */
#include <asm_offsets.h>
#include <arch/layout.h>
#include <glue/abi.h>
#include <x86/desc.h>
#include <x86/regs.h>

    .text

/*
 * Exceptions without and with error code. The selectors found at the fault are kept for ia32_trap, which tells bad ones
 * from other causes of #GP.
 */
    .macro  TRAP vector, has_error
    .balign 8
    .if     !\has_error
    pushl   $0
    .endif
    pushl   $\vector
    jmp     trap_common
    .endm

    .globl  entry_traps
    .balign 8
entry_traps:
    .set    n, 0
    .rept   32
    .if     n == 8 || n == 10 || n == 11 || n == 12 || n == 13 || n == 14 || n == 17
    TRAP    n, 1
    .else
    TRAP    n, 0
    .endif
    .balign 16
    .set    n, n + 1
    .endr

trap_common:
    pusha
    movl    %ds, %ecx
    movl    %es, %edx
    movl    $SEL_USER_DS, %eax
    movl    %eax, %ds
    movl    %eax, %es
    cld
    testb   $3, OFS_FRAME_EIP + 4(%esp)     /* CS: from user mode? */
    jz      trap_kernel
    xchgl   %ecx, %edx                      /* DS, ES */
    movl    %esp, %eax
    movl    $ia32_boot_stack_top, %esp
    call    ia32_trap                       /* (frame, ds, es) */
    jmp     exit_kernel

/* An exception in the kernel: a bug, or #DB and NMI at the first instruction of a SYSENTER. */
trap_kernel:
    movl    %esp, %eax
    call    ia32_trap_kernel                /* returns if it is harmless */
    popa
    addl    $8, %esp
    iret

/*
 * Interrupts: 16 bytes for each vector. In kernel mode they come in idling and at preemption points, and are only noted.
 */
    .globl  entry_irqs
    .balign 16
entry_irqs:
    .set    n, X86_VECTOR_IRQ_FIRST
    .rept   X86_VECTOR_IRQ_LAST - X86_VECTOR_IRQ_FIRST + 1
    pushl   $0
    pushl   $n
    jmp     irq_common
    .balign 16
    .set    n, n + 1
    .endr

irq_common:
    pusha
    movl    $SEL_USER_DS, %eax
    movl    %eax, %ds
    movl    %eax, %es
    cld
    movl    %esp, %eax
    testb   $3, OFS_FRAME_EIP + 4(%esp)
    jz      1f
    movl    $ia32_boot_stack_top, %esp
    call    x86_irq                         /* (frame) */
    jmp     exit_kernel
1:  movl    OFS_FRAME_VECTOR(%esp), %eax
    call    plat_irq_entry                  /* (vector) */
    popa
    addl    $8, %esp
    iret

/*
 * System calls by software interrupt: all but Ipc, and Ipc on CPUs without SYSENTER.
 */
    .globl  entry_call
    .balign 16
entry_call:
    pushl   $0
    pushl   $ABI_INT_CALL
    pusha
    movl    $SEL_USER_DS, %eax
    movl    %eax, %ds
    movl    %eax, %es
    cld
    movl    %esp, %eax
    movl    $ia32_boot_stack_top, %esp
    call    ia32_call
    jmp     exit_kernel

    .globl  entry_ipc
    .balign 16
entry_ipc:
    pushl   $0
    pushl   $ABI_INT_IPC
    pusha
    jmp     ipc_common

    .globl  ipc_common
ipc_common:
    movl    $SEL_USER_DS, %edi
    movl    %edi, %ds
    movl    %edi, %es
    movl    %esp, %eax
    cld
    movl    $ia32_boot_stack_top, %esp
    call    ia32_ipc
    testl   %eax, %eax
    jnz     load_frame

/*
 * The only way out. A thread that came by SYSENTER leaves by SYSEXIT, unless its flags were changed meanwhile.
 */
exit_kernel:
    movl    $ia32_boot_stack_top, %esp
    call    sched_exit
load_frame:
    movl    $SEL_USER_DS, %ecx
    movl    $SEL_GS, %edx
    movl    %ecx, %fs
    movl    %edx, %gs
    leal    OFS_TCB_FRAME(%eax), %esp
    cmpl    $VECTOR_SYSENTER, OFS_FRAME_VECTOR(%esp)
    jne     1f
    movl    OFS_FRAME_EFLAGS(%esp), %ecx
    cmpl    ia32_user_flags, %ecx
    jne     1f
    popa
    movl    OFS_FRAME_EIP - OFS_FRAME_VECTOR(%esp), %edx
    movl    OFS_FRAME_ESP - OFS_FRAME_VECTOR(%esp), %ecx
    sti                                     /* takes effect behind the next instruction */
    sysexit
1:  popa
    addl    $8, %esp
    iret

/* void glue_enter_user(void) */
    .globl  glue_enter_user
glue_enter_user:
    xorl    %ebp, %ebp
    jmp     exit_kernel

    .section .note.GNU-stack, "", @progbits
