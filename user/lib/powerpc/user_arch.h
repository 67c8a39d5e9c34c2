/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: what the programs ask of the processor.
 */
#pragma once

#include <l4/types.h>

/* The stack pointer for a C function entered by no call: the ABI wants room for a frame's head above. */
static inline L4_Word_t user_initial_sp(void *stack_top)
{
    return ((L4_Word_t)stack_top & ~(L4_Word_t)15) - 16;
}

/* The time base; all threads may read it. The e500 knows no mftb, older processors no mfspr for it. */
static inline L4_Word64_t user_cycles(void)
{
    L4_Word_t high;
    L4_Word_t low;
    L4_Word_t again;

    do {
#if defined(__NO_LWSYNC__)
        __asm__ __volatile__("mfspr %0, 269; mfspr %1, 268; mfspr %2, 269"
                             : "=r"(high), "=r"(low), "=r"(again));
#else
        __asm__ __volatile__("mftbu %0; mftb %1; mftbu %2" : "=r"(high), "=r"(low), "=r"(again));
#endif
    } while (high != again);
    return ((L4_Word64_t)high << 32) | low;
}
