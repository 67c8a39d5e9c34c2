/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: first instructions, from Open Firmware's translation to C in the direct view.
 *
 * Entered at the first byte of the image, physical 0x01000000, with the firmware's translation on: memory at equal addresses
 * [IEEE 1275-1994 PowerPC binding, 8.2.1 "Initial Register Values"]: r5 client interface. One pair of BATs adds the direct
 * view; the firmware can still be called until ppc_classic_takeover.
 */
#include <arch/family.h>
#include <arch/layout.h>
#include <arch/regs.h>

#define BOOT_STACK_SIZE 8192

    .section .boot, "ax"
    .globl  _start
_start:
    lis     8, ARCH_DIRECT_BASE@h
    ori     8, 8, BAT_256M | BAT_VS
    li      9, BAT_RW
    isync
    mtspr   SPR_IBAT0 + 1, 9
    mtspr   SPR_IBAT0, 8
    mtspr   SPR_DBAT0 + 1, 9
    mtspr   SPR_DBAT0, 8
    isync
    lis     13, high@h
    ori     13, 13, high@l
    mtctr   13
    bctr

    .section .boot_code, "ax"
high:
    li      0, 0
    lis     12, __bss_start@h
    ori     12, 12, __bss_start@l
    lis     13, __bss_end@h
    ori     13, 13, __bss_end@l
4:  stw     0, 0(12)
    addi    12, 12, 4
    cmplw   12, 13
    blt     4b
    lis     1, ppc_stack_top@ha
    la      1, ppc_stack_top@l(1)
    stwu    0, -16(1)
    lis     12, ppc_boot_regs@ha
    la      12, ppc_boot_regs@l(12)
    stw     3, 0(12)
    stw     4, 4(12)
    stw     5, 8(12)
    stw     6, 12(12)
    stw     7, 16(12)
    mr      3, 12
    b       plat_boot

    .bss
    .balign 16
    .space  BOOT_STACK_SIZE
    .globl  ppc_stack_top
ppc_stack_top:
    .globl  ppc_boot_regs
ppc_boot_regs:
    .space  20

    .section .note.GNU-stack, "", @progbits
