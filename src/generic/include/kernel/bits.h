/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Bit and alignment helpers on words. No header of its own meaning for L4.
 */
#pragma once

#include <kernel/types.h>

#define BIT(n)        ((word_t)1 << (n))
#define MIN(a, b)     ((a) < (b) ? (a) : (b))
#define MAX(a, b)     ((a) > (b) ? (a) : (b))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

/* The low n bits set; n in 0 .. WORD_BITS. */
static inline word_t bits_mask(unsigned n)
{
    return n >= WORD_BITS ? WORD_MAX : (word_t)(BIT(n) - 1);
}

/* Index of the highest set bit; w != 0. */
static inline unsigned bits_msb(word_t w)
{
    return (unsigned)(8 * sizeof(unsigned long) - 1) - (unsigned)__builtin_clzl((unsigned long)w);
}

/* Index of the lowest set bit; w != 0. */
static inline unsigned bits_lsb(word_t w)
{
    return (unsigned)__builtin_ctzl((unsigned long)w);
}

/* Down or up to a multiple of 2^log2. */
static inline word_t align_down(word_t w, unsigned log2)
{
    return w & (word_t)~bits_mask(log2);
}

static inline word_t align_up(word_t w, unsigned log2)
{
    return (word_t)(w + bits_mask(log2)) & (word_t)~bits_mask(log2);
}
