/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/utcb.h: everything lies at ascending words from the UTCB's start.
 */
#pragma once

#include <glue/abi.h>
#include <kernel/types.h>

#define GLUE_UTCB_SIZE_LOG2     ABI_UTCB_SIZE_LOG2
#define GLUE_UTCB_AREA_MIN_LOG2 12u
#define GLUE_KIP_AREA_MIN_LOG2  12u
#define GLUE_UTCB_LOCAL_ID      ((word_t)0)
#define GLUE_THREAD_BITS        21u

static inline word_t *glue_mr(void *utcb, unsigned i)
{
    return (word_t *)utcb + ABI_MR0 + i;
}

static inline word_t *glue_br(void *utcb, unsigned i)
{
    return (word_t *)utcb + ABI_BR0 + i;
}

static inline word_t *glue_tcr(void *utcb, enum tcr reg)
{
    static const unsigned char index[] = {
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

    return (word_t *)utcb + index[reg];
}

/* A byte of its own: users change it without disturbing its neighbours. */
static inline unsigned glue_preempt_flags(void *utcb)
{
    return ((volatile uint8_t *)utcb)[ABI_PREEMPT_FLAGS_BYTE];
}

static inline void glue_set_preempt_flags(void *utcb, unsigned flags)
{
    ((volatile uint8_t *)utcb)[ABI_PREEMPT_FLAGS_BYTE] = (uint8_t)flags;
}
