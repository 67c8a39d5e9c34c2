/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * User-mode system-call stubs, copied into the kernel interface page. Position independent: every space has the page where it
 * likes. One slot of ABI_STUB_SIZE bytes each.
 */
#include <glue/abi.h>

    .section .rodata
    .globl  arm_stubs, arm_stubs_end, arm_stub_clock, arm_stub_clock_mult, arm_stub_clock_end
    .balign 16
arm_stubs:
    .set    n, 0
    .rept   ABI_STUB_COUNT
    svc     #n
    bx      lr                              /* ARM or Thumb callers */
    .set    n, n + 1
    .endr
arm_stubs_end:

/* SystemClock from the virtual counter: (count * mult) >> 32, as plat_clock_us computes it. Changes r0 to r3 and r12 only, no
 * flags. The kernel fills in mult. [ARM DDI 0406C.d, B8.1.2 "The virtual counter"] */
    .balign 16
arm_stub_clock:
    isb                                     /* not earlier than the code before */
    mrrc    p15, 1, r2, r3, c14
    ldr     r12, arm_stub_clock_mult
    umull   r1, r0, r2, r12                 /* r0: carry of the low half */
    mov     r1, #0
    umlal   r0, r1, r3, r12
    bx      lr
arm_stub_clock_mult:
    .word   0
arm_stub_clock_end:

    .section .note.GNU-stack, "", %progbits
