/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fpage arithmetic for the real word width: what api.md 1.3 and 5.2 say in words, checked for any three words.
 */
#include <stdlib.h>
#include <kernel/fpage.h>
#include "../host/tap.h"
#include "fuzz.h"

/* Does [base, base + 2^log2) contain the byte? */
static bool covers(word_t base, unsigned log2, word_t byte)
{
    return ((base ^ byte) & ~bits_mask(log2)) == 0;
}

static void check_fpage(word_t f)
{
    unsigned s = fpage_size_log2(f);

    CHECK(s == 0 || s >= FPAGE_SIZE_MIN);
    CHECK(s <= WORD_BITS);
    CHECK((fpage_base(f) & bits_mask(s)) == 0);
    CHECK(s == 0 || s == WORD_BITS || s == fpage_size_field(f));
    CHECK(s != WORD_BITS || fpage_base(f) == 0);
    CHECK(fpage_rights(f) == (f & 7));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    word_t w[3];
    struct fpage_move m;
    unsigned s;
    unsigned r;

    fuzz_input(data, size);
    fuzz_bytes(w, sizeof(w));
    for (unsigned i = 0; i < 3; i++)
        check_fpage(w[i]);
    s = fpage_size_log2(w[0]);
    r = fpage_size_log2(w[2]);
    m = fpage_clip(w[0], w[1], w[2]);
    if (s == 0 || r == 0) {
        CHECK(m.size_log2 == 0);
        return 0;
    }
    CHECK(m.size_log2 == MIN(s, r));
    /* Both ends lie in their fpages, with their first and their last byte. */
    CHECK((m.src & bits_mask(m.size_log2)) == 0 && (m.dst & bits_mask(m.size_log2)) == 0);
    CHECK(covers(fpage_base(w[0]), s, m.src) && covers(fpage_base(w[2]), r, m.dst));
    CHECK(covers(fpage_base(w[0]), s, m.src | bits_mask(m.size_log2)));
    CHECK(covers(fpage_base(w[2]), r, m.dst | bits_mask(m.size_log2)));
    /* The send base decides between the two sizes, nothing else does. */
    if (s < r)
        CHECK(((m.dst ^ w[1]) & bits_mask(r) & ~bits_mask(s)) == 0 && m.src == fpage_base(w[0]));
    if (s > r)
        CHECK(((m.src ^ w[1]) & bits_mask(s) & ~bits_mask(r)) == 0 && m.dst == fpage_base(w[2]));
    return 0;
}
