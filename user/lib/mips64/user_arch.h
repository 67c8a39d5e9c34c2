/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: what the programs ask of the processor.
 */
#pragma once

#include <l4/kip.h>

/* The stack pointer for a C function entered by no call. */
static inline L4_Word_t user_initial_sp(void *stack_top)
{
    return ((L4_Word_t)stack_top & ~(L4_Word_t)15) - 16;
}

/* Ticks of the processor's counter, which users cannot read: from the clock and the frequency. */
static inline L4_Word64_t user_cycles(void)
{
    void *kip = L4_GetKernelInterface();

    return L4_SystemClock().raw * L4_ProcDescInternalFreq(L4_ProcDesc(kip, 0)) / 1000;
}
