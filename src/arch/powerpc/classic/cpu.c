/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: vectors, idling, floating-point unit, decrementer.
 */
#include <hal/cpu.h>

#include <arch/boot.h>
#include <arch/cache.h>
#include <arch/mmu.h>
#include <hal/fpu.h>
#include <hal/mmu.h>
#include <kernel/cpu.h>
#include <kernel/section.h>
#include <kernel/string.h>

#define HID0_ICFI   0x00000800
#define HID0_DOZE   0x00800000
#define HID0_SLEEPS 0x00e00000
#define PVR_750     0x0008
#define INSN_NOP    0x60000000u
#define DEC_LONG    0x7fffffff

extern char entry_vectors[];
extern char entry_vectors_end[];
/* Addresses of the entry code's instructions that access VRSAVE. */
extern uint32_t *const entry_vrsave[];
extern uint32_t *const entry_vrsave_end[];

static bool has_altivec(void)
{
    return ppc_mfspr(SPR_PVR) >> 16 != PVR_750;
}

BOOT_CODE void arch_cpu_init(struct cpu *cpu)
{
    (void)cpu;
    if (!has_altivec()) {
        for (uint32_t *const *i = entry_vrsave; i < entry_vrsave_end; i++) {
            **i = INSN_NOP;
            arch_cache_sync(*i, sizeof(**i));
        }
    }
    memcpy(arch_p2v(0), entry_vectors, (size_t)(entry_vectors_end - entry_vectors));
    arch_cache_sync(arch_p2v(0), PPC_VECTORS);
    ppc_mtspr(SPR_DEC, DEC_LONG);
    ppc_mtspr(SPR_HID0, (ppc_mfspr(SPR_HID0) & ~(word_t)HID0_SLEEPS) | HID0_DOZE);
    ppc_write_msr(PPC_MSR_KERNEL);
}

word_t ppc_fpu_bits(void)
{
    return has_altivec() ? MSR_FP | MSR_VEC : MSR_FP;
}

void arch_fpu_init(struct arch_fpu *fpu)
{
    memset(fpu, 0, sizeof(*fpu));
}

void arch_fpu_save(struct arch_fpu *fpu)
{
    ppc_write_msr(PPC_MSR_KERNEL | ppc_fpu_bits());
    ppc_fp_save(fpu->fpr, &fpu->fpscr);
    if (has_altivec())
        ppc_vec_save(fpu->vr, fpu->vscr);
    ppc_write_msr(PPC_MSR_KERNEL);
}

void arch_fpu_load(const struct arch_fpu *fpu)
{
    ppc_write_msr(PPC_MSR_KERNEL | ppc_fpu_bits());
    ppc_fp_load(fpu->fpr, &fpu->fpscr);
    if (has_altivec())
        ppc_vec_load((uint32_t(*)[4])fpu->vr, fpu->vscr);
    ppc_write_msr(PPC_MSR_KERNEL);
}

void ppc_icache_invalidate(void)
{
    ppc_mtspr(SPR_HID0, ppc_mfspr(SPR_HID0) | HID0_ICFI);
    ppc_mtspr(SPR_HID0, ppc_mfspr(SPR_HID0) & ~(word_t)HID0_ICFI);
    ppc_isync();
}

/* Interrupts when it gets negative; acknowledged by being taken. */
void ppc_decrementer_set(uint32_t ticks)
{
    ppc_mtspr(SPR_DEC, ticks);
}

void ppc_decrementer_off(void)
{
    ppc_mtspr(SPR_DEC, DEC_LONG);
}

void ppc_decrementer_ack(void)
{
}
