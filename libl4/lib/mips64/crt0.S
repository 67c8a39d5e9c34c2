/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: the first instruction of a program. The kernel sets no stack pointer; bss is zero.
 *
 * void _start(void): in nothing, never returns.
 */
        .text
        .globl  _start
        .ent    _start
        .set    noreorder
_start:
        dla     $29, __l4_stack_top
        daddiu  $29, $29, -16
        move    $30, $0
        move    $31, $0
        j       __l4_start
        nop
        .end    _start

        .section .note.GNU-stack, "", @progbits
