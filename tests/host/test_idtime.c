/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Times and thread IDs: all 2^16 times at many instants, thread IDs with a 16-bit word in full.
 */
#include <kernel/l4time.h>
#include <kernel/tid.h>
#include "tap.h"

/* api.md 1.2 said differently: the only instant with these bits between now and the largest distance ahead. */
static time_us_t model_point(unsigned t, time_us_t now)
{
    unsigned e = t >> 11 & 0xf;
    time_us_t pattern = (time_us_t)(t & 0x7ff) << e;
    time_us_t ahead = (pattern - now) & (((time_us_t)1 << (e + 11)) - 1);

    return ahead <= (time_us_t)1023 << e ? now + ahead : now;
}

static time_us_t model(unsigned t, time_us_t now)
{
    time_us_t us = t & 0x3ff;

    if (t >= 0x8000)
        return model_point(t, now);
    if (t == 0)
        return TIME_NEVER;
    for (unsigned i = 0; i < t >> 10; i++)
        us *= 2;
    return now + us;
}

static void check_times(time_us_t now)
{
    for (unsigned t = 0; t < 0x10000; t++) {
        time_us_t want = model(t, now);

        tap_step = t;
        CHECK(l4time_deadline(t, now) == want);
        CHECK(l4time_is_zero(t, now) == (want == now));
        CHECK(l4time_is_point(t) == (t >> 15));
    }
}

static void check_tids(void)
{
    unsigned version_bits = TID_VERSION_BITS;

    CHECK(version_bits == 7);
    for (unsigned w = 0; w < 0x10000; w++) {
        tid_t tid = (tid_t)w;

        CHECK(tid_number(tid) == w / 128 && tid_version(tid) == w % 128);
        CHECK(tid_make(tid_number(tid), tid_version(tid)) == tid);
        CHECK(tid_is_local(tid) == (w % 64 == 0));
        CHECK(tid_make(tid_number(tid), (word_t)(tid_version(tid) + 128)) == tid);
    }
    CHECK(TID_ANY == 0xffff && TID_ANY_LOCAL == 0xffc0);
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    check_tids();
    tap_ok("tid/all");
    for (unsigned i = 0; i < 64; i++) {
        check_times((time_us_t)1 << (i % 48));
        check_times(((time_us_t)1 << (i % 48)) - 1);
    }
    tap_ok("time/powers");
    for (unsigned i = 0; i < (tap_long() ? 20000u : 200u); i++)
        check_times(rnd() >> (8 + rnd_below(40)));
    tap_ok("time/random");
    return 0;
}
