/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * First instructions of the kernel, exception vectors, TLB refill, and waiting for an interrupt.
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

/*
 * The vectors, copied to the start of memory [MD00091 2.50, 5.2.2 "Exception Vector Locations"]. Registers 26 and 27 are free
 * for use at every exception: user mode finds its UTCB in 26 when it goes on.
 */
    .section .text.vectors, "ax"
    .globl  mips_vectors, mips_vectors_end
    .balign 8
mips_vectors:
    /* 0x000: TLB refill in 32-bit mode; user mode always runs with UX set, so there is none. */
    j       entry_general
    nop

    /* 0x080: TLB refill. Loads the pair from the software TLB before it knows whether it is the right one: two registers are
     * enough then. 16 instructions, 5 loads. */
    .org    mips_vectors + 0x80
    dmfc0   $27, C0_ENTRYHI                 /* address bits above 12, space */
    dsrl    $27, $27, 13 - STLB_SHIFT
    andi    $27, $27, STLB_INDEX_BITS
    ld      $26, MIPS_STLB + STLB_LO0($27)
    dmtc0   $26, C0_ENTRYLO0
    ld      $26, MIPS_STLB + STLB_LO1($27)
    dmtc0   $26, C0_ENTRYLO1
    ld      $26, MIPS_STLB + STLB_MASK($27)
    mtc0    $26, C0_PAGEMASK
    ld      $27, MIPS_STLB + STLB_TAG($27)
    dmfc0   $26, C0_ENTRYHI
    bne     $26, $27, 1f
    nop                                     /* hazard: coprocessor 0 before TLBWR */
    tlbwr
    ld      $26, MIPS_PERCPU + PERCPU_UTCB($0)
    eret
1:  j       entry_general
    nop

    /* 0x100: cache error. */
    .org    mips_vectors + 0x100
    j       mips_cache_error
    nop

    /* 0x180: everything else. */
    .org    mips_vectors + 0x180
    j       entry_general
    nop

    /* 0x200: interrupts, if Cause.IV were set. */
    .org    mips_vectors + 0x200
    j       entry_general
    nop
mips_vectors_end:

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
