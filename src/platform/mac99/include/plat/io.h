/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * How drivers shared by boards reach 8-bit device registers: here, in memory.
 */
#pragma once

#include <kernel/types.h>

static inline uint8_t plat_io_read8(word_t addr)
{
    return *(const volatile uint8_t *)addr;
}

static inline void plat_io_write8(word_t addr, uint8_t v)
{
    *(volatile uint8_t *)addr = v;
}
