/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The page of system-call stubs, user-executable at PPC_STUBS in every space. Slots of ABI_STUB_SIZE bytes; the kernel tells
 * the calls apart by the slot that `sc` stands in, and returns to the caller of the stub.
 */
#include <arch/family.h>
#include <arch/layout.h>
#include <arch/regs.h>
#include <glue/abi.h>

    .section .data
    .globl  ppc_stubs, ppc_stubs_clock_mult
    .balign 4096
ppc_stubs:
    .rept   ABI_STUB_NULL + 1
    .balign ABI_STUB_SIZE
    sc
    blr
    .endr

/* SystemClock: time base * mult >> 32. Changes r0, r3 .. r8, cr0 (xer: carry). */
    .org    ppc_stubs + ABI_STUB_SYSTEM_CLOCK * ABI_STUB_SIZE
1:  PPC_READ_TBU(3)
    PPC_READ_TBL(4)
    PPC_READ_TBU(5)
    cmplw   3, 5
    bne-    1b
    lwz     6, PPC_STUBS_LOW + ppc_stubs_clock_mult - ppc_stubs(0)
    mulhwu  5, 4, 6
    mullw   7, 3, 6
    mulhwu  8, 3, 6
    addc    4, 7, 5
    addze   3, 8
    blr
ppc_stubs_clock_mult:
    .long   0                               /* filled in at boot */
    .balign 4096

    .section .note.GNU-stack, "", @progbits
