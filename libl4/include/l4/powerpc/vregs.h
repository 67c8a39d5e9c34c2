/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: where the virtual registers are. r2 holds the address of MR0; thread control registers lie below it, buffer
 * registers below those, downwards. [docs: abi-powerpc, section 4]
 */
#pragma once

#include <l4/types.h>

#define __L4_TCR_THREAD_WORD_0         (-4)
#define __L4_TCR_THREAD_WORD_1         (-5)
#define __L4_TCR_VIRTUAL_ACTUAL_SENDER (-6)
#define __L4_TCR_INTENDED_RECEIVER     (-7)
#define __L4_TCR_XFER_TIMEOUT          (-8)
#define __L4_TCR_ERROR_CODE            (-9)
#define __L4_TCR_PREEMPT_FLAGS         (-10)
#define __L4_TCR_COP_FLAGS             (-10)
#define __L4_TCR_EXCEPTION_HANDLER     (-11)
#define __L4_TCR_PAGER                 (-12)
#define __L4_TCR_USER_DEFINED_HANDLE   (-13)
#define __L4_TCR_PROCESSOR_NO          (-14)
#define __L4_TCR_MY_GLOBAL_ID          (-15)
#define __L4_TCR_BR0                   (-16)

#define __L4_MR0   0
#define __L4_BR(i) (__L4_TCR_BR0 - (i))

/* Address of MR0. Not volatile: it never changes for a thread. */
L4_INLINE L4_Word_t *__L4_PPC_Utcb(void)
{
    L4_Word_t *utcb;

    __asm__("mr %0, 2" : "=r"(utcb));
    return utcb;
}

#define __L4_Utcb() __L4_PPC_Utcb()

/* The reservation is lost when the kernel comes between. */
L4_INLINE L4_Word_t __L4_Flags_Set(L4_Word_t bit)
{
    L4_Word_t *word = __L4_Utcb() + __L4_TCR_PREEMPT_FLAGS;
    L4_Word_t old;
    L4_Word_t v;

    __asm__ __volatile__("1: lwarx %0, 0, %2\n\t"
                         "or %1, %0, %3\n\t"
                         "stwcx. %1, 0, %2\n\t"
                         "bne- 1b"
                         : "=&r"(old), "=&r"(v)
                         : "r"(word), "r"(bit)
                         : "cr0", "memory");
    return old & bit;
}

L4_INLINE L4_Word_t __L4_Flags_Clear(L4_Word_t bit)
{
    L4_Word_t *word = __L4_Utcb() + __L4_TCR_PREEMPT_FLAGS;
    L4_Word_t old;
    L4_Word_t v;

    __asm__ __volatile__("1: lwarx %0, 0, %2\n\t"
                         "andc %1, %0, %3\n\t"
                         "stwcx. %1, 0, %2\n\t"
                         "bne- 1b"
                         : "=&r"(old), "=&r"(v)
                         : "r"(word), "r"(bit)
                         : "cr0", "memory");
    return old & bit;
}

#include <l4/vregs.h>
