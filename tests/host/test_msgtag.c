/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Message tags and typed items, with a 16-bit word: every word against api.md 1.4-1.6, fields cut out by division.
 */
#include <kernel/msgtag.h>
#include "tap.h"

/* Bits [high:low] of the word. */
static unsigned field(unsigned w, unsigned high, unsigned low)
{
    unsigned size = 1;

    while (low-- > 0) {
        w /= 2;
        high--;
    }
    for (unsigned i = 0; i <= high; i++)
        size *= 2;
    return w % size;
}

static void check_tag(unsigned w)
{
    CHECK(tag_untyped((word_t)w) == field(w, 5, 0));
    CHECK(tag_typed((word_t)w) == field(w, 11, 6));
    CHECK(((w & TAG_PROPAGATED) != 0) == field(w, 12, 12));
    CHECK(((w & TAG_REDIRECTED) != 0) == field(w, 13, 13));
    CHECK(((w & TAG_XCPU) != 0) == field(w, 14, 14));
    CHECK(((w & TAG_ERROR) != 0) == field(w, 15, 15));
    CHECK((w & ~(unsigned)TAG_FLAGS & 0xffff) == field(w, 11, 0));
}

static void check_item(unsigned w)
{
    unsigned type = field(w, 3, 1);

    CHECK(item_type((word_t)w) == type);
    CHECK(item_is_string((word_t)w) == (type < 4));
    CHECK((type == ITEM_MAP) == (type == 4) && (type == ITEM_GRANT) == (type == 5));
    CHECK(item_continues((word_t)w) == (field(w, 0, 0) == 1));
    CHECK(string_pointers((word_t)w) == field(w, 8, 4) + 1);
    CHECK(string_is_compound((word_t)w) == (field(w, 9, 9) == 1));
    CHECK(string_length((word_t)w) == field(w, 15, 10));
}

static void check_acceptor(unsigned w)
{
    CHECK(((w & ACCEPT_STRINGS) != 0) == (field(w, 0, 0) == 1));
    CHECK(acceptor_window((word_t)w) == field(w, 15, 4) * 16);
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    for (unsigned w = 0; w < 0x10000; w++)
        check_tag(w);
    tap_ok("msgtag/tags");
    for (unsigned w = 0; w < 0x10000; w++)
        check_item(w);
    tap_ok("msgtag/items");
    for (unsigned w = 0; w < 0x10000; w++)
        check_acceptor(w);
    tap_ok("msgtag/acceptors");
    return 0;
}
