/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fpage arithmetic against api.md 1.3 and 5.2 written down once more in wide integers. With a 16-bit word: every fpage, and
 * every pair of sizes with all bases; with a real one: random fpages of all sizes.
 */
#include <kernel/fpage.h>
#include "tap.h"

typedef unsigned __int128 wide_t;

#define NARROW (WORD_BITS == 16)
#define ALL    ((wide_t)1 << WORD_BITS)

struct range {
    wide_t first;
    wide_t size; /* 0: names no memory */
};

static struct range model(word_t fpage)
{
    unsigned s = (unsigned)(fpage / 16 % 64);
    wide_t size;

    if (s == 1 && fpage / 1024 == 0)
        return (struct range){0, ALL};
    if (s < 10)
        return (struct range){0, 0};
    size = s > WORD_BITS ? ALL : (wide_t)1 << s;
    return (struct range){fpage / size * size, size};
}

static void check_fpage(word_t f)
{
    struct range r = model(f);

    CHECK(fpage_rights(f) == f % 8);
    CHECK(fpage_base(f) == r.first);
    CHECK(r.size == 0 ? fpage_size_log2(f) == 0 : (wide_t)1 << fpage_size_log2(f) == r.size);
}

/* Sizes are as likely as each other, as words they are not; now and then the complete space. */
static word_t some_fpage(void)
{
    word_t size = rnd_below(20) == 0 ? 1 : rnd_below(WORD_BITS + 6);
    word_t base = rnd_below(8) == 0 ? 0 : (word_t)rnd() & (word_t) ~(word_t)0x3ff;

    return (word_t)(base | size << 4 | rnd_below(16));
}

static void check_clip(word_t snd, word_t base, word_t window)
{
    struct range s = model(snd);
    struct range r = model(window);
    struct fpage_move m = fpage_clip(snd, base, window);

    if (s.size == 0 || r.size == 0) {
        CHECK(m.size_log2 == 0);
    } else if (s.size <= r.size) {
        CHECK(m.src == s.first && (wide_t)1 << m.size_log2 == s.size);
        CHECK(m.dst == r.first + base % r.size / s.size * s.size);
    } else {
        CHECK(m.dst == r.first && (wide_t)1 << m.size_log2 == r.size);
        CHECK(m.src == s.first + base % s.size / r.size * r.size);
    }
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    for (unsigned long f = 0; f < (NARROW ? 0x10000 : 3000000); f++)
        check_fpage(NARROW ? (word_t)f : some_fpage());
    tap_ok("fpage/all");
    for (unsigned s = 0; s < 64; s++) {
        for (unsigned r = 0; r < 64; r++) {
            for (unsigned base = 0; NARROW && base < 0x10000; base += tap_long() ? 1 : 0x80)
                check_clip((word_t)(0x6c00 | s << 4 | 7), (word_t)(base + base / 7 % 0x80),
                           (word_t)(0xb400 | r << 4));
            for (unsigned i = 0; !NARROW && i < 100; i++)
                check_clip((word_t)(some_fpage() & ~(word_t)0x3f0) | s << 4, (word_t)rnd(),
                           (word_t)(some_fpage() & ~(word_t)0x3f0) | r << 4);
        }
    }
    tap_ok("fpage/clip-sizes");
    for (unsigned long i = 0; i < (tap_long() ? 300000000ul : 3000000ul); i++)
        check_clip(NARROW ? (word_t)rnd() : some_fpage(), (word_t)rnd(),
                   NARROW ? (word_t)rnd() : some_fpage());
    tap_ok("fpage/clip-random");
    return 0;
}
