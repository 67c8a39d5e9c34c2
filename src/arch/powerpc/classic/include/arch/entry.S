/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: what entry code of the glue wants of the processor. Exceptions start with translation off: SPRG1 has the
 * TCB's physical address, C's pointers are converted. The other family's file has the same names; fastpath.S tells what they
 * are for.
 */
    .machine "7400"
#include <arch/family.h>
#include <arch/layout.h>
#include <arch/regs.h>
#include <asm_offsets.h>

#define REAL(sym)      ((sym) - ARCH_DIRECT_BASE)
#define DIRECT_TO_REAL 0x4000 /* for addis */

/* r3 .. r12 stay; goes on at a label, translated. Changes r0. */
    .macro  TO_VIRTUAL label
    lis     0, \label@h
    ori     0, 0, \label@l
    mtspr   SPR_SRR0, 0
    li      0, PPC_MSR_KERNEL
    mtspr   SPR_SRR1, 0
    rfi
    .endm

/* VRSAVE. Where the processor does not have it, arch_cpu_init makes these instructions nops. */
    .macro  USER_SPR_SITE
    .pushsection .rodata.vrsave, "a"
    .long   9f
    .popsection
9:
    .endm
    .macro  USER_SPR_GET reg
    USER_SPR_SITE
    mfspr   \reg, SPR_USER
    .endm
    .macro  USER_SPR_SET reg
    USER_SPR_SITE
    mtspr   SPR_USER, \reg
    .endm

/* r12 = TCB, the cause is stored; changes r8, r9. */
    .macro  SAVE_STATUS
    lwz     9, OFS_CAUSE(12)
    mfspr   8, SPR_SRR1
    cmpwi   9, PPC_VEC_DATA
    mfspr   9, SPR_DAR
    bne     1f
    mfspr   8, SPR_DSISR
1:  stw     8, OFS_STATUS(12)
    stw     9, OFS_ADDRESS(12)
    .endm

/* An empty stack. The word at its end is 0, which ends backtraces; start.S put it there, and no function changes it. */
    .macro  KERNEL_STACK
    lis     1, (ppc_stack_top - 16)@ha
    la      1, (ppc_stack_top - 16)@l(1)
    .endm

    .macro  PHYS reg
    addis   \reg, \reg, DIRECT_TO_REAL
    .endm
    .macro  PHYS_OF reg, place:vararg
    lwz     \reg, \place
    PHYS    \reg
    .endm
    .macro  TAG reg, space
    addis   \reg, \space, DIRECT_TO_REAL
    lwz     \reg, OFS_SPACE_TAG(\reg)
    .endm
    .macro  ADDRESS reg, l                  /* the image's copy does as well */
    lis     \reg, REAL(\l)@ha
    la      \reg, REAL(\l)@l(\reg)
    .endm
/* Translation is off, so the segment registers need no more than rfi [PowerPC Microprocessor Family: The Programming
 * Environments, 2.3.18 "Synchronization Requirements for Special Registers and for Lookaside Buffers"]. */
    .macro  SWITCH
    mfsr    26, 0
    or      26, 26, 25
    andis.  26, 26, SEG_WIDE >> 16
    bne-    wide
    mtsr    0, 25
    addi    25, 25, SEG_SECOND
    mtsr    SEG_SECOND, 25
    .endm
/* Self's space, dest's, or both use more than two segments. */
    .macro  SWITCH_MORE
wide:
    andis.  26, 25, SEG_WIDE >> 16
    mtsr    0, 25
    mr      26, 25
    bne     1f
    lis     26, SEG_KEYS >> 16
1:  .irp    seg, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    addi    26, 26, 1
    mtsr    \seg, 26
    .endr
    addi    25, 25, SEG_SECOND
    mtsr    SEG_SECOND, 25
    b       switched
    .endm
    .macro  SAVE_USER_SPR tcb
    USER_SPR_GET 11
    stw     11, OFS_USER_SPR(\tcb)
    .endm
    .macro  LOAD_USER_SPR tcb
    lwz     11, OFS_USER_SPR(\tcb)
    USER_SPR_SET 11
    .endm
    .macro  CLEAR_USER_SPR zero
    .endm
    .macro  LOAD_STATUS tcb
    lwz     11, OFS_MSR(\tcb)
    mtspr   SPR_SRR1, 11
    .endm
    .macro  MIDDLE
    b       8f
    .org    entry_call + PPC_VEC_TRACE - PPC_VEC_CALL
    b       entry_trace
8:
    .endm
    .macro  TO_C function
    addis   3, 3, ARCH_DIRECT_BASE@h
    TO_VIRTUAL 8f
    .pushsection .text
8:  KERNEL_STACK
    bl      \function
    .endm
    .macro  TO_C_END
    .popsection
    .endm
