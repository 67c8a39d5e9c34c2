/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Memory functions, for ports without instructions of their own for it (kernel_memory in src/meson.build).
 *
 * Stores are aligned words; loads are so where both ends allow it, else as the processor does unaligned ones best. The
 * compiler must not turn the loops into calls of themselves.
 */
#include <kernel/bits.h>
#include <kernel/string.h>
#include <kernel/types.h>

#define PLAIN_LOOPS __attribute__((optimize("no-tree-loop-distribute-patterns")))
#define WORD        sizeof(word_t)
#define UNROLLED    8

struct any_word {
    word_t w;
} __attribute__((packed, may_alias));

static size_t to_boundary(const void *p, size_t n)
{
    return MIN(n, -(uintptr_t)p & (WORD - 1));
}

PLAIN_LOOPS void *memcpy(void *dst, const void *src, size_t n)
{
    unsigned char *d = dst;
    const unsigned char *s = src;

    for (size_t head = to_boundary(d, n); head > 0; head--, n--)
        *d++ = *s++;
    if (((uintptr_t)s & (WORD - 1)) == 0) {
        for (; n >= UNROLLED * WORD;
             n -= UNROLLED * WORD, d += UNROLLED * WORD, s += UNROLLED * WORD) {
            word_t *dw = (word_t *)(void *)d;
            const word_t *sw = (const word_t *)(const void *)s;
            word_t a = sw[0], b = sw[1], c = sw[2], e = sw[3];

            dw[0] = a, dw[1] = b, dw[2] = c, dw[3] = e;
            a = sw[4], b = sw[5], c = sw[6], e = sw[7];
            dw[4] = a, dw[5] = b, dw[6] = c, dw[7] = e;
        }
        for (; n >= WORD; n -= WORD, d += WORD, s += WORD)
            *(word_t *)(void *)d = *(const word_t *)(const void *)s;
    } else {
        for (; n >= WORD; n -= WORD, d += WORD, s += WORD)
            *(word_t *)(void *)d = ((const struct any_word *)s)->w;
    }
    while (n-- > 0)
        *d++ = *s++;
    return dst;
}

PLAIN_LOOPS void *memmove(void *dst, const void *src, size_t n)
{
    unsigned char *d = dst;
    const unsigned char *s = src;

    if ((uintptr_t)d - (uintptr_t)s >= n)
        return memcpy(dst, src, n);
    while (n > 0 && (((uintptr_t)(d + n) & (WORD - 1)) != 0 || n < WORD))
        n--, d[n] = s[n];
    for (; n >= WORD; n -= WORD)
        *(word_t *)(void *)(d + n - WORD) = ((const struct any_word *)(s + n - WORD))->w;
    while (n > 0)
        n--, d[n] = s[n];
    return dst;
}

PLAIN_LOOPS void *memset(void *dst, int c, size_t n)
{
    unsigned char *d = dst;
    word_t w = (unsigned char)c * (WORD_MAX / 0xff);

    for (size_t head = to_boundary(d, n); head > 0; head--, n--)
        *d++ = (unsigned char)c;
    for (; n >= UNROLLED * WORD; n -= UNROLLED * WORD, d += UNROLLED * WORD) {
        word_t *dw = (word_t *)(void *)d;

        dw[0] = w, dw[1] = w, dw[2] = w, dw[3] = w;
        dw[4] = w, dw[5] = w, dw[6] = w, dw[7] = w;
    }
    for (; n >= WORD; n -= WORD, d += WORD)
        *(word_t *)(void *)d = w;
    while (n-- > 0)
        *d++ = (unsigned char)c;
    return dst;
}
