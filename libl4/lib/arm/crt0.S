/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: the first instruction of a program. The kernel sets no stack pointer; bss is zero.
 *
 * void _start(void): in nothing, never returns.
 */
        .text
        .arm
        .globl  _start
        .type   _start, %function
_start:
        ldr     sp, =__l4_stack_top
        mov     fp, #0
        bl      __l4_start
        .ltorg
        .size   _start, . - _start

        .section .note.GNU-stack, "", %progbits
