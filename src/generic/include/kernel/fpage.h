/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Flexpages: a base, a size and rights in one word (api.md 1.3), and the arithmetic of sending one
 * into a window of another size (api.md 5.2).
 */
#pragma once

#include <kernel/bits.h>

#define FPAGE_X   1u
#define FPAGE_W   2u
#define FPAGE_R   4u
#define FPAGE_RWX 7u

#define FPAGE_NIL           ((word_t)0)
#define FPAGE_COMPLETE      ((word_t)0x10)
#define FPAGE_SIZE_COMPLETE 1u /* the s field of the complete address space */
#define FPAGE_SIZE_IO       2u /* the s field that marks I/O ports; api.md 1.3 */
#define FPAGE_SIZE_MIN      10u

static inline unsigned fpage_size_field(word_t fpage)
{
    return (unsigned)(fpage >> 4) & 0x3f;
}

static inline unsigned fpage_rights(word_t fpage)
{
    return (unsigned)fpage & FPAGE_RWX;
}

static inline bool fpage_is_complete(word_t fpage)
{
    return fpage_size_field(fpage) == FPAGE_SIZE_COMPLETE && fpage >> 10 == 0;
}

/* log2 of the size in bytes; WORD_BITS for the complete address space; 0 for everything that names no memory. */
static inline unsigned fpage_size_log2(word_t fpage)
{
    unsigned s = fpage_size_field(fpage);

    if (fpage_is_complete(fpage))
        return WORD_BITS;
    return s < FPAGE_SIZE_MIN ? 0 : MIN(s, WORD_BITS);
}

/* First byte; the base is taken modulo the size. */
static inline word_t fpage_base(word_t fpage)
{
    unsigned s = fpage_size_log2(fpage);

    return s == 0 ? 0 : align_down(fpage, s);
}

/* What a map item moves: `size_log2` bytes from `src` to `dst`; size_log2 = 0 when nothing is named. */
struct fpage_move {
    word_t src;
    word_t dst;
    unsigned size_log2;
};

/* api.md 5.2: the smaller of send fpage and window moves, the bits of `base` between the two sizes select the place in
 * the larger one. Serves R167-R171. */
static inline struct fpage_move fpage_clip(word_t snd, word_t base, word_t window)
{
    unsigned s = fpage_size_log2(snd);
    unsigned r = fpage_size_log2(window);
    struct fpage_move m = {.src = 0, .dst = 0, .size_log2 = 0};

    if (s == 0 || r == 0)
        return m;
    m.src = fpage_base(snd);
    m.dst = fpage_base(window);
    if (s <= r) {
        m.dst |= align_down(base & bits_mask(r), s);
        m.size_log2 = s;
    } else {
        m.src |= align_down(base & bits_mask(s), r);
        m.size_log2 = r;
    }
    return m;
}
