/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every system call that is not the assembly fast path's goes through on ARM: Ipc in one piece, and the way to the others.
 */
#include <glue/arm.h>
#include <hal/frame.h>
#include <kernel/ipc_fast.h>
#include <kernel/syscall.h>

struct tcb *arm_call(struct glue_frame *frame);

/* MR1 to MR4, and all five, in one go. */
struct mrs_1_to_4 {
    word_t mr[4];
};
struct mrs_0_to_4 {
    word_t mr[5];
};

/* Registers that carry no word of the message are 0. After an error they show the message registers, which did not change
 * (api.md 4.8.6). */
inline __attribute__((always_inline)) void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    word_t *mr = glue_mr(tcb->utcb, 0);
    word_t *r = &tcb->frame.r[3];

    mr[0] = tag;
    tcb->frame.r[0] = from;
    r[0] = tag;
    if ((tag & (TAG_ERROR | 0xfff)) == 0) {
        *(struct mrs_1_to_4 *)&r[1] = (struct mrs_1_to_4){{0, 0, 0, 0}};
    } else {
        unsigned words = tag_untyped(tag) + tag_typed(tag);

        *(struct mrs_1_to_4 *)&r[1] = *(const struct mrs_1_to_4 *)&mr[1];
        for (unsigned i = 4; i > words && (tag & TAG_ERROR) == 0; i--)
            r[i] = 0;
    }
}

void glue_switch_to(struct tcb *tcb)
{
    *arm_utcb_word() = tcb->local_id;
}

/* Without a destination the registers hold no message. Returns the thread to load, or NULL: sched_exit decides. */
static inline struct tcb *call_ipc(struct tcb *self)
{
    const struct glue_frame *f = &self->frame;
    tid_t to = f->r[0];
    tid_t from = f->r[1];
    word_t timeouts = f->r[2];
    struct tcb *next = NULL;

    if (to != TID_NIL) {
        *(struct mrs_0_to_4 *)glue_mr(self->utcb, 0) = *(const struct mrs_0_to_4 *)&f->r[3];
        next = ipc_fast_inline(self, to, from, timeouts);
    }
    if (next == NULL)
        sys_ipc(self, to, from, timeouts);
    return next;
}

/* Calls come from the stubs of the thread's kernel interface page: known by the address. In Thumb state no svc is found there.
 * What the thread has in glue_root is the address that Ipc's stub leads to, once it made such a call. */
struct tcb *arm_call(struct glue_frame *frame)
{
    struct tcb *self = arm_enter(frame);

    if (frame->pc != self->glue_root) {
        if (arm_stub_slot(self) != ABI_STUB_IPC) {
            arm_other_call(self);
            return NULL;
        }
        self->glue_root = frame->pc;
    }
    return call_ipc(self);
}
