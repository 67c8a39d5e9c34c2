/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: bit search, counters, small spaces, cache and memory attributes.
 */
#pragma once

#include <l4/ia32/types.h>

/* Index of the highest set bit; undefined for 0. */
static inline int __L4_Msb(L4_Word_t w)
{
    return 31 - __builtin_clzl(w);
}

/* Index of the lowest set bit; undefined for 0. */
static inline int __L4_Lsb(L4_Word_t w)
{
    return __builtin_ctzl(w);
}

static inline void __L4_Inc_Atomic(L4_Word_t *w)
{
    __asm__ __volatile__("lock; incl %0" : "+m"(*w) : : "cc");
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

/* Control value for a small space: both parameters in MiB. */
#define L4_LargeSpace 0

static inline L4_Word_t L4_SmallSpace(L4_Word_t location, L4_Word_t size)
{
    return (((location / 2) & ~(size / 4 - 1)) | (size / 4)) & 0xFF;
}

/* Cache hints of string items. */
#define L4_AllocateNewCacheLines       __L4_CONST(L4_CacheAllocationHint_t, 1UL)
#define L4_DoNotAllocateNewCacheLines  __L4_CONST(L4_CacheAllocationHint_t, 2UL)
#define L4_AllocateOnlyNewL1CacheLines __L4_CONST(L4_CacheAllocationHint_t, 3UL)

/* Memory attributes for MemoryControl. */
#define L4_WriteBackMemory      1
#define L4_WriteThroughMemory   2
#define L4_UncacheableMemory    4
#define L4_WriteCombiningMemory 5
#define L4_WriteProtectedMemory 8
