/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * User-mode system-call stubs, copied to AMD64_STUB_PAGE, which all spaces show. One slot of ABI_STUB_SIZE bytes each; RBP
 * tells the kernel which call it is, but for Ipc.
 */
#include <glue/abi.h>

    .macro  SLOT n
    .org    amd64_stubs + \n * ABI_STUB_SIZE
    .endm

    .macro  CALL_STUB n
    SLOT    \n
    movl    $\n, %ebp
    syscall
    .org    amd64_stubs + \n * ABI_STUB_SIZE + ABI_STUB_RETURN
    ret
    .endm

    .section .rodata
    .globl  amd64_stubs, amd64_stubs_end, amd64_stub_clock, amd64_stub_clock_mult, amd64_stub_clock_end
    .balign 16
amd64_stubs:
    CALL_STUB ABI_CALL_IPC                  /* known by its return address, not by RBP */
    CALL_STUB ABI_CALL_EXCHANGE_REGISTERS
    CALL_STUB ABI_CALL_THREAD_CONTROL
    CALL_STUB ABI_CALL_THREAD_SWITCH
    CALL_STUB ABI_CALL_SCHEDULE
    CALL_STUB ABI_CALL_UNMAP
    CALL_STUB ABI_CALL_SPACE_CONTROL
    CALL_STUB ABI_CALL_PROCESSOR_CONTROL
/*
 * MemoryControl passes attributes 0 and 3 in RCX and R11, which SYSCALL destroys: they travel in R12 and R13, whose MR4 and MR5
 * go to the UTCB (RDI) here. On return RCX is MR0 (abi-amd64 4, note 5).
 */
    SLOT    ABI_CALL_MEMORY_CONTROL
    movq    %r12, 32(%rdi)
    movq    %r13, 40(%rdi)
    movq    %rcx, %r12
    movq    %r11, %r13
    movl    $ABI_CALL_MEMORY_CONTROL, %ebp
    syscall
    movq    (%rdi), %rcx
    movq    32(%rdi), %r12
    movq    40(%rdi), %r13
    ret
    CALL_STUB ABI_CALL_SYSTEM_CLOCK
    SLOT    ABI_CALL_COUNT
amd64_stubs_end:

/* SystemClock from the time-stamp counter: (tsc * mult) >> 32. Changes RAX and RDX only. The kernel fills in mult. */
amd64_stub_clock:
    rdtsc
    shlq    $32, %rdx
    orq     %rdx, %rax
    .byte   0xba                            /* movl $mult, %edx */
amd64_stub_clock_mult:
    .long   0
    mulq    %rdx
    shrdq   $32, %rdx, %rax
    ret
amd64_stub_clock_end:

    .section .note.GNU-stack, "", @progbits
