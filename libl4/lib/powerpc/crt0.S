/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: the first instruction of a program. The kernel sets no stack pointer; bss is zero. r2 is the thread's.
 *
 * void _start(void): in nothing, never returns.
 */
        .text
        .globl  _start
        .type   _start, @function
_start:
        lis     1, __l4_stack_top@ha
        la      1, __l4_stack_top@l(1)
        li      13, 0
        li      0, 0
        stwu    0, -16(1)
        bl      __l4_start
        .size   _start, . - _start

        .section .note.GNU-stack, "", @progbits
