/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake UTCB layout for host tests: TCRs, then message registers, then buffer registers, in order.
 */
#pragma once

#define GLUE_UTCB_SIZE_LOG2     10u
#define GLUE_UTCB_AREA_MIN_LOG2 12u
#define GLUE_KIP_AREA_MIN_LOG2  12u
#define GLUE_UTCB_LOCAL_ID      512u
#ifndef GLUE_THREAD_BITS
#define GLUE_THREAD_BITS 12u
#endif

#define FAKE_TCR_FLAGS 10u

static inline word_t *glue_tcr(void *utcb, enum tcr reg)
{
    return (word_t *)utcb + reg;
}

static inline word_t *glue_mr(void *utcb, unsigned i)
{
    return (word_t *)utcb + 16 + i;
}

static inline word_t *glue_br(void *utcb, unsigned i)
{
    return (word_t *)utcb + 16 + NUM_MRS + i;
}

static inline unsigned glue_preempt_flags(void *utcb)
{
    return (unsigned)((word_t *)utcb)[FAKE_TCR_FLAGS];
}

static inline void glue_set_preempt_flags(void *utcb, unsigned flags)
{
    ((word_t *)utcb)[FAKE_TCR_FLAGS] = flags;
}
