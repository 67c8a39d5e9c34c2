/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: where the virtual registers are. The word at gs:0 holds the address of MR0; thread
 * control registers lie below it, buffer registers below those, downwards.
 */
#pragma once

#include <l4/types.h>

#define __L4_TCR_WORD_SIZE_MASK        (-1)
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
L4_INLINE L4_Word_t *__L4_X86_Utcb(void)
{
    L4_Word_t *utcb;

    __asm__("movq %%gs:0, %0" : "=r"(utcb));
    return utcb;
}

#define __L4_Utcb() __L4_X86_Utcb()

/* One read-modify-write instruction each, so that no interrupt comes between. */
L4_INLINE L4_Word_t __L4_Flags_Set(L4_Word_t bit)
{
    L4_Word_t old;

    __asm__ __volatile__("btsq %2, %1\n\tsbbq %0, %0"
                         : "=r"(old), "+m"(__L4_Utcb()[__L4_TCR_PREEMPT_FLAGS])
                         : "r"((L4_Word_t)__L4_Lsb(bit))
                         : "cc", "memory");
    return old & bit;
}

L4_INLINE L4_Word_t __L4_Flags_Clear(L4_Word_t bit)
{
    L4_Word_t old;

    __asm__ __volatile__("btrq %2, %1\n\tsbbq %0, %0"
                         : "=r"(old), "+m"(__L4_Utcb()[__L4_TCR_PREEMPT_FLAGS])
                         : "r"((L4_Word_t)__L4_Lsb(bit))
                         : "cc", "memory");
    return old & bit;
}

/* For programs of both word sizes; never changed by the kernel. */
L4_INLINE L4_Word_t __L4_TCR_WordSizeMask(void)
{
    return __L4_Utcb()[__L4_TCR_WORD_SIZE_MASK];
}

L4_INLINE void __L4_TCR_Set_WordSizeMask(L4_Word_t w)
{
    __L4_Utcb()[__L4_TCR_WORD_SIZE_MASK] = w;
}

#include <l4/vregs.h>
