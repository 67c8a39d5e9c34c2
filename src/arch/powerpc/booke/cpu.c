/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E: vectors' registers, time base, idling, decrementer.
 */
#include <hal/cpu.h>

#include <arch/boot.h>
#include <arch/cache.h>
#include <arch/mmu.h>
#include <hal/fpu.h>
#include <kernel/cpu.h>
#include <kernel/section.h>

#define HID0_TBEN   0x00004000
#define HID0_DOZE   0x00800000
#define HID0_SLEEPS 0x00e00000
#define L1CSR1      1011
#define L1CSR1_ICFI 0x2
#define DEC_LONG    0xffffffff
#define TCR_DIE     0x04000000
#define TSR_DIS     0x08000000

extern char entry_vectors[];

/* Offsets from entry_vectors, by number of the IVOR register; supplied by glue. */
extern const uint16_t entry_ivor[16];
extern const uint16_t entry_ivor32[4];

#define SET_IVOR(n) ppc_mtspr(SPR_IVOR0 + (n), entry_ivor[n])

BOOT_CODE static void set_vectors(void)
{
    ppc_mtspr(SPR_IVPR, entry_vectors);
    SET_IVOR(0);
    SET_IVOR(1);
    SET_IVOR(2);
    SET_IVOR(3);
    SET_IVOR(4);
    SET_IVOR(5);
    SET_IVOR(6);
    SET_IVOR(7);
    SET_IVOR(8);
    SET_IVOR(9);
    SET_IVOR(10);
    SET_IVOR(11);
    SET_IVOR(12);
    SET_IVOR(13);
    SET_IVOR(14);
    SET_IVOR(15);
    ppc_mtspr(SPR_IVOR32 + 0, entry_ivor32[0]);
    ppc_mtspr(SPR_IVOR32 + 1, entry_ivor32[1]);
    ppc_mtspr(SPR_IVOR32 + 2, entry_ivor32[2]);
    ppc_mtspr(SPR_IVOR32 + 3, entry_ivor32[3]);
}

BOOT_CODE void arch_cpu_init(struct cpu *cpu)
{
    (void)cpu;
    set_vectors();
    ppc_mtspr(SPR_DEC, DEC_LONG);
    ppc_mtspr(SPR_TSR, 0xffffffff);
    ppc_mtspr(SPR_TCR, TCR_DIE);
    ppc_mtspr(SPR_DBCR0, 0);
    ppc_mtspr(SPR_HID0, (ppc_mfspr(SPR_HID0) & ~(word_t)HID0_SLEEPS) | HID0_TBEN | HID0_DOZE);
    ppc_write_msr(PPC_MSR_KERNEL);
}

word_t ppc_fpu_bits(void)
{
    return MSR_VEC;
}

void arch_fpu_init(struct arch_fpu *fpu)
{
    *fpu = (struct arch_fpu){0};
}

/* The unit counts in the kernel only while these two run. */
void arch_fpu_save(struct arch_fpu *fpu)
{
    ppc_write_msr(PPC_MSR_KERNEL | MSR_VEC);
    ppc_spe_save(fpu->gpr, &fpu->acc);
    fpu->spefscr = ppc_mfspr(SPR_SPEFSCR);
    ppc_write_msr(PPC_MSR_KERNEL);
}

void arch_fpu_load(const struct arch_fpu *fpu)
{
    ppc_write_msr(PPC_MSR_KERNEL | MSR_VEC);
    ppc_spe_load(fpu->gpr, &fpu->acc);
    ppc_mtspr(SPR_SPEFSCR, fpu->spefscr);
    ppc_write_msr(PPC_MSR_KERNEL);
}

void ppc_icache_invalidate(void)
{
    ppc_mtspr(L1CSR1, ppc_mfspr(L1CSR1) | L1CSR1_ICFI);
    ppc_isync();
}

/* Its interrupt is always enabled, and acknowledged only when it is taken: a write to TCR or TSR while a short time runs out
 * could lose it. Without auto-reload it stops at 0, or runs on for very long
 * [EREF 2.0, 2.9.4 "Decrementer Register (DEC)"]. */
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
    ppc_mtspr(SPR_TSR, TSR_DIS);
}
