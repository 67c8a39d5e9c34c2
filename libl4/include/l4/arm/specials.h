/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: bit search, memory attributes and cache operations.
 */
#pragma once

#include <l4/arm/types.h>

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

/* Memory attributes for MemoryControl. */
#define L4_UncacheableMemory  1 /* strongly ordered */
#define L4_DeviceMemory       2
#define L4_WriteThroughMemory 3

/* Cache operations of MemoryControl, which need no privilege; and the control word that means everything. */
#define L4_FlushInstructionCache 29
#define L4_FlushDataCache        30
#define L4_FlushCache            31
#define L4_FlushAllCaches        (~(L4_Word_t)1)
