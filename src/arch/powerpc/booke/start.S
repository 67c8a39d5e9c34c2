/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E: first instructions, from the loader's translation to C in the direct view.
 *
 * Entered at the physical address, under a TLB1 entry of the loader that maps equal addresses [ePAPR 1.1, 5.4.1 "Boot CPU
 * Initial Register State"]: r3 device tree, r6 magic, r7 size of that mapping. U-Boot leaves more entries; all but the one
 * that we run under are dropped.
 */
#include <arch/family.h>
#include <arch/layout.h>

#define BOOT_STACK_SIZE 8192
#define KERNEL_TSIZE (MAS1_V | MAS1_IPROT | MAS1_TSIZE(28))

    .section .boot, "ax"
    .globl  _start
_start:
    wrteei  0
    bl      1f
1:  mflr    9
    li      0, 0
    mtspr   SPR_PID0, 0
    mtspr   SPR_PID1, 0
    mtspr   SPR_PID2, 0
    mtspr   SPR_MAS6, 0
    isync
    tlbsx   0, 9
    mfspr   10, SPR_MAS0
    rlwinm  10, 10, 16, 20, 31              /* the entry that we run under */
    subfic  11, 10, 0                       /* the one to use: 0, or 1 if that is taken */
    addze   11, 0
    mfspr   8, SPR_TLB1CFG
    andi.   8, 8, 0xfff
    li      12, 0
2:  cmpw    12, 10
    beq     3f
    lis     13, MAS0_TLB1@h
    rlwimi  13, 12, 16, 4, 15
    mtspr   SPR_MAS0, 13
    mtspr   SPR_MAS1, 0
    mtspr   SPR_MAS2, 0
    mtspr   SPR_MAS3, 0
    mtspr   SPR_MAS7, 0
    isync
    tlbwe
    isync
3:  addi    12, 12, 1
    cmpw    12, 8
    blt     2b
    lis     13, MAS0_TLB1@h
    rlwimi  13, 11, 16, 4, 15
    mtspr   SPR_MAS0, 13
    lis     13, KERNEL_TSIZE@h
    ori     13, 13, KERNEL_TSIZE@l
    mtspr   SPR_MAS1, 13
    lis     13, ARCH_DIRECT_BASE@h
    mtspr   SPR_MAS2, 13
    li      13, MAS3_KERNEL
    mtspr   SPR_MAS3, 13
    isync
    tlbwe
    isync
    lis     13, high@h
    ori     13, 13, high@l
    mtctr   13
    bctr

    .section .boot_code, "ax"
high:
    lis     12, __bss_start@h
    ori     12, 12, __bss_start@l
    lis     13, __bss_end@h
    ori     13, 13, __bss_end@l
4:  stw     0, 0(12)                        /* r0 is 0 */
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
    mr      3, 11
    b       ppc_boot

    .bss
    .balign 16
    .space  BOOT_STACK_SIZE
    .globl  ppc_stack_top
ppc_stack_top:

    .section .note.GNU-stack, "", @progbits
