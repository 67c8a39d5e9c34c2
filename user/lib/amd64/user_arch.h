/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: what the programs ask of the processor.
 */
#pragma once

#include <l4/types.h>

/* The stack pointer for a C function entered by no call: a word lies where the return address is. */
static inline L4_Word_t user_initial_sp(void *stack_top)
{
    return (((L4_Word_t)stack_top & ~(L4_Word_t)15) - 16) - sizeof(L4_Word_t);
}

/* A counter of processor cycles; all threads may read it. */
static inline L4_Word64_t user_cycles(void)
{
    return __L4_Rdtsc();
}
