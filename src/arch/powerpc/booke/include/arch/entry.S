/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E: what entry code of the glue wants of the processor. Translation stays on, and everything that is touched lies under TLB1
 * entries, so that what SPRG1 and C's pointers say is right as it is. The other family's file has the same names; fastpath.S
 * tells what they are for.
 */
    .machine "e500"
#include <arch/family.h>
#include <arch/layout.h>
#include <arch/regs.h>
#include <asm_offsets.h>

    .macro  USER_SPR_GET reg
    mfspr   \reg, SPR_USER
    .endm
    .macro  USER_SPR_SET reg
    mtspr   SPR_USER, \reg
    .endm
/* r12 = TCB; changes r8, r9. */
    .macro  SAVE_STATUS
    mfspr   8, SPR_ESR
    mfspr   9, SPR_DEAR
    stw     8, OFS_STATUS(12)
    stw     9, OFS_ADDRESS(12)
    .endm
/* An empty stack. The word at its end is 0, which ends backtraces; start.S put it there, and no function changes it. */
    .macro  KERNEL_STACK
    lis     1, (ppc_stack_top - 16)@ha
    la      1, (ppc_stack_top - 16)@l(1)
    .endm

    .macro  PHYS reg
    .endm
    .macro  PHYS_OF reg, place:vararg
    lwz     \reg, \place
    .endm
    .macro  TAG reg, space
    lwz     \reg, OFS_SPACE_TAG(\space)
    .endm
    .macro  ADDRESS reg, l
    lis     \reg, \l@ha
    la      \reg, \l@l(\reg)
    .endm
/* A new PID needs no more than rfi: the kernel's entries match all [EREF 2.0, 2.4 "Synchronization Requirements"]. */
    .macro  SWITCH
    mtspr   SPR_PID0, 25
    .endm
    .macro  SWITCH_MORE
    .endm
    .macro  SAVE_USER_SPR tcb
    .endm
    .macro  LOAD_USER_SPR tcb
    .endm
    .macro  CLEAR_USER_SPR zero
    mtspr   SPR_USER, \zero
    .endm
    .macro  LOAD_STATUS tcb                 /* users' MSRs differ in nothing that has an effect while the unit is off */
    .endm
    .macro  MIDDLE
    .endm
    .macro  TO_C function
    KERNEL_STACK
    bl      \function
    .endm
    .macro  TO_C_END
    .endm
