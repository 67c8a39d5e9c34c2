/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Cache maintenance. Data caches behave as physically tagged and indexed, so any view of a frame will do; instruction caches may be
 * indexed virtually, so a change under another address is made visible by invalidating all of them [ARM DDI 0406C.d, B3.11
 * "Virtual memory and cache behavior"].
 */
#include <hal/mmu.h>

#include <arch/regs.h>
#include <kernel/bits.h>

/* CTR.DminLine: log2 of the words in the smallest data cache line. */
static word_t line_size(void)
{
    return (word_t)4 << (arm_read_ctr() >> 16 & 15);
}

void arm_icache_flush(void)
{
    arm_dsb();
    arm_write_iciallu(0);
    arm_write_bpiall(0);
    arm_dsb();
    arm_isb();
}

void arm_dcache_flush(const void *va, size_t len)
{
    word_t line = line_size();
    word_t end = (word_t)va + len;

    arm_dsb();
    for (word_t at = (word_t)va & ~(line - 1); at < end; at += line)
        arm_write_dccimvac(at);
    arm_dsb();
}

/* One cache by sets and ways [ARM DDI 0406C.d, B2.2.7 "Example code for cache maintenance operations"]. */
static void flush_level(unsigned level)
{
    word_t id;
    unsigned line_log2;
    unsigned ways;
    unsigned sets;
    unsigned way_shift;

    arm_write_csselr(level << 1);
    arm_isb();
    id = arm_read_ccsidr();
    line_log2 = (unsigned)(id & 7) + 4;
    ways = (unsigned)(id >> 3 & 0x3ff);
    sets = (unsigned)(id >> 13 & 0x7fff);
    way_shift = ways == 0 ? 0 : 31 - bits_msb(ways);
    for (unsigned way = 0; way <= ways; way++) {
        for (unsigned set = 0; set <= sets; set++)
            arm_write_dccisw((word_t)way << way_shift | (word_t)set << line_log2 | level << 1);
    }
}

/* All levels to the point of coherency. */
void arm_dcache_flush_all(void)
{
    word_t levels = arm_read_clidr();
    unsigned coherency = (unsigned)(levels >> 24 & 7);

    arm_dsb();
    for (unsigned level = 0; level < coherency; level++) {
        if ((levels >> 3 * level & 7) >= 2)
            flush_level(level);
    }
    arm_write_csselr(0);
    arm_dsb();
    arm_isb();
}

/* Stores reach the point of unification by cleaning; whoever will execute them has an address of its own. */
void arch_cache_sync(void *va, size_t len)
{
    word_t line = line_size();
    word_t end = (word_t)va + len;

    arm_dsb();
    for (word_t at = (word_t)va & ~(line - 1); at < end; at += line)
        arm_write_dccmvau(at);
    arm_icache_flush();
}
