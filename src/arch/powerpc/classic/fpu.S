/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: floating-point and AltiVec registers. MSR.FP, MSR.VEC are on.
 */
    .machine "7400"
    .text

/* void ppc_fp_save(uint64_t fpr[32], uint64_t *fpscr) */
    .globl  ppc_fp_save
ppc_fp_save:
    .irp    r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    stfd    \r, 8*\r(3)
    .endr
    mffs    0
    stfd    0, 0(4)
    blr

/* void ppc_fp_load(const uint64_t fpr[32], const uint64_t *fpscr) */
    .globl  ppc_fp_load
ppc_fp_load:
    lfd     0, 0(4)
    mtfsf   0xff, 0
    .irp    r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lfd     \r, 8*\r(3)
    .endr
    blr

/* void ppc_vec_save(uint32_t vr[32][4], uint32_t vscr[4]): clobbers r5. */
    .globl  ppc_vec_save
ppc_vec_save:
    .irp    r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li      5, 16*\r
    stvx    \r, 5, 3
    .endr
    mfvscr  0
    stvx    0, 0, 4
    blr

/* void ppc_vec_load(uint32_t vr[32][4], const uint32_t vscr[4]): clobbers r5. */
    .globl  ppc_vec_load
ppc_vec_load:
    lvx     0, 0, 4
    mtvscr  0
    .irp    r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li      5, 16*\r
    lvx     \r, 5, 3
    .endr
    blr

    .section .note.GNU-stack, "", @progbits
