/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fpage arithmetic, with a 16-bit word: every fpage, and every pair of sizes with all bases, against api.md 1.3 and 5.2
 * written down once more in wide integers.
 */
#include <kernel/fpage.h>
#include "tap.h"

struct range {
    uint64_t first;
    uint64_t size; /* 0: names no memory */
};

static struct range model(unsigned fpage)
{
    unsigned s = fpage >> 4 & 0x3f;
    uint64_t size;

    if (s == 1 && fpage >> 10 == 0)
        return (struct range){0, 0x10000};
    if (s < 10)
        return (struct range){0, 0};
    size = s > 16 ? 0x10000 : (uint64_t)1 << s;
    return (struct range){fpage / size * size, size};
}

static void check_clip(word_t snd, word_t base, word_t window)
{
    struct range s = model(snd);
    struct range r = model(window);
    struct fpage_move m = fpage_clip(snd, base, window);

    if (s.size == 0 || r.size == 0) {
        CHECK(m.size_log2 == 0);
    } else if (s.size <= r.size) {
        CHECK(m.src == s.first && (uint64_t)1 << m.size_log2 == s.size);
        CHECK(m.dst == r.first + base % r.size / s.size * s.size);
    } else {
        CHECK(m.dst == r.first && (uint64_t)1 << m.size_log2 == r.size);
        CHECK(m.src == s.first + base % s.size / r.size * r.size);
    }
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    for (unsigned f = 0; f < 0x10000; f++) {
        struct range r = model(f);

        CHECK(fpage_rights((word_t)f) == (f & 7));
        CHECK(fpage_base((word_t)f) == r.first);
        CHECK(r.size == 0 ? fpage_size_log2((word_t)f) == 0
                          : (uint64_t)1 << fpage_size_log2((word_t)f) == r.size);
    }
    tap_ok("fpage/all");
    for (unsigned s = 0; s < 64; s++) {
        for (unsigned r = 0; r < 64; r++) {
            for (unsigned base = 0; base < 0x10000; base += tap_long() ? 1 : 0x80)
                check_clip((word_t)(0x6c00 | s << 4 | 7), (word_t)(base + base / 7 % 0x80),
                           (word_t)(0xb400 | r << 4));
        }
    }
    tap_ok("fpage/clip-sizes");
    for (unsigned long i = 0; i < (tap_long() ? 300000000ul : 3000000ul); i++)
        check_clip((word_t)rnd(), (word_t)rnd(), (word_t)rnd());
    tap_ok("fpage/clip-random");
    return 0;
}
