/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: bit search, counters, cache and memory attributes.
 */
#pragma once

#include <l4/powerpc/types.h>

/* Index of the highest set bit; undefined for 0. */
static inline int __L4_Msb(L4_Word_t w)
{
    return 31 - __builtin_clzl(w);
}

/* Index of the lowest set bit; undefined for 0. */
static inline int __L4_Lsb(L4_Word_t w)
{
    return 31 - __builtin_clzl(w & (0 - w));
}

static inline void __L4_Inc_Atomic(L4_Word_t *w)
{
    L4_Word_t v;

    __asm__ __volatile__("1: lwarx %0, 0, %2\n\t"
                         "addi %0, %0, 1\n\t"
                         "stwcx. %0, 0, %2\n\t"
                         "bne- 1b"
                         : "=&b"(v), "+m"(*w)
                         : "r"(w)
                         : "cr0", "memory");
}

/* Memory attributes for MemoryControl. */
#define L4_UncacheableMemory  1
#define L4_WriteBackMemory    2
#define L4_WriteThroughMemory 3

/* Operations on caches that MemoryControl takes instead of an attribute. */
#define L4_FlushICache 29
#define L4_FlushDCache 30
#define L4_FlushCache  31
