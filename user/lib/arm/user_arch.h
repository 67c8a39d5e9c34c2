/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: what the programs ask of the processor.
 */
#pragma once

#include <l4/kip.h>
#include <l4/procdesc.h>
#include <l4/schedule.h>
#include <l4/types.h>

/* The stack pointer for a C function entered by no call. */
static inline L4_Word_t user_initial_sp(void *stack_top)
{
    return (L4_Word_t)stack_top & ~(L4_Word_t)7;
}

/* Processor cycles: users may not read the counter of cycles, so the clock tells. */
static inline L4_Word64_t user_cycles(void)
{
    L4_ProcDesc_t *p = L4_ProcDesc(L4_GetKernelInterface(), 0);

    return L4_SystemClock().raw * (L4_ProcDescInternalFreq(p) / 1000);
}
