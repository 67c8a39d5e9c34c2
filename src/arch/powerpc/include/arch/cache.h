/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Cache operations beyond arch_cache_sync.
 */
#pragma once

#include <kernel/types.h>

#define PPC_CACHE_LINE     32u
#define PPC_CACHE_DISPLACE (256u << 10)

/* Writes the range back to memory and drops it from the data cache. */
void ppc_cache_flush_data(const void *va, size_t len);
/* All of the data cache written back, the instruction cache emptied. */
void ppc_cache_flush_all(void);

/* The family's: empties the instruction cache. */
void ppc_icache_invalidate(void);
