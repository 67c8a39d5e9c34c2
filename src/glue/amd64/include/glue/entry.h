/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the amd64 glue tell each other.
 */
#pragma once

#include <kernel/tcb.h>

/* Fills the interrupt table and sets the SYSCALL entry. */
void amd64_entry_init(void);

/* Message registers that travel in CPU registers, to the UTCB: all but MR4 and MR5, and all. */
static inline void amd64_store_high_mrs(word_t *mr, const struct glue_frame *f)
{
    mr[0] = f->r9;
    mr[1] = f->ax;
    mr[2] = f->bx;
    mr[3] = f->r10;
    mr[6] = f->r14;
    mr[7] = f->r15;
}

static inline void amd64_store_mrs(word_t *mr, const struct glue_frame *f)
{
    amd64_store_high_mrs(mr, f);
    mr[4] = f->r12;
    mr[5] = f->r13;
}

/* The UTCB's contents: where a message was shorter these are the thread's own old values. */
static inline void amd64_load_mrs(struct glue_frame *f, const struct tcb *t)
{
    const word_t *mr = glue_mr(t->utcb, 0);

    f->r9 = mr[0];
    f->ax = mr[1];
    f->bx = mr[2];
    f->r10 = mr[3];
    f->r12 = mr[4];
    f->r13 = mr[5];
    f->r14 = mr[6];
    f->r15 = mr[7];
    f->di = t->local_id;
}
