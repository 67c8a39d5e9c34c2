/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Cache operations. Caches are physically tagged and data caches coherent with each other; instruction caches know nothing
 * of stores.
 */
#include <hal/mmu.h>

#include <arch/cache.h>
#include <arch/regs.h>

void ppc_cache_flush_data(const void *va, size_t len)
{
    word_t at = (word_t)va & ~(word_t)(PPC_CACHE_LINE - 1);

    for (; at < (word_t)va + len; at += PPC_CACHE_LINE)
        __asm__ volatile("dcbf 0, %0" : : "r"(at) : "memory");
    ppc_sync();
}

/* [PowerPC Microprocessor Family: The Programming Environments, 5.1.5.2 "Instruction Cache Instructions"] */
void arch_cache_sync(void *va, size_t len)
{
    word_t first = (word_t)va & ~(word_t)(PPC_CACHE_LINE - 1);
    word_t end = (word_t)va + len;

    for (word_t at = first; at < end; at += PPC_CACHE_LINE)
        __asm__ volatile("dcbst 0, %0" : : "r"(at) : "memory");
    ppc_sync();
    for (word_t at = first; at < end; at += PPC_CACHE_LINE)
        __asm__ volatile("icbi 0, %0" : : "r"(at) : "memory");
    ppc_sync();
    ppc_isync();
}

/* Reading more than the first-level cache holds pushes everything else out of it. */
void ppc_cache_flush_all(void)
{
    const volatile char *at = arch_p2v(0);

    for (word_t i = 0; i < PPC_CACHE_DISPLACE; i += PPC_CACHE_LINE)
        (void)at[i];
    ppc_sync();
    ppc_icache_invalidate();
}
