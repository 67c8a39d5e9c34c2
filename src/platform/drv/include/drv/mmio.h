/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Registers in memory.
 */
#pragma once

#include <kernel/types.h>

static inline uint32_t mmio_read32(const void *base, unsigned reg)
{
    return *(const volatile uint32_t *)((const char *)base + reg);
}

static inline void mmio_write32(void *base, unsigned reg, uint32_t v)
{
    *(volatile uint32_t *)((char *)base + reg) = v;
}
