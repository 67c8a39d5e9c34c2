/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: kernel debugger traps: `trap` with a number in r0. [docs: abi-powerpc, section 6]
 */
#pragma once

#include <l4/types.h>

/* Enters the debugger with a text, which lies behind the branch; goes on at once where no debugger is built in. */
#define L4_KDB_Enter(text)                                                                         \
    __asm__ __volatile__("li 0, 0x5afe\n\t"                                                        \
                         "trap\n\t"                                                                \
                         "b 1f\n\t"                                                                \
                         ".asciz \"" text "\"\n\t"                                                 \
                         ".balign 4\n"                                                             \
                         "1:"                                                                      \
                         :                                                                         \
                         :                                                                         \
                         : "r0", "memory")

L4_INLINE void L4_KDB_PrintChar(char c)
{
    register L4_Word_t r0 __asm__("r0") = 0x5aff;
    register L4_Word_t r3 __asm__("r3") = (L4_Word8_t)c;

    __asm__ __volatile__("trap" : : "r"(r0), "r"(r3));
}

L4_INLINE char L4_KDB_ReadChar_Blocked(void)
{
    register L4_Word_t r0 __asm__("r0") = 0x5b00;
    register L4_Word_t r3 __asm__("r3");

    __asm__ __volatile__("trap" : "=r"(r3) : "r"(r0));
    return (char)r3;
}
