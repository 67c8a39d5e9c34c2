/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The memory functions that compilers insert calls to.
 */
#include <l4/types.h>

void *memcpy(void *d, const void *s, L4_Size_t n);
void *memmove(void *d, const void *s, L4_Size_t n);
void *memset(void *d, int c, L4_Size_t n);
int memcmp(const void *a, const void *b, L4_Size_t n);

void *memcpy(void *d, const void *s, L4_Size_t n)
{
    return memmove(d, s, n);
}

void *memmove(void *d, const void *s, L4_Size_t n)
{
    L4_Word8_t *to = (L4_Word8_t *)d;
    const L4_Word8_t *from = (const L4_Word8_t *)s;

    if ((L4_Word_t)d - (L4_Word_t)s >= n) {
        while (n-- > 0)
            *to++ = *from++;
    } else {
        while (n-- > 0)
            to[n] = from[n];
    }
    return d;
}

void *memset(void *d, int c, L4_Size_t n)
{
    L4_Word8_t *to = (L4_Word8_t *)d;

    while (n-- > 0)
        *to++ = (L4_Word8_t)c;
    return d;
}

int memcmp(const void *a, const void *b, L4_Size_t n)
{
    const L4_Word8_t *x = (const L4_Word8_t *)a;
    const L4_Word8_t *y = (const L4_Word8_t *)b;

    for (; n-- > 0; x++, y++)
        if (*x != *y)
            return *x < *y ? -1 : 1;
    return 0;
}
