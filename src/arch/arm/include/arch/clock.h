/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The board's clock as user code can read it.
 */
#pragma once

#include <kernel/types.h>

/* Microseconds per tick of the virtual counter (CNTVCT) times 2^32, if users may read that and it is the clock; else 0. Defined by
 * the board, valid after plat_init. */
extern uint32_t arm_clock_mult;
