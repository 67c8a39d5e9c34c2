/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * First instructions of the kernel, and waiting for an interrupt.
 *
 * The loader enters in CKSEG0 with registers 4 to 7 as it likes, interrupts off (Status.BEV may be set).
 */
#include <arch/cp0.h>
#include <arch/layout.h>

#define BOOT_STACK_SIZE 16384

    .set    noreorder
    .set    noat

    .section .boot, "ax"
    .globl  _start
_start:
    li      $8, ST_KX | ST_SX | ST_UX | ST_BEV
    mtc0    $8, C0_STATUS
    nop
    nop
    nop
    nop
    dla     $9, __bss_start
    dla     $10, __bss_end
1:  sd      $0, 0($9)
    daddiu  $9, $9, 8
    bne     $9, $10, 1b
    nop
    dla     $29, mips_stack_top
    daddiu  $29, $29, -16
    move    $30, $0
    move    $31, $0
    j       mips_boot
    nop

/* void mips_idle(void): interrupts off at entry and return. The trap code moves an interrupt between the two labels
 * behind the wait, so none is slept through. Changes $8 and $9. */
    .text
    .globl  mips_idle, mips_idle_begin, mips_idle_end
    .ent    mips_idle
mips_idle:
    mfc0    $8, C0_STATUS
    ori     $9, $8, ST_IE
mips_idle_begin:
    mtc0    $9, C0_STATUS
    nop
    nop
    nop
    nop
    wait
mips_idle_end:
    mtc0    $8, C0_STATUS
    nop
    nop
    nop
    jr      $31
    nop
    .end    mips_idle

/* A cache line is broken: nothing in memory can be trusted [MD00091 2.50, 5.2.16 "Cache Error Exception"]. */
    .globl  mips_cache_error
    .ent    mips_cache_error
mips_cache_error:
    dla     $29, mips_stack_top
    daddiu  $29, $29, -16
    j       mips_cache_error_report
    nop
    .end    mips_cache_error

    .bss
    .balign 16
    .space  BOOT_STACK_SIZE
    .globl  mips_stack_top
mips_stack_top:

    .section .note.GNU-stack, "", @progbits
