/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * User-mode system-call stubs, copied into the kernel interface page. Position independent: every space has the page where it
 * likes. One slot of ABI_STUB_SIZE bytes each; the kernel tells the calls of ABI_INT_CALL apart by the slot.
 */
#include <glue/abi.h>

    .macro  SLOT n
    .org    ia32_stubs + \n * ABI_STUB_SIZE
    .endm

    .macro  CALL_STUB n
    SLOT    \n
    int     $ABI_INT_CALL
    ret
    .endm

    .section .rodata
    .globl  ia32_stubs, ia32_stubs_end, ia32_stub_ipc_int, ia32_stub_clock, ia32_stub_clock_mult
    .balign 16
ia32_stubs:
    SLOT    ABI_STUB_IPC
    popl    %ebx                            /* the kernel returns to EBX with ESP = EBP */
    movl    %esp, %ebp
    sysenter
    CALL_STUB ABI_STUB_EXCHANGE_REGISTERS
    CALL_STUB ABI_STUB_THREAD_CONTROL
    CALL_STUB ABI_STUB_THREAD_SWITCH
    CALL_STUB ABI_STUB_SCHEDULE
    CALL_STUB ABI_STUB_UNMAP
    CALL_STUB ABI_STUB_SPACE_CONTROL
    CALL_STUB ABI_STUB_PROCESSOR_CONTROL
    CALL_STUB ABI_STUB_MEMORY_CONTROL
    CALL_STUB ABI_STUB_SYSTEM_CLOCK
    .org    ia32_stubs + (ABI_STUB_SYSTEM_CLOCK + 2) * ABI_STUB_SIZE
ia32_stubs_end:

/* Ipc without SYSENTER; takes the place of the first slot. */
ia32_stub_ipc_int:
    int     $ABI_INT_IPC
    ret
    .globl  ia32_stub_ipc_int_end
ia32_stub_ipc_int_end:

/* SystemClock from the time-stamp counter: (tsc * mult) >> 32. Changes EAX and EDX only. The kernel fills in mult. */
ia32_stub_clock:
    pushl   %ebx
    pushl   %ecx
    rdtsc
    movl    %edx, %ecx                      /* high half */
    .byte   0xbb                            /* movl $mult, %ebx */
ia32_stub_clock_mult:
    .long   0
    mull    %ebx
    xchgl   %edx, %ecx                      /* low half's carry; high half */
    movl    %edx, %eax
    mull    %ebx
    addl    %ecx, %eax
    adcl    $0, %edx
    popl    %ecx
    popl    %ebx
    ret
    .globl  ia32_stub_clock_end
ia32_stub_clock_end:

    .section .note.GNU-stack, "", @progbits
