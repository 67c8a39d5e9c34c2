/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Memory types: MemoryControl's attributes, the page attribute table, and the page-table bits that select its entries.
 *
 * Attribute v is entry v - 1 of the table, 0 is entry 0 (abi-ia32 7). CPUs without the table have its first four entries
 * built in, as power-up default of all others [Intel SDM 325462-083, vol. 3A, 12.12.4 "Programming the PAT"].
 */
#include <hal/mmu.h>

#include <kernel/bits.h>
#include <kernel/section.h>
#include <x86/cpuid.h>
#include <x86/pte.h>
#include <x86/regs.h>

#define MT_UC       0x00ull
#define MT_WC       0x01ull
#define MT_WT       0x04ull
#define MT_WP       0x05ull
#define MT_WB       0x06ull
#define MT_UC_MINUS 0x07ull

#define PAT_VALUE                                                                                  \
    (MT_WB | MT_WT << 8 | MT_UC_MINUS << 16 | MT_UC << 24 | MT_WC << 32 | MT_WT << 40 |            \
     MT_UC_MINUS << 48 | MT_WP << 56)

/* Bits 0-5 and 8; without PAT bits 0-4. */
#define ATTRS_PAT 0x13fu
#define ATTRS_OLD 0x01fu

static bool caches_stale;

bool arch_attr_valid(word_t attr)
{
    return attr < 9 && ((x86_has(X86_PAT) ? ATTRS_PAT : ATTRS_OLD) >> attr & 1) != 0;
}

static word_t pat_bit(bool large)
{
    return large ? PTE_PS_PAT : PTE_PAT;
}

word_t x86_pte_attr(unsigned attr, bool large)
{
    unsigned index = attr == 0 ? 0 : attr - 1;

    return ((index & 1) != 0 ? PTE_PWT : 0) | ((index & 2) != 0 ? PTE_PCD : 0) |
           ((index & 4) != 0 ? pat_bit(large) : 0);
}

unsigned x86_attr_of_pte(word_t pte, bool large)
{
    unsigned index = ((pte & PTE_PWT) != 0 ? 1 : 0) | ((pte & PTE_PCD) != 0 ? 2 : 0) |
                     ((pte & pat_bit(large)) != 0 ? 4 : 0);

    return index == 0 ? 0 : index + 1;
}

void x86_attr_changed(word_t changed, bool large)
{
    if ((changed & (PTE_PWT | PTE_PCD | pat_bit(large))) != 0 && !x86_has(X86_SS))
        caches_stale = true;
}

/* Revocations are complete when the page-table functions return, as long as one processor runs. */
void arch_tlb_flush(void)
{
    if (caches_stale) {
        caches_stale = false;
        x86_wbinvd();
    }
}

BOOT_CODE void x86_pat_init(void)
{
    if (!x86_has(X86_PAT))
        return;
    x86_wbinvd();
    x86_wrmsr(MSR_PAT, PAT_VALUE);
    x86_wbinvd();
    x86_write_cr3(x86_read_cr3());
}

/* Instruction caches are coherent with stores. */
void arch_cache_sync(void *va, size_t len)
{
    (void)va;
    (void)len;
}
