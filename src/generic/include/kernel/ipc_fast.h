/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC: the common case in one piece.
 *
 * Call, or reply and wait: untyped words only, the partner waits for exactly this, nothing to arm, priorities permit a direct
 * switch. Everything else, and every error, is left to ipc.c with nothing changed. This is the specification of the
 * assembly fast paths in the glue, which do the same (design.md 4). A header, so that glue can have it in one piece with its
 * own functions; ipc_fast.c is the plain function.
 */
#pragma once

#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/msgtag.h>
#include <kernel/sched.h>
#include <kernel/space.h>

/* u words, u > 0, upwards: message registers ascend on every architecture (api.md 3.4). */
static inline void ipc_fast_copy(word_t *to, const word_t *from, unsigned u)
{
    do {
        *to++ = *from++;
    } while (--u != 0);
}

/* The waiting thread that may get the message at once; NULL: the slow path decides. */
static inline struct tcb *ipc_fast_partner(struct tcb *self, tid_t to)
{
    struct tcb *dest;

    if (tid_is_local(to)) {
        dest = space_owner_hint(self->space, to);
        if (dest->local_id != to)
            return NULL;
    } else {
        if (tid_number(to) >= THREAD_COUNT)
            return NULL;
        dest = *arch_thread_slot(tid_number(to));
        if (dest->id != to)
            return NULL;
    }
    if (dest->fast_from == TID_ANY || dest->fast_from == self->id ||
        (dest->fast_from == TID_ANY_LOCAL && dest->space == self->space))
        return dest;
    return NULL;
}

static inline struct tcb *ipc_fast_inline(struct tcb *self, tid_t to, tid_t from, word_t timeouts)
{
    struct cpu *cpu = this_cpu();
    word_t tag = *glue_mr(self->utcb, 0);
    unsigned u = tag_untyped(tag);
    struct tcb *dest;

    if (to == TID_NIL || (from != to && from != TID_ANY && from != TID_ANY_LOCAL) ||
        (timeouts & 0xffff) != 0 || tag_typed(tag) != 0 || (tag & TAG_PROPAGATED) != 0 ||
        self->fast_block != 0)
        return NULL;
    dest = ipc_fast_partner(self, to);
    if (dest == NULL || dest->prio < cpu->switch_gate ||
        (CONFIG_MAX_CPUS > 1 && dest->cpu != self->cpu))
        return NULL;
    ASSERT(dest->state == TS_RECV && dest != self && cpu->handoff == NULL);
    if (u != 0)
        ipc_fast_copy(glue_mr(dest->utcb, 1), glue_mr(self->utcb, 1), u);
    dest->fast_from = 0;
    dest->waited_for = true;
    dest->state = TS_READY;
    glue_ipc_result(dest, tcb_id_for(self, dest->space), tag & ~TAG_FLAGS);
    self->state = TS_RECV;
    self->fast_from = from == to ? dest->id : from;
    sched_switch_direct(cpu, dest);
    return dest;
}
