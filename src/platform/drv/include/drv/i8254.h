/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Channel 2 of the PC's interval timer as a stop-watch for calibration. Channel 0 belongs to users.
 */
#pragma once

#include <kernel/types.h>

#define I8254_HZ 1193182u

/* Starts counting down from 0xffff. */
void i8254_start(void);
/* Freezes the value for i8254_read. */
void i8254_latch(void);
unsigned i8254_read(void);
/* Has it passed 0 (and counts on from 0xffff)? */
bool i8254_expired(void);
void i8254_stop(void);

/* Channel 0, for boards without port 0x61, before users have it: counts down from 65536 again and again. */
void i8254_run0(void);
void i8254_latch0(void);
unsigned i8254_read0(void);
