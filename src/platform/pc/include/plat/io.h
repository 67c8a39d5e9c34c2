/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * How drivers shared by boards reach 8-bit device registers: here, ISA ports.
 */
#pragma once

#include <x86/io.h>

static inline uint8_t plat_io_read8(word_t addr)
{
    return x86_inb((uint16_t)addr);
}

static inline void plat_io_write8(word_t addr, uint8_t v)
{
    x86_outb((uint16_t)addr, v);
}
