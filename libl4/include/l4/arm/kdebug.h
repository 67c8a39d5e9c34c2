/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: kernel debugger traps: jumps to addresses where nothing is. [docs: abi-arm, section 2]
 */
#pragma once

#include <l4/types.h>
#include <l4/arm/syscalls.h>

#define __L4_KDB_PRINT_CHAR        0xFFFFFFA0UL
#define __L4_KDB_READ_CHAR_BLOCKED 0xFFFFFFA4UL
#define __L4_KDB_READ_CHAR         0xFFFFFFA8UL
#define __L4_KDB_ENTER             0xFFFFFFACUL

/* Enters the debugger; goes on at once where no debugger is built in. The text is for readers of the program. */
#define L4_KDB_Enter(text)                                                                         \
    __asm__ __volatile__(__L4_ARM_CALL("%0") : : "r"(__L4_KDB_ENTER) : "lr", "memory")

L4_INLINE void L4_KDB_PrintChar(char c)
{
    register L4_Word_t r0 __asm__("r0") = (L4_Word8_t)c;

    __asm__ __volatile__(__L4_ARM_CALL("%1") : "+r"(r0) : "r"(__L4_KDB_PRINT_CHAR) : "lr");
}

/* A character, or -1 if there is none. */
L4_INLINE long L4_KDB_ReadChar(void)
{
    register long r0 __asm__("r0");

    __asm__ __volatile__(__L4_ARM_CALL("%1") : "=r"(r0) : "r"(__L4_KDB_READ_CHAR) : "lr");
    return r0;
}

L4_INLINE long L4_KDB_ReadChar_Blocked(void)
{
    register long r0 __asm__("r0");

    __asm__ __volatile__(__L4_ARM_CALL("%1") : "=r"(r0) : "r"(__L4_KDB_READ_CHAR_BLOCKED) : "lr");
    return r0;
}
