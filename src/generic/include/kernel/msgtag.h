/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Message tags and typed items (api.md 1.4-1.6).
 */
#pragma once

#include <kernel/bits.h>

#define TAG_PROPAGATED ((word_t)1 << 12)
#define TAG_REDIRECTED ((word_t)1 << 13)
#define TAG_XCPU       ((word_t)1 << 14)
#define TAG_ERROR      ((word_t)1 << 15)
#define TAG_FLAGS      ((word_t)0xf << 12)

static inline unsigned tag_untyped(word_t tag)
{
    return (unsigned)tag & 0x3f;
}

static inline unsigned tag_typed(word_t tag)
{
    return (unsigned)(tag >> 6) & 0x3f;
}

/* Tag of a kernel message: label -n in the upper bits, argument in the four bits below, u untyped words. */
static inline word_t tag_kernel(unsigned n, unsigned arg, unsigned u)
{
    return (word_t)((word_t)0 - n) << 20 | (word_t)arg << 16 | u;
}

/* Protocol labels, api.md 6. */
#define LABEL_INTERRUPT        1u
#define LABEL_PAGEFAULT        2u
#define LABEL_PREEMPTION       3u
#define LABEL_SYSTEM_EXCEPTION 4u
#define LABEL_EXCEPTION        5u
#define LABEL_IO_PAGEFAULT     8u

/* Typed items. */
#define ITEM_MAP   4u
#define ITEM_GRANT 5u

static inline unsigned item_type(word_t w)
{
    return (unsigned)(w >> 1) & 7;
}

static inline bool item_is_string(word_t w)
{
    return (w & 8) == 0;
}

static inline bool item_continues(word_t w)
{
    return (w & 1) != 0;
}

/* String item word: pointers in this group, length of each, does another group of the same string follow? */
static inline unsigned string_pointers(word_t w)
{
    return ((unsigned)(w >> 4) & 0x1f) + 1;
}

static inline word_t string_length(word_t w)
{
    return w >> 10;
}

static inline bool string_is_compound(word_t w)
{
    return (w & BIT(9)) != 0;
}

/* Acceptor, BR0. */
#define ACCEPT_STRINGS ((word_t)1)

static inline word_t acceptor_window(word_t br0)
{
    return br0 & ~(word_t)0xf;
}
