/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * VFP and Advanced SIMD state [ARM DDI 0406C.d, B1.11 "Advanced SIMD and floating-point support"].
 */
#include <hal/fpu.h>

#include <arch/regs.h>
#include <kernel/string.h>

#define CPACR_FP   0x00f00000 /* coprocessors 10 and 11: all rights */
#define CPACR_DIS  0xc0000000 /* ASEDIS, D32DIS */
#define FPEXC_EN   0x40000000
#define MVFR0_REGS 15u

static bool present;
static bool has_32;

/* FPEXC is there once CPACR lets us at it. */
static inline void write_fpexc(word_t v)
{
    __asm__ volatile(".fpu neon\n\tvmsr fpexc, %0" : : "r"(v) : "memory");
    arm_isb();
}

void arm_fpu_detect(void)
{
    word_t cpacr = (arm_read_cpacr() | CPACR_FP) & ~(word_t)CPACR_DIS;
    word_t mvfr0;

    arm_write_cpacr(cpacr);
    arm_isb();
    present = (arm_read_cpacr() & CPACR_FP) == CPACR_FP;
    if (!present)
        return;
    __asm__ volatile(".fpu neon\n\tvmrs %0, mvfr0" : "=r"(mvfr0));
    has_32 = (mvfr0 & MVFR0_REGS) == 2;
    write_fpexc(0);
}

bool arm_fpu_present(void)
{
    return present;
}

bool arm_fpu_is_on(void)
{
    word_t v;

    if (!present)
        return false;
    __asm__ volatile(".fpu neon\n\tvmrs %0, fpexc" : "=r"(v));
    return (v & FPEXC_EN) != 0;
}

void arch_fpu_init(struct arch_fpu *fpu)
{
    memset(fpu, 0, sizeof(*fpu));
}

void arch_fpu_save(struct arch_fpu *fpu)
{
    uint64_t *d = fpu->d;

    __asm__ volatile(".fpu neon\n\tvstmia %0!, {d0-d15}" : "+r"(d) : : "memory");
    if (has_32)
        __asm__ volatile(".fpu neon\n\tvstmia %0!, {d16-d31}" : "+r"(d) : : "memory");
    __asm__ volatile(".fpu neon\n\tvmrs %0, fpscr" : "=r"(fpu->fpscr));
}

void arch_fpu_load(const struct arch_fpu *fpu)
{
    const uint64_t *d = fpu->d;

    __asm__ volatile(".fpu neon\n\tvldmia %0!, {d0-d15}" : "+r"(d) : : "memory");
    if (has_32)
        __asm__ volatile(".fpu neon\n\tvldmia %0!, {d16-d31}" : "+r"(d) : : "memory");
    __asm__ volatile(".fpu neon\n\tvmsr fpscr, %0" : : "r"(fpu->fpscr));
}

void arch_fpu_enable(void)
{
    write_fpexc(FPEXC_EN);
}

void arch_fpu_disable(void)
{
    write_fpexc(0);
}
