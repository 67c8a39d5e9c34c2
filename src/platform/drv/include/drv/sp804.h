/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * SP804, two down-counters of 32 bits: the second one is a clock, the first one a one-shot timer.
 */
#pragma once

#include <kernel/types.h>

/* Both run at 1 MHz. Starts the clock. */
void sp804_init(void *base);
/* Microseconds since then; to be called at least once an hour. */
time_us_t sp804_now(void);
/* Interrupt after so many microseconds, at least 1. */
void sp804_start(uint32_t us);
/* Acknowledges the interrupt and stops the timer. */
void sp804_stop(void);
