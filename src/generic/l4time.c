/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Points and lengths of time to and from the 16-bit format.
 */
#include <kernel/l4time.h>

time_us_t l4time_deadline(unsigned t, time_us_t now_us)
{
    unsigned e = (t >> 11) & 0xf;
    time_us_t x;
    time_us_t at;

    if (t == L4TIME_NEVER)
        return TIME_NEVER;
    if (!l4time_is_point(t))
        return now_us + l4time_period_us(t);
    x = now_us >> (e + 10);
    if ((x & 1) != ((t >> 10) & 1))
        x++;
    at = (x << (e + 10)) | ((time_us_t)(t & 0x3ff) << e);
    if (at < now_us || at - now_us > (time_us_t)1023 << e)
        return now_us;
    return at;
}

unsigned l4time_from_us(time_us_t us)
{
    unsigned e = 0;

    if (us == TIME_NEVER)
        return L4TIME_NEVER;
    if (us == 0)
        return L4TIME_ZERO;
    while (us > 0x3ff) {
        us >>= 1;
        e++;
    }
    return e > 0x1f ? 0x7fffu : e << 10 | (unsigned)us;
}
