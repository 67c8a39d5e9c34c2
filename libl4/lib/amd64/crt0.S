/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: the first instruction of a program. The kernel sets no stack pointer; bss is zero.
 *
 * void _start(void): in nothing, never returns.
 */
        .text
        .globl  _start
        .type   _start, @function
_start:
        cld
        movq    $__l4_stack_top, %rsp
        andq    $-16, %rsp
        xorl    %ebp, %ebp
        call    __l4_start
        .size   _start, . - _start

        .section .note.GNU-stack, "", @progbits
