/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Floating point: 32 registers of 64 bits (Status.FR = 1) and FCSR. The kernel itself is compiled without.
 */
#include <hal/fpu.h>

#include <arch/cpu.h>
#include <kernel/cpu.h>
#include <kernel/string.h>

/* Cause bits: loaded together with their enable bits they would trap at once [MD00091 2.50, vol. I, 5.6.3 "Floating Point
 * Control and Status Register"]. */
#define FCSR_CAUSE 0x3f000ull

#define EACH_REGISTER(op)                                                                          \
    op " $f0, 0(%0); " op " $f1, 8(%0); " op " $f2, 16(%0); " op " $f3, 24(%0);" op                \
       " $f4, 32(%0); " op " $f5, 40(%0); " op " $f6, 48(%0); " op " $f7, 56(%0);" op              \
       " $f8, 64(%0); " op " $f9, 72(%0); " op " $f10, 80(%0); " op " $f11, 88(%0);" op            \
       " $f12, 96(%0); " op " $f13, 104(%0); " op " $f14, 112(%0); " op " $f15, 120(%0);" op       \
       " $f16, 128(%0); " op " $f17, 136(%0); " op " $f18, 144(%0); " op " $f19, 152(%0);" op      \
       " $f20, 160(%0); " op " $f21, 168(%0); " op " $f22, 176(%0); " op " $f23, 184(%0);" op      \
       " $f24, 192(%0); " op " $f25, 200(%0); " op " $f26, 208(%0); " op " $f27, 216(%0);" op      \
       " $f28, 224(%0); " op " $f29, 232(%0); " op " $f30, 240(%0); " op " $f31, 248(%0);"

void arch_fpu_init(struct arch_fpu *fpu)
{
    memset(fpu, 0, sizeof(*fpu));
}

void arch_fpu_save(struct arch_fpu *fpu)
{
    uint32_t status = MIPS_READ32(C0_STATUS, 0);
    uint32_t fcsr;

    MIPS_WRITE32(C0_STATUS, 0, status | ST_CU1);
    __asm__ volatile(".set push; .set hardfloat; cfc1 %0, $31; .set pop" : "=r"(fcsr));
    __asm__ volatile(".set push; .set hardfloat;" EACH_REGISTER("sdc1") ".set pop"
                     :
                     : "r"(fpu->f)
                     : "memory");
    fpu->fcsr = fcsr;
    MIPS_WRITE32(C0_STATUS, 0, status);
}

void arch_fpu_load(const struct arch_fpu *fpu)
{
    uint32_t status = MIPS_READ32(C0_STATUS, 0);

    MIPS_WRITE32(C0_STATUS, 0, status | ST_CU1);
    __asm__ volatile(".set push; .set hardfloat;" EACH_REGISTER("ldc1") ".set pop"
                     :
                     : "r"(fpu->f)
                     : "memory");
    __asm__ volatile(".set push; .set hardfloat; ctc1 %0, $31; .set pop"
                     :
                     : "r"((uint32_t)(fpu->fcsr & ~FCSR_CAUSE)));
    MIPS_WRITE32(C0_STATUS, 0, status);
}

/* The kernel's exit loads this Status. */
void arch_fpu_enable(void)
{
    this_cpu()->arch.user_status |= ST_CU1;
}

void arch_fpu_disable(void)
{
    this_cpu()->arch.user_status &= ~(word_t)ST_CU1;
}
