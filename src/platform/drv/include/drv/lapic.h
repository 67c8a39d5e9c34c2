/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The local APIC of this processor: one-shot timer, end of interrupt, interrupt to itself.
 */
#pragma once

#include <kernel/types.h>

/* The timer counts at 1/16 of the bus clock. */
#define LAPIC_TIMER_DIVISOR 16u

/* Enables it. `virtual_wire`: interrupts of the 8259s go through its first local input. */
void lapic_init(void *base, bool virtual_wire, unsigned timer_vector, unsigned error_vector,
                unsigned spurious_vector);
unsigned lapic_id(void);
void lapic_eoi(void);
/* One interrupt after this many ticks; 0: none. */
void lapic_timer_start(uint32_t ticks);
uint32_t lapic_timer_left(void);
void lapic_self_interrupt(unsigned vector);
void lapic_error_clear(void);
