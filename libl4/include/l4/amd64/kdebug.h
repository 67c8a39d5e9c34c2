/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: kernel debugger traps: int3 and a marker behind it. [docs: abi-amd64, section 8]
 */
#pragma once

#include <l4/types.h>

/* Enters the debugger with a text; goes on at once where no debugger is built in. */
#define L4_KDB_Enter(text)                                                                         \
    __asm__ __volatile__("int3\n\t"                                                                \
                         "jmp 1f\n\t"                                                              \
                         "movq %0, %%rax\n"                                                        \
                         "1:"                                                                      \
                         :                                                                         \
                         : "i"(text)                                                               \
                         : "memory")

L4_INLINE void L4_KDB_PrintChar(char c)
{
    __asm__ __volatile__("int3\n\tcmpb $0x00, %%al" : : "a"((L4_Word_t)(L4_Word8_t)c) : "cc");
}

L4_INLINE void L4_KDB_PrintString(char *s)
{
    __asm__ __volatile__("int3\n\tcmpb $0x01, %%al" : : "a"(s) : "cc", "memory");
}

L4_INLINE void L4_KDB_ClearPage(void)
{
    __asm__ __volatile__("int3\n\tcmpb $0x02, %%al" : : : "cc");
}

/* A character, or -1 if there is none. */
L4_INLINE char L4_KDB_ReadChar(void)
{
    L4_Word_t c;

    __asm__ __volatile__("int3\n\tcmpb $0x08, %%al" : "=a"(c) : : "cc");
    return (char)c;
}

L4_INLINE char L4_KDB_ReadChar_Blocked(void)
{
    L4_Word_t c;

    __asm__ __volatile__("int3\n\tcmpb $0x0d, %%al" : "=a"(c) : : "cc");
    return (char)c;
}
