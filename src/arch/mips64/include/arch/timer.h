/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What a board needs of the processor: Count, Compare, and the interrupt lines of Cause.
 */
#pragma once

#include <arch/cpu.h>

static inline uint32_t mips_count(void)
{
    return MIPS_READ32(C0_COUNT, 0);
}

static inline uint32_t mips_compare(void)
{
    return MIPS_READ32(C0_COMPARE, 0);
}

/* Clears the timer's interrupt. */
static inline void mips_set_compare(uint32_t v)
{
    MIPS_WRITE32(C0_COMPARE, 0, v);
}

/* Interrupt handler of the board: bit n of `pending` is interrupt bit n of Cause, unmasked ones only. */
void plat_irq_entry(unsigned pending);
