/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * e500: state of the signal processing engine, which is the upper halves of all general registers and an accumulator.
 */
    .machine "e500"
    .text

/*
 * void ppc_spe_save(uint64_t gpr[32], uint64_t *acc): the low halves stored are the kernel's and do not matter. Clobbers
 * the upper half of r5. MSR.SPE is on.
 */
    .globl  ppc_spe_save
ppc_spe_save:
    .irp    r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    evstdd  \r, 8*\r(3)
    .endr
    evxor   5, 5, 5
    evmwumiaa 5, 5, 5                       /* accumulator + 0 * 0 */
    evstdd  5, 0(4)
    blr

/*
 * void ppc_spe_load(const uint64_t gpr[32], const uint64_t *acc): only the upper halves change. Clobbers r0, r5.
 */
    .globl  ppc_spe_load
ppc_spe_load:
    evldd   5, 0(4)
    evmra   5, 5
    .irp    r, 1,2,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lwz     5, 8*\r(3)
    evmergelo \r, 5, \r
    .endr
    lwz     5, 8*0(3)
    evmergelo 0, 5, 0
    lwz     5, 8*4(3)
    evmergelo 4, 5, 4
    lwz     0, 8*5(3)
    evmergelo 5, 0, 5
    lwz     5, 8*3(3)
    evmergelo 3, 5, 3
    blr

    .section .note.GNU-stack, "", @progbits
