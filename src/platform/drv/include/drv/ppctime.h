/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Clock and timer of PowerPC boards: time base and decrementer.
 */
#pragma once

#include <kernel/types.h>

/* The time base starts at 0 and runs at this frequency (1 MHz at least). */
void ppctime_init(uint32_t hz);
/* The decrementer's interrupt. */
void ppctime_interrupt(void);
