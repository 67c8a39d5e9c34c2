/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every Ipc that is not an assembly fast path's goes through on amd64.
 */
#include <glue/entry.h>
#include <kernel/ipc_fast.h>
#include <kernel/msgtag.h>
#include <kernel/sched.h>
#include <kernel/syscall.h>

/* In one piece with the path below. */
#define ALSO_INLINE inline __attribute__((always_inline))

struct tcb *amd64_ipc(struct tcb *self, tid_t to, tid_t from, word_t timeouts);

/* Beyond a message the registers are 0, as on the fast path. */
static inline void clear_registers(word_t *mr, word_t tag)
{
    unsigned words = tag_untyped(tag) + tag_typed(tag);

    if (words == 0)
        mr[1] = mr[2] = mr[3] = mr[4] = mr[5] = mr[6] = mr[7] = 0;
    else
        while (++words < ABI_REGISTER_MRS)
            mr[words] = 0;
}

/* The message registers are in the UTCB, from where they are loaded. */
ALSO_INLINE void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    word_t *mr = glue_mr(tcb->utcb, 0);

    mr[0] = tag;
    if (from != TID_NIL)
        clear_registers(mr, tag);
    tcb->frame.si = from;
    tcb->frame.vector = VECTOR_IPC;
}

ALSO_INLINE void glue_switch_to(struct tcb *tcb)
{
    amd64_set_gs_word(tcb->local_id);
}

/* The entry code has stored the message registers. Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *amd64_ipc(struct tcb *self, tid_t to, tid_t from, word_t timeouts)
{
    struct tcb *next;

    sched_enter(self);
    next = ipc_fast_inline(self, to, from, timeouts);
    if (next == NULL)
        sys_ipc(self, to, from, timeouts);
    return next;
}
