/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Start of the test loader: multiboot header, entry, and the jump to the kernel.
 */
    .section .multiboot, "a"
    .balign 4
    .long   0x1badb002
    .long   3
    .long   -(0x1badb002 + 3)

    .text
    .globl  _start
_start:
    movl    $stack_top, %esp
    pushl   %ebx
    pushl   %eax
    call    load                            /* (magic, information); returns the kernel's entry point */
    /* The protocol defines no register: leave nothing that a kernel could lean on. */
    movl    %eax, %edx
    movl    $0xdeadbeef, %eax
    movl    %eax, %ebx
    movl    %eax, %ecx
    movl    %eax, %esi
    movl    %eax, %edi
    movl    %eax, %ebp
    movl    %eax, %esp
    jmp     *%edx

    .bss
    .balign 16
    .space  8192
stack_top:

    .section .note.GNU-stack, "", @progbits
