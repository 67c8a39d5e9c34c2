/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The 16-bit Time format: periods and points (api.md 1.2).
 */
#pragma once

#include <kernel/bits.h>

#define L4TIME_NEVER 0u
#define L4TIME_ZERO  0x400u

static inline bool l4time_is_point(unsigned t)
{
    return (t & 0x8000) != 0;
}

/* Length of a period in microseconds; TIME_NEVER for never. Contract: not a point. */
static inline time_us_t l4time_period_us(unsigned t)
{
    if (t == L4TIME_NEVER)
        return TIME_NEVER;
    return (time_us_t)(t & 0x3ff) << ((t >> 10) & 0x1f);
}

/* The instant that a period or point means when the clock reads now_us; TIME_NEVER for never. A point that is past or
 * too far ahead is now_us itself, like zero time (R34-R36). */
time_us_t l4time_deadline(unsigned t, time_us_t now_us);

/* Is the time zero at this moment (no waiting at all)? */
static inline bool l4time_is_zero(unsigned t, time_us_t now_us)
{
    if (t == L4TIME_NEVER)
        return false;
    if (!l4time_is_point(t))
        return (t & 0x3ff) == 0;
    return l4time_deadline(t, now_us) == now_us;
}

/* The largest period that is not longer than us; never for TIME_NEVER, zero for 0. */
unsigned l4time_from_us(time_us_t us);
