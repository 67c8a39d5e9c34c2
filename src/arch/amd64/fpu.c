/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Floating point and vector state: XSAVE with AVX where the CPU has it, else FXSAVE.
 *
 * Only x87, SSE and AVX are enabled in XCR0: users who execute other extensions get exception 6, and their registers need no
 * room in every thread's state.
 */
#include <hal/fpu.h>

#include <arch/cpu.h>
#include <kernel/section.h>
#include <x86/cpuid.h>
#include <x86/regs.h>

#define FCW_INIT   0x037fu
#define MXCSR_INIT 0x1f80u

#define XCR0_X87 0x1u
#define XCR0_SSE 0x2u
#define XCR0_AVX 0x4u

#define LEAF1_AVX ((uint32_t)1 << 28)

static uint32_t components; /* of XCR0; 0: FXSAVE */

BOOT_CODE void amd64_fpu_init(void)
{
    if (!amd64_features.xsave)
        return;
    components = XCR0_X87 | XCR0_SSE;
    if ((x86_cpuid(1).ecx & LEAF1_AVX) != 0)
        components |= XCR0_AVX;
    x86_write_cr4(x86_read_cr4() | CR4_OSXSAVE);
    __asm__ volatile("xsetbv" : : "a"(components), "c"(0), "d"(0));
}

/* Legacy area: control word at byte 0, abridged tag word 0 = all empty, MXCSR at byte 24. The XSAVE header says 0: everything
 * else in its initial state [Intel SDM 325462-083, vol. 1, 10.5.1 "FXSAVE Area", 13.6 "Processor Tracking of
 * XSAVE-Managed State"]; MXCSR is loaded from the area all the same. */
void arch_fpu_init(struct arch_fpu *fpu)
{
    for (unsigned i = 0; i < sizeof(fpu->words) / sizeof(fpu->words[0]); i++)
        fpu->words[i] = 0;
    fpu->words[0] = FCW_INIT;
    fpu->words[6] = MXCSR_INIT;
}

void arch_fpu_save(struct arch_fpu *fpu)
{
    if (components != 0)
        __asm__ volatile("xsave64 %0" : "+m"(*fpu) : "a"(components), "d"(0));
    else
        __asm__ volatile("fxsave64 %0" : "=m"(*fpu));
}

/* AMD's FXRSTOR and XRSTOR leave the last instruction and data pointers of the previous owner when the new state has no
 * pending exception (CVE-2006-1056): a load of ours overwrites them. FNCLEX and FFREE keep that load from faulting. */
void arch_fpu_load(const struct arch_fpu *fpu)
{
    static const uint32_t zero;

    __asm__ volatile("fnclex; ffree %%st(7); fildl %0" : : "m"(zero));
    if (components != 0)
        __asm__ volatile("xrstor64 %0" : : "m"(*fpu), "a"(components), "d"(0));
    else
        __asm__ volatile("fxrstor64 %0" : : "m"(*fpu));
}

void arch_fpu_enable(void)
{
    __asm__ volatile("clts" : : : "memory");
}

void arch_fpu_disable(void)
{
    x86_write_cr0(x86_read_cr0() | CR0_TS);
}
