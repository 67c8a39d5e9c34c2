/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/utcb.h: thread control registers at the start, in the order of enum tcr; message and buffer registers
 * ascend.
 */
#pragma once

#include <glue/abi.h>
#include <kernel/types.h>

#define GLUE_UTCB_SIZE_LOG2     ABI_UTCB_SIZE_LOG2
#define GLUE_UTCB_AREA_MIN_LOG2 12u
#define GLUE_KIP_AREA_MIN_LOG2  12u
#define GLUE_UTCB_LOCAL_ID      ((word_t)0)
#define GLUE_THREAD_BITS        18u
#define GLUE_UTCB_ANCHOR        (4 * (ABI_MR0 + ABI_REG_MRS)) /* MR5: where the fast path copies from */

_Static_assert(TCR_MY_GLOBAL_ID == ABI_TCR_MY_GLOBAL_ID &&
                   TCR_PROCESSOR_NO == ABI_TCR_PROCESSOR_NO &&
                   TCR_USER_HANDLE == ABI_TCR_USER_HANDLE && TCR_PAGER == ABI_TCR_PAGER &&
                   TCR_EXC_HANDLER == ABI_TCR_EXC_HANDLER && TCR_FLAGS == ABI_TCR_FLAGS &&
                   TCR_XFER_TIMEOUTS == ABI_TCR_XFER_TIMEOUTS &&
                   TCR_ERROR_CODE == ABI_TCR_ERROR_CODE &&
                   TCR_INTENDED_RECEIVER == ABI_TCR_INTENDED_RECEIVER &&
                   TCR_SENDER == ABI_TCR_SENDER,
               "the order of enum tcr is that of the UTCB");

static inline word_t *glue_tcr(void *utcb, enum tcr reg)
{
    return (word_t *)utcb - (ABI_MR0 + ABI_REG_MRS) + reg;
}

static inline word_t *glue_mr(void *utcb, unsigned i)
{
    return (word_t *)utcb - ABI_REG_MRS + i;
}

static inline word_t *glue_br(void *utcb, unsigned i)
{
    return (word_t *)utcb + (ABI_BR0 - ABI_MR0 - ABI_REG_MRS) + i;
}

static inline unsigned glue_preempt_flags(void *utcb)
{
    return (unsigned)*glue_tcr(utcb, TCR_FLAGS) & 0xff;
}

static inline void glue_set_preempt_flags(void *utcb, unsigned flags)
{
    word_t *word = glue_tcr(utcb, TCR_FLAGS);

    *word = (*word & ~(word_t)0xff) | (flags & 0xff);
}
