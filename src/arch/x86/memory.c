/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Memory functions by the string instructions [SDM 1, 7.3.9]: words where the length allows, the rest by bytes.
 */
#include <kernel/string.h>
#include <kernel/types.h>

#ifdef __x86_64__
#define MOVS "rep movsq"
#define STOS "rep stosq"
#else
#define MOVS "rep movsl"
#define STOS "rep stosl"
#endif

void *memcpy(void *dst, const void *src, size_t n)
{
    void *d = dst;
    size_t words = n / sizeof(word_t);

    n %= sizeof(word_t);
    __asm__ volatile(MOVS : "+D"(d), "+S"(src), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(d), "+S"(src), "+c"(n) : : "memory");
    return dst;
}

/* Backwards only where forwards would overwrite what is still to be read. */
void *memmove(void *dst, const void *src, size_t n)
{
    unsigned char *d = dst;
    const unsigned char *s = src;

    if ((uintptr_t)d - (uintptr_t)s >= n)
        return memcpy(dst, src, n);
    d += n - 1;
    s += n - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
    return dst;
}

void *memset(void *dst, int c, size_t n)
{
    void *d = dst;
    word_t w = (unsigned char)c * (WORD_MAX / 0xff);
    size_t words = n / sizeof(word_t);

    n %= sizeof(word_t);
    __asm__ volatile(STOS : "+D"(d), "+c"(words) : "a"(w) : "memory");
    __asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(w) : "memory");
    return dst;
}
