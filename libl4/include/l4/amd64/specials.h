/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: bit search, counters, memory attributes.
 */
#pragma once

#include <l4/amd64/types.h>

/* Index of the highest set bit; undefined for 0. */
static inline int __L4_Msb(L4_Word_t w)
{
    return 63 - __builtin_clzl(w);
}

/* Index of the lowest set bit; undefined for 0. */
static inline int __L4_Lsb(L4_Word_t w)
{
    return __builtin_ctzl(w);
}

static inline void __L4_Inc_Atomic(L4_Word_t *w)
{
    __asm__ __volatile__("lock; incq %0" : "+m"(*w) : : "cc");
}

static inline L4_Word64_t __L4_Rdtsc(void)
{
    L4_Word32_t low;
    L4_Word32_t high;

    __asm__ __volatile__("rdtsc" : "=a"(low), "=d"(high));
    return ((L4_Word64_t)high << 32) | low;
}

static inline L4_Word64_t __L4_Rdpmc(const L4_Word_t ctrsel)
{
    L4_Word32_t low;
    L4_Word32_t high;

    __asm__ __volatile__("rdpmc" : "=a"(low), "=d"(high) : "c"(ctrsel));
    return ((L4_Word64_t)high << 32) | low;
}

/* Memory attributes for MemoryControl. */
#define L4_WriteBackMemory      1
#define L4_WriteThroughMemory   2
#define L4_UncacheableMemory    4
#define L4_WriteCombiningMemory 5
#define L4_WriteProtectedMemory 8
