/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/utcb.h. The constants are examples.
 */
#pragma once

#include <arch/missing.h>
#include <kernel/types.h>

#define GLUE_UTCB_SIZE_LOG2     10u
#define GLUE_UTCB_AREA_MIN_LOG2 12u
#define GLUE_KIP_AREA_MIN_LOG2  12u
#define GLUE_UTCB_LOCAL_ID      ((word_t)512)
#define GLUE_THREAD_BITS        17u

static inline word_t *glue_tcr(void *utcb, enum tcr reg)
{
    (void)utcb;
    (void)reg;
    MISSING("the address of a thread control register");
}

static inline word_t *glue_mr(void *utcb, unsigned i)
{
    (void)utcb;
    (void)i;
    MISSING("the address of a message register");
}

static inline word_t *glue_br(void *utcb, unsigned i)
{
    (void)utcb;
    (void)i;
    MISSING("the address of a buffer register");
}

static inline unsigned glue_preempt_flags(void *utcb)
{
    (void)utcb;
    MISSING("the preemption flags as the user wrote them");
}

static inline void glue_set_preempt_flags(void *utcb, unsigned flags)
{
    (void)utcb;
    (void)flags;
    MISSING("store the preemption flags");
}
