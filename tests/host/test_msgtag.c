/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Message tags and typed items against api.md 1.4-1.6, fields cut out by division: every word of 16 bits, or random words of
 * a real width.
 */
#include <kernel/msgtag.h>
#include "tap.h"

/* Bits [high:low] of the word. */
static word_t field(word_t w, unsigned high, unsigned low)
{
    unsigned __int128 size = 1;

    while (low-- > 0) {
        w /= 2;
        high--;
    }
    for (unsigned i = 0; i <= high; i++)
        size *= 2;
    return (word_t)(w % size);
}

#define TOP   (WORD_BITS - 1)
#define WORDS (WORD_BITS == 16 ? 0x10000ul : 2000000ul)

static word_t word(unsigned long i)
{
    return WORD_BITS == 16 ? (word_t)i : (word_t)rnd();
}

static void check_tag(word_t w)
{
    CHECK(tag_untyped(w) == field(w, 5, 0));
    CHECK(tag_typed(w) == field(w, 11, 6));
    CHECK(((w & TAG_PROPAGATED) != 0) == field(w, 12, 12));
    CHECK(((w & TAG_REDIRECTED) != 0) == field(w, 13, 13));
    CHECK(((w & TAG_XCPU) != 0) == field(w, 14, 14));
    CHECK(((w & TAG_ERROR) != 0) == field(w, 15, 15));
    CHECK((w & (word_t)~TAG_FLAGS) == w - field(w, 15, 12) * 0x1000);
}

static void check_item(word_t w)
{
    word_t type = field(w, 3, 1);

    CHECK(item_type(w) == type);
    CHECK(item_is_string(w) == (type < 4));
    CHECK((type == ITEM_MAP) == (type == 4) && (type == ITEM_GRANT) == (type == 5));
    CHECK(item_continues(w) == (field(w, 0, 0) == 1));
    CHECK(string_pointers(w) == (word_t)(field(w, 8, 4) + 1));
    CHECK(string_is_compound(w) == (field(w, 9, 9) == 1));
    CHECK(string_length(w) == field(w, TOP, 10));
}

static void check_acceptor(word_t w)
{
    CHECK(((w & ACCEPT_STRINGS) != 0) == (field(w, 0, 0) == 1));
    CHECK(acceptor_window(w) == (word_t)(field(w, TOP, 4) * 16));
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 3);
    for (unsigned long i = 0; i < WORDS; i++)
        check_tag(word(i));
    tap_ok("msgtag/tags");
    for (unsigned long i = 0; i < WORDS; i++)
        check_item(word(i));
    tap_ok("msgtag/items");
    for (unsigned long i = 0; i < WORDS; i++)
        check_acceptor(word(i));
    tap_ok("msgtag/acceptors");
    return 0;
}
