/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The neutral memory functions against byte loops: every alignment of both ends, lengths around every step of the loops, all
 * overlaps.
 */
#include <kernel/string.h>
#include <kernel/types.h>

#include "tap.h"

#define SPAN  192u
#define GUARD 0xa5u

static unsigned char from[SPAN] __attribute__((aligned(16)));
static unsigned char to[SPAN] __attribute__((aligned(16)));

static void prepare(void)
{
    for (unsigned i = 0; i < SPAN; i++) {
        from[i] = (unsigned char)(i * 7 + 1);
        to[i] = GUARD;
    }
}

/* to[at, at + n) holds what `want` says, and nothing around it changed. */
static bool holds(unsigned at, unsigned n, unsigned char (*want)(unsigned), unsigned skew)
{
    for (unsigned i = 0; i < SPAN; i++) {
        if (to[i] != (i >= at && i < at + n ? want(i - at + skew) : GUARD))
            return false;
    }
    return true;
}

static unsigned char source(unsigned i)
{
    return (unsigned char)(i * 7 + 1);
}

static unsigned char filler(unsigned i)
{
    (void)i;
    return 0x5a;
}

static bool copies(void)
{
    for (unsigned d = 0; d < 16; d++) {
        for (unsigned s = 0; s < 16; s++) {
            for (unsigned n = 0; n <= 160; n++) {
                prepare();
                if (memcpy(to + d, from + s, n) != to + d || !holds(d, n, source, s))
                    return false;
            }
        }
    }
    return true;
}

static bool fills(void)
{
    for (unsigned d = 0; d < 16; d++) {
        for (unsigned n = 0; n <= 160; n++) {
            prepare();
            if (memset(to + d, 0x15a, n) != to + d || !holds(d, n, filler, 0))
                return false;
        }
    }
    return true;
}

static bool moves(void)
{
    for (unsigned d = 0; d < 40; d++) {
        for (unsigned s = 0; s < 40; s++) {
            for (unsigned n = 0; n <= 100; n++) {
                unsigned char want[SPAN];

                prepare();
                for (unsigned i = 0; i < SPAN; i++)
                    want[i] = source(i);
                for (unsigned i = 0; i < n; i++)
                    want[d + i] = source(s + i);
                if (memmove(from + d, from + s, n) != from + d || memcmp(from, want, SPAN) != 0)
                    return false;
            }
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    CHECK(copies());
    tap_ok("memory/copy");
    CHECK(fills());
    tap_ok("memory/fill");
    CHECK(moves());
    tap_ok("memory/overlap");
    return 0;
}
