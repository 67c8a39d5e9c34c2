/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: where the virtual registers are. Register 26 (k0) holds the UTCB's address at all times; the registers lie at
 * ascending words from there. The preemption flags are the byte at 40, the coprocessor flags the one at 41.
 */
#pragma once

#include <l4/types.h>

#define __L4_TCR_MY_GLOBAL_ID          0
#define __L4_TCR_PROCESSOR_NO          1
#define __L4_TCR_USER_DEFINED_HANDLE   2
#define __L4_TCR_PAGER                 3
#define __L4_TCR_EXCEPTION_HANDLER     4
#define __L4_TCR_PREEMPT_FLAGS         5
#define __L4_TCR_COP_FLAGS             5
#define __L4_TCR_XFER_TIMEOUT          6
#define __L4_TCR_ERROR_CODE            7
#define __L4_TCR_INTENDED_RECEIVER     8
#define __L4_TCR_VIRTUAL_ACTUAL_SENDER 9
#define __L4_TCR_THREAD_WORD_0         10
#define __L4_TCR_THREAD_WORD_1         11
#define __L4_TCR_MR0                   16
#define __L4_TCR_BR0                   80

#define __L4_MR0   __L4_TCR_MR0
#define __L4_BR(i) (__L4_TCR_BR0 + (i))

/* Not volatile: it never changes for a thread. */
L4_INLINE L4_Word_t *__L4_Mips64_Utcb(void)
{
    L4_Word_t *utcb;

    __asm__("move %0, $26" : "=r"(utcb));
    return utcb;
}

#define __L4_Utcb() __L4_Mips64_Utcb()

/*
 * LL and SC on the 32-bit word that has both bytes, so that no interrupt comes between: a return from
 * the kernel makes SC fail.
 */
L4_INLINE L4_Word_t __L4_Flags_Change(L4_Word_t clear, L4_Word_t set)
{
    L4_Word32_t *word = (L4_Word32_t *)(__L4_Utcb() + __L4_TCR_PREEMPT_FLAGS);
    L4_Word_t bits = clear | set;
    L4_Word32_t old;
    L4_Word32_t scratch;
#if defined(L4_BIG_ENDIAN)
    int shift_preempt = 24;
    int shift_cop = 8; /* bits 8 to 15 of the numbering to bits 16 to 23 of the word */
#else
    int shift_preempt = 0;
    int shift_cop = 0;
#endif
    L4_Word32_t to_clear =
        (L4_Word32_t)((clear & 0xFF) << shift_preempt | (clear & 0xFF00) << shift_cop);
    L4_Word32_t to_set = (L4_Word32_t)((set & 0xFF) << shift_preempt | (set & 0xFF00) << shift_cop);

    __asm__ __volatile__("1:\tll %0, %2\n\t"
                         "or %1, %0, %3\n\t"
                         "xor %1, %1, %3\n\t"
                         "or %1, %1, %4\n\t"
                         "sc %1, %2\n\t"
                         "beqz %1, 1b"
                         : "=&r"(old), "=&r"(scratch), "+m"(*word)
                         : "r"(to_clear), "r"(to_set)
                         : "memory");
    return ((old >> shift_preempt & 0xFF) | (old >> shift_cop & 0xFF00)) & bits;
}

L4_INLINE L4_Word_t __L4_Flags_Set(L4_Word_t bit)
{
    return __L4_Flags_Change(0, bit);
}

L4_INLINE L4_Word_t __L4_Flags_Clear(L4_Word_t bit)
{
    return __L4_Flags_Change(bit, 0);
}

#include <l4/vregs.h>
