/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Where the virtual registers lie in a UTCB. All addresses are the kernel's view of it.
 *
 * <glue/utcb.h> supplies:
 *   GLUE_UTCB_SIZE_LOG2      size and alignment of a UTCB
 *   GLUE_UTCB_AREA_MIN_LOG2  smallest UTCB area
 *   GLUE_KIP_AREA_MIN_LOG2   size of the KIP area
 *   GLUE_UTCB_LOCAL_ID       offset of the local ID (an address in the UTCB) from the UTCB's start
 *   GLUE_THREAD_BITS         t of ThreadInfo
 */
#pragma once

#include <kernel/types.h>

#define NUM_MRS 64u
#define NUM_BRS 33u

/* Thread control registers that the kernel reads or writes (api.md 3.1). */
enum tcr {
    TCR_MY_GLOBAL_ID,
    TCR_PROCESSOR_NO,
    TCR_USER_HANDLE,
    TCR_PAGER,
    TCR_EXC_HANDLER,
    TCR_FLAGS,
    TCR_XFER_TIMEOUTS,
    TCR_ERROR_CODE,
    TCR_INTENDED_RECEIVER,
    TCR_SENDER, /* VirtualSender in, ActualSender out */
};

/* Addresses inside the UTCB; `utcb` is the kernel's view of the byte at GLUE_UTCB_ANCHOR in it, as in tcb->utcb. i < NUM_MRS,
 * NUM_BRS. */
static inline word_t *glue_tcr(void *utcb, enum tcr reg);
static inline word_t *glue_mr(void *utcb, unsigned i);
static inline word_t *glue_br(void *utcb, unsigned i);

/* PreemptFlags as s = bit 5, d = bit 6, I = bit 7 (api.md 3.1.1). */
#define PREEMPT_SIGNAL  0x20u
#define PREEMPT_DELAY   0x40u
#define PREEMPT_PENDING 0x80u
static inline unsigned glue_preempt_flags(void *utcb);
static inline void glue_set_preempt_flags(void *utcb, unsigned flags);

#include <glue/utcb.h>

/* What tcb->utcb points at, from the UTCB's start: a port may choose the place that its fast path likes best. */
#ifndef GLUE_UTCB_ANCHOR
#define GLUE_UTCB_ANCHOR 0
#endif
