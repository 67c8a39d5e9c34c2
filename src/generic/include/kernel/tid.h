/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Thread IDs (api.md 1.1). Global: number and version. Local: an address in the UTCB, low six bits zero.
 */
#pragma once

#include <kernel/bits.h>

#define TID_NIL       ((tid_t)0)
#define TID_ANY       ((tid_t)WORD_MAX)
#define TID_ANY_LOCAL ((tid_t)(WORD_MAX & ~(word_t)0x3f))

#define TID_VERSION_BITS (WORD_BITS == 64 ? 32u : 14u * WORD_BITS / 32u)

static inline tid_t tid_make(word_t number, word_t version)
{
    return (tid_t)(number << TID_VERSION_BITS) | (version & bits_mask(TID_VERSION_BITS));
}

static inline word_t tid_number(tid_t tid)
{
    return tid >> TID_VERSION_BITS;
}

static inline word_t tid_version(tid_t tid)
{
    return tid & bits_mask(TID_VERSION_BITS);
}

/* Has the form of a local ID; nilthread and anylocalthread have it too. */
static inline bool tid_is_local(tid_t tid)
{
    return (tid & 0x3f) == 0;
}
