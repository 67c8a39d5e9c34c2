/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: where the virtual registers are. The word at 0xFF000000 holds the address of the UTCB, which is
 * also the local thread ID.
 */
#pragma once

#include <l4/types.h>

#define __L4_UTCB_REFERENCE 0xFF000000UL

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

#define __L4_MR0   16
#define __L4_BR(i) (80 + (i))

/* Not volatile: it never changes for a thread. */
L4_INLINE L4_Word_t *__L4_ARM_Utcb(void)
{
    L4_Word_t *utcb;

    __asm__("ldr %0, [%1]" : "=r"(utcb) : "r"(__L4_UTCB_REFERENCE));
    return utcb;
}

#define __L4_Utcb() __L4_ARM_Utcb()

#if defined(__ARM_ARCH) && __ARM_ARCH >= 7
/* An exclusive pair: the kernel's exit takes the reservation away, so a store after it is repeated. */
L4_INLINE L4_Word_t __L4_Flags_Change(L4_Word_t clear, L4_Word_t set)
{
    L4_Word_t *flags = &__L4_Utcb()[__L4_TCR_PREEMPT_FLAGS];
    L4_Word_t old;
    L4_Word_t changed;
    L4_Word_t failed;

    do {
        __asm__ __volatile__("ldrex %0, [%3]\n\t"
                             "bic %1, %0, %4\n\t"
                             "orr %1, %1, %5\n\t"
                             "strex %2, %1, [%3]"
                             : "=&r"(old), "=&r"(changed), "=&r"(failed)
                             : "r"(flags), "r"(clear), "r"(set)
                             : "memory");
    } while (failed);
    return old;
}
#else
/* Older processors have no such pair: a preemption between load and store may be lost sight of. */
L4_INLINE L4_Word_t __L4_Flags_Change(L4_Word_t clear, L4_Word_t set)
{
    volatile L4_Word_t *flags = &__L4_Utcb()[__L4_TCR_PREEMPT_FLAGS];
    L4_Word_t old = *flags;

    *flags = (old & ~clear) | set;
    return old;
}
#endif

L4_INLINE L4_Word_t __L4_Flags_Set(L4_Word_t bit)
{
    return __L4_Flags_Change(0, bit) & bit;
}

L4_INLINE L4_Word_t __L4_Flags_Clear(L4_Word_t bit)
{
    return __L4_Flags_Change(bit, 0) & bit;
}

#include <l4/vregs.h>
