/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: bit search, cache operations and memory attributes.
 */
#pragma once

#include <l4/mips64/types.h>

/* Index of the highest set bit; undefined for 0. */
static inline int __L4_Msb(L4_Word_t w)
{
    return 63 - __builtin_clzl(w);
}

/* Index of the lowest set bit; undefined for 0. */
static inline int __L4_Lsb(L4_Word_t w)
{
    return 63 - __builtin_clzl(w & (0 - w));
}

/* Memory attributes for MemoryControl. */
#define L4_UncachedMemory               1
#define L4_WriteBackMemory              2
#define L4_WriteThroughMemory           3
#define L4_WriteThroughNoAllocateMemory 4
#define L4_CoherentMemory               5

/* Operations of MemoryControl on caches; no privilege needed. */
#define L4_FlushInstructionCache 29
#define L4_FlushDataCache        30
#define L4_FlushCaches           31
#define L4_FlushAllCaches        (~(L4_Word_t)1) /* as control word */
