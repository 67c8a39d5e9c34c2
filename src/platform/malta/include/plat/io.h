/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * How drivers shared by boards reach 8-bit device registers: here, ISA ports, which the GT-64120 shows in memory.
 */
#pragma once

#include <kernel/types.h>
#include <plat/malta.h>

static inline uint8_t plat_io_read8(word_t addr)
{
    return *(const volatile uint8_t *)(malta_isa + addr);
}

static inline void plat_io_write8(word_t addr, uint8_t v)
{
    *(volatile uint8_t *)(malta_isa + addr) = v;
    __asm__ volatile("sync" : : : "memory");
}
