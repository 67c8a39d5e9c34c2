/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The processor's virtual counter and timer (ARM generic timer).
 */
#pragma once

#include <kernel/types.h>

/* Lets users read the counter. `hz`: its frequency if the loader did not say it to the processor; 0: unknown. False: nobody knows
 * the frequency. */
bool generic_timer_init(uint32_t hz);
uint32_t generic_timer_hz(void);
/* Microseconds a tick times 2^32. */
uint32_t generic_timer_mult(void);
time_us_t generic_timer_now(void);
/* Interrupt at the deadline; TIME_NEVER: none. */
void generic_timer_arm(time_us_t deadline_us);
