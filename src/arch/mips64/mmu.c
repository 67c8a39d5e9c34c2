/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The kernel's views of memory: everything through XKPHYS.
 */
#include <hal/mmu.h>

#include <arch/cpu.h>
#include <kernel/assert.h>
#include <kernel/bits.h>

static bool caches_stale;

void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    (void)slot;
    if (mips_cache_code(attr) == CCA_CACHED)
        return arch_p2v(pa);
    return (void *)(pa | MIPS_XKPHYS_UNCACHED);
}

void *mips_coloured_window(unsigned slot, paddr_t pa, vaddr_t va)
{
    vaddr_t at = MIPS_COPY_WINDOWS + slot * MIPS_COPY_WINDOW_STRIDE +
                 (va & bits_mask(ARCH_PAGE_MIN + ARCH_COLOURS_LOG2));

    mips_tlb_wire(1 + slot, at, pa, CCA_CACHED);
    return (void *)at;
}

void *arch_map_device(uint64_t pa, size_t len)
{
    if (pa >= ARCH_DIRECT_END || len > ARCH_DIRECT_END - pa)
        panic("device at %lx lies beyond the address space", (word_t)pa);
    return (void *)(pa | MIPS_XKPHYS_UNCACHED);
}

/* Lines that were cached under another attribute are written back before the change is complete. */
void mips_attr_changed(unsigned from, unsigned to)
{
    if (mips_cache_code(from) != mips_cache_code(to))
        caches_stale = true;
}

/* Revocations are complete when the page-table functions return, as long as one processor runs. */
void arch_tlb_flush(void)
{
    if (caches_stale) {
        caches_stale = false;
        mips_cache_flush_data();
        mips_cache_flush_insn();
    }
}
