/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: kernel debugger traps: BREAK with the operation in register 1. [docs: abi-mips64, section 6]
 */
#pragma once

#include <l4/types.h>

#define __L4_KDB_BREAK(n)                                                                          \
    ".set push\n\t"                                                                                \
    ".set noat\n\t"                                                                                \
    "li $1, " #n "\n\t"                                                                            \
    "break\n\t"                                                                                    \
    ".set pop"

/* Enters the debugger with a text; goes on at once where no debugger is built in. */
#define L4_KDB_Enter(text)                                                                         \
    do {                                                                                           \
        register const char *__l4_text __asm__("$2") = (text);                                     \
        __asm__ __volatile__(__L4_KDB_BREAK(-102) : "+r"(__l4_text) : : "$1", "memory");           \
    } while (0)

L4_INLINE void L4_KDB_PrintChar(char c)
{
    register L4_Word_t a0 __asm__("$4") = (L4_Word8_t)c;

    __asm__ __volatile__(__L4_KDB_BREAK(-100) : : "r"(a0) : "$1");
}

/* A character, or -1 if there is none. */
L4_INLINE long L4_KDB_ReadChar(void)
{
    register long c __asm__("$2");

    __asm__ __volatile__(__L4_KDB_BREAK(-104) : "=r"(c) : : "$1");
    return c;
}

L4_INLINE char L4_KDB_ReadChar_Blocked(void)
{
    register long c __asm__("$2");

    __asm__ __volatile__(__L4_KDB_BREAK(-101) : "=r"(c) : : "$1");
    return (char)c;
}
