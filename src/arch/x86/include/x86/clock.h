/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * How the time stamp counter relates to microseconds: us = tsc * mult >> 32. The platform measures it; glue builds the
 * user-mode SystemClock from it.
 */
#pragma once

#include <kernel/types.h>

struct x86_clock {
    uint32_t
        mult; /* 2^32 * microseconds per tick; 0: no usable TSC, the clock needs a kernel entry */
    uint32_t tsc_khz; /* ticks per millisecond; 0 without TSC */
};
/* Valid after plat_init. */
extern struct x86_clock x86_clock;

/* The product above, exact modulo 2^64; monotonic in tsc. */
static inline uint64_t x86_clock_us(const struct x86_clock *c, uint64_t tsc)
{
    return (tsc >> 32) * c->mult + ((tsc & 0xffffffff) * c->mult >> 32);
}
