/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * String functions of the freestanding kernel, and the parsing of boot options. Copying and filling: memory.c.
 */
#include <kernel/string.h>
#include <kernel/types.h>
#include <kernel/section.h>

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a;
    const unsigned char *y = b;

    for (; n > 0; n--, x++, y++) {
        if (*x != *y)
            return *x < *y ? -1 : 1;
    }
    return 0;
}

size_t strlen(const char *s)
{
    size_t n = 0;

    while (s[n] != '\0')
        n++;
    return n;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n > 0; n--, a++, b++) {
        if (*a != *b)
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        if (*a == '\0')
            return 0;
    }
    return 0;
}

BOOT_CODE const char *option_find(const char *cmdline, const char *name)
{
    size_t n = strlen(name);

    while (*cmdline != '\0') {
        if (strncmp(cmdline, name, n) == 0 && cmdline[n] == '=')
            return cmdline + n + 1;
        while (*cmdline != '\0' && *cmdline != ' ')
            cmdline++;
        while (*cmdline == ' ')
            cmdline++;
    }
    return NULL;
}

BOOT_CODE bool option_size(const char *value, unsigned long *out)
{
    unsigned long n = 0;
    const char *p = value;

    for (; *p >= '0' && *p <= '9'; p++) {
        if (n > (~0ul - 9) / 10)
            return false;
        n = n * 10 + (unsigned long)(*p - '0');
    }
    if (p == value)
        return false;
    for (unsigned i = 0; i < 3; i++) {
        unsigned shift = 10 * (i + 1);

        if ((*p | 0x20) != "kmg"[i])
            continue;
        if (n > ~0ul >> shift)
            return false;
        n <<= shift;
        p++;
        break;
    }
    *out = n;
    return *p == '\0' || *p == ' ';
}

BOOT_CODE bool option_is(const char *value, const char *word)
{
    size_t n = strlen(word);

    return value != NULL && strncmp(value, word, n) == 0 && (value[n] == '\0' || value[n] == ' ');
}
