/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Level-1 caches: virtually indexed, physically tagged, kept coherent by software [MD00091 2.50, vol. II, "CACHE"].
 *
 * Index operations reach every line through an address in CKSEG0. Colours: where a way is larger than a page, two virtual
 * addresses of a page that differ in the index bits above 12 use different lines.
 */
#include <arch/cpu.h>
#include <hal/mmu.h>
#include <kernel/bits.h>

#define OP_I_INDEX_INVALIDATE    0x00
#define OP_D_INDEX_WB_INVALIDATE 0x01
#define OP_I_HIT_INVALIDATE      0x10
#define OP_D_HIT_WB_INVALIDATE   0x15

#define CACHE(op, addr) __asm__ volatile("cache %0, 0(%1)" : : "i"(op), "r"(addr) : "memory")

#define ATTR_DEFAULT       0u
#define ATTR_UNCACHED      1u
#define ATTR_WRITE_BACK    2u
#define ATTR_WRITE_THROUGH 3u
#define ATTR_NO_ALLOCATE   4u
#define ATTR_LAST          ATTR_NO_ALLOCATE

unsigned mips_cache_code(unsigned attr)
{
    switch (attr) {
    case ATTR_UNCACHED:
        return CCA_UNCACHED;
    case ATTR_WRITE_THROUGH:
        return mips_features.write_through ? 1 : CCA_UNCACHED;
    case ATTR_NO_ALLOCATE:
        return mips_features.write_through ? 0 : CCA_UNCACHED;
    default:
        return CCA_CACHED;
    }
}

/* 5, coherent, is for builds for several processors. */
bool arch_attr_valid(word_t attr)
{
    return attr <= ATTR_LAST;
}

word_t mips_cache_colours(void)
{
    unsigned way = MAX(mips_features.dcache_way, 1u << ARCH_PAGE_MIN);

    return (way - 1) & ~(word_t)bits_mask(ARCH_PAGE_MIN);
}

void mips_cache_flush_data(void)
{
    word_t at = MIPS_CKSEG0;

    if (mips_features.dcache_line != 0)
        for (; at < MIPS_CKSEG0 + mips_features.dcache_size; at += mips_features.dcache_line)
            CACHE(OP_D_INDEX_WB_INVALIDATE, at);
    __asm__ volatile("sync" : : : "memory");
}

void mips_cache_flush_insn(void)
{
    word_t at = MIPS_CKSEG0;

    if (mips_features.icache_line != 0)
        for (; at < MIPS_CKSEG0 + mips_features.icache_size; at += mips_features.icache_line)
            CACHE(OP_I_INDEX_INVALIDATE, at);
    __asm__ volatile(MIPS_HAZARD : : : "memory");
}

/* What was stored through the kernel's view goes to memory; the instruction cache may hold the addresses under any colour, so
 * all of it goes. Short ranges spare the rest of the data cache. */
void arch_cache_sync(void *va, size_t len)
{
    unsigned line = mips_features.dcache_line;
    word_t at = line == 0 ? 0 : (word_t)va & ~(word_t)(line - 1);

    if (len >= mips_features.dcache_size) {
        mips_cache_flush_data();
    } else {
        for (; line != 0 && at < (word_t)va + len; at += line)
            CACHE(OP_D_HIT_WB_INVALIDATE, at);
        __asm__ volatile("sync" : : : "memory");
    }
    mips_cache_flush_insn();
}
