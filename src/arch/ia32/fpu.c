/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Floating point state: FXSAVE where the CPU has it, else FNSAVE.
 */
#include <hal/fpu.h>

#include <x86/cpuid.h>
#include <x86/regs.h>

#define FCW_INIT   0x037fu
#define MXCSR_INIT 0x1f80u

/* FXSAVE: control word at byte 0, abridged tag word 0 = all empty, MXCSR at byte 24 [Intel SDM 325462-083, vol. 1, 10.5.1
 * "FXSAVE Area"]. FNSAVE: control, status, tags in the low halves of three words [vol. 1, 8.1.10]. */
void arch_fpu_init(struct arch_fpu *fpu)
{
    for (unsigned i = 0; i < sizeof(fpu->words) / sizeof(fpu->words[0]); i++)
        fpu->words[i] = 0;
    if (x86_has(X86_FXSR)) {
        fpu->words[0] = FCW_INIT;
        fpu->words[6] = MXCSR_INIT;
    } else {
        fpu->words[0] = 0xffff0000 | FCW_INIT;
        fpu->words[1] = 0xffff0000;
        fpu->words[2] = 0xffffffff;
    }
}

void arch_fpu_save(struct arch_fpu *fpu)
{
    if (x86_has(X86_FXSR))
        __asm__ volatile("fxsave %0" : "=m"(*fpu));
    else
        __asm__ volatile("fnsave %0; fwait" : "=m"(*fpu));
}

/* AMD's FXRSTOR leaves the last instruction and data pointers of the previous owner when the new state has no pending
 * exception (CVE-2006-1056): a load of ours overwrites them. FNCLEX and FFREE keep that load from faulting. */
void arch_fpu_load(const struct arch_fpu *fpu)
{
    static const uint32_t zero;

    if (x86_has(X86_FXSR))
        __asm__ volatile("fnclex; ffree %%st(7); fildl %1; fxrstor %0" : : "m"(*fpu), "m"(zero));
    else
        __asm__ volatile("frstor %0" : : "m"(*fpu));
}

void arch_fpu_enable(void)
{
    __asm__ volatile("clts" : : : "memory");
}

void arch_fpu_disable(void)
{
    x86_write_cr0(x86_read_cr0() | CR0_TS);
}
