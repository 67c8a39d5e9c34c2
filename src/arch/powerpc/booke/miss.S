/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E: TLB miss handlers. They load 4 KB entries into TLB0 from the page table of the running thread's space (SPRG1), and hand what
 * is not there to glue (entry_data_fault, entry_fetch_fault), all registers as they were.
 *
 * All that is touched here lies under TLB1 entries, which never miss. On a miss the processor has filled in MAS0 (victim),
 * MAS1 (valid, current PID, 4 KB) and MAS2 (page); MAS7 is always 0 outside of tlb.c
 * [EREF 2.0, 5.3.4 "TLB Miss Exception MAS Setting"].
 */
#include <arch/family.h>
#include <arch/layout.h>
#include <arch/pte.h>
#include <arch/regs.h>
#include <asm_offsets.h>

/* Five words of scratch memory. SPRG3 to SPRG7 would do, were they not readable by users. */
    .bss
    .balign 32
miss_save:
    .space  20

/*
 * The register \address holds the missing address; \fail is where to go if the page table has nothing there. A store to a
 * page that may be written is noted at once. Rights are not checked: the access is repeated and then refused.
 * r10: scratch memory; r11 address; r12, r13, cr0 free.
 */
    .macro  MISS name, address, fail, data
    .section .vectors, "ax"
    .balign 16
    .globl  \name
\name:
    mtspr   SPR_SPRG0, 10
    lis     10, miss_save@ha
    stw     11, miss_save@l(10)
    la      10, miss_save@l(10)
    mfcr    11
    stw     12, 4(10)
    stw     13, 8(10)
    stw     11, 12(10)
    mfspr   11, \address
    lis     12, ARCH_USER_END@h
    cmplw   11, 12
    bge     8f
    mfspr   12, SPR_SPRG1
    lwz     12, OFS_TCB_GLUE_ROOT(12)
    rlwinm  13, 11, 12, 20, 29              /* 4 * (address >> 22) */
    add     13, 13, 12
    lwz     12, 0(13)                       /* directory entry */
    mtcrf   0x01, 12                        /* PTE_P to cr7.so */
    cmpwi   12, 0
    beq     8f
    bso     cr7, 1f
    rlwinm  13, 11, 22, 20, 29              /* 4 * (address >> 12 & 1023) */
    add     13, 13, 12
    lwz     12, 0(13)                       /* page entry */
    cmpwi   12, 0
    beq     8f
    ori     12, 12, PTE_REF
    .if     \data
    STORE
    .endif
    stw     12, 0(13)
    b       2f
1:  ori     12, 12, PTE_REF                 /* 4 MB: load the 4 KB in question */
    .if     \data
    STORE
    .endif
    stw     12, 0(13)
    rlwimi  12, 11, 0, 10, 19
2:  andi.   13, 12, PTE_USER
    rlwimi  13, 12, 0, 0, 19
    mtspr   SPR_MAS3, 13
    rlwinm  13, 12, 4, 28, 31
    rlwinm  12, 12, 25, 27, 30              /* WIMG */
    rlwimi  12, 11, 0, 0, 19
    cmpwi   13, PPC_ALIAS
    mtspr   SPR_MAS2, 12
    beq     3f
    tlbwe
7:  lwz     11, 12(10)
    lwz     13, 8(10)
    lwz     12, 4(10)
    mtcr    11
    lwz     11, 0(10)
    mfspr   10, SPR_SPRG0
    rfi
3:  ori     12, 12, MAS2_I | MAS2_G         /* a device above 4 GB */
    mtspr   SPR_MAS2, 12
    mfspr   12, SPR_MAS3
    li      13, PPC_ALIAS_RPN
    rlwimi  12, 13, 28, 0, 3
    mtspr   SPR_MAS3, 12
    li      13, PPC_ALIAS_UPPER
    mtspr   SPR_MAS7, 13
    tlbwe
    li      13, 0
    mtspr   SPR_MAS7, 13
    b       7b
8:  lwz     11, 12(10)
    lwz     13, 8(10)
    lwz     12, 4(10)
    mtcr    11
    lwz     11, 0(10)
    mfspr   10, SPR_SPRG0
    b       \fail
    .endm

/* ESR.ST and PTE_W: the page is written. Changes r12 and cr0; r13 stays. */
    .macro  STORE
    mtcrf   0x01, 12                        /* PTE_W to cr7.gt */
    bf      29, 5f
    stw     13, 16(10)
    mfspr   13, SPR_ESR
    andis.  13, 13, ESR_ST >> 16
    lwz     13, 16(10)
    beq     5f
    ori     12, 12, PTE_UW | PTE_DIRTY
5:
    .endm

    MISS    ppc_data_miss, SPR_DEAR, entry_data_fault, 1
    MISS    ppc_fetch_miss, SPR_SRR0, entry_fetch_fault, 0

    .section .note.GNU-stack, "", @progbits
