/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/utcb.h: everything has a fixed distance from MR0, buffer registers descend.
 */
#pragma once

#include <glue/abi.h>
#include <kernel/types.h>

#define GLUE_UTCB_SIZE_LOG2     ABI_UTCB_SIZE_LOG2
#define GLUE_UTCB_AREA_MIN_LOG2 12u
#define GLUE_KIP_AREA_MIN_LOG2  12u
#define GLUE_UTCB_LOCAL_ID      ((word_t)ABI_UTCB_MR0)
#define GLUE_THREAD_BITS        17u

static inline word_t *glue_mr(void *utcb, unsigned i)
{
    return (word_t *)((char *)utcb + ABI_UTCB_MR0) + i;
}

static inline word_t *glue_br(void *utcb, unsigned i)
{
    return glue_mr(utcb, 0) + ABI_BR0 - (int)i;
}

static inline word_t *glue_tcr(void *utcb, enum tcr reg)
{
    static const signed char offset[] = {
        [TCR_MY_GLOBAL_ID] = ABI_TCR_MY_GLOBAL_ID,
        [TCR_PROCESSOR_NO] = ABI_TCR_PROCESSOR_NO,
        [TCR_USER_HANDLE] = ABI_TCR_USER_HANDLE,
        [TCR_PAGER] = ABI_TCR_PAGER,
        [TCR_EXC_HANDLER] = ABI_TCR_EXC_HANDLER,
        [TCR_FLAGS] = ABI_TCR_FLAGS,
        [TCR_XFER_TIMEOUTS] = ABI_TCR_XFER_TIMEOUTS,
        [TCR_ERROR_CODE] = ABI_TCR_ERROR_CODE,
        [TCR_INTENDED_RECEIVER] = ABI_TCR_INTENDED_RECEIVER,
        [TCR_SENDER] = ABI_TCR_SENDER,
    };

    return glue_mr(utcb, 0) + offset[reg];
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
