/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every Ipc that is not the assembly fast path's goes through on MIPS64, and switching.
 */
#include <arch/cpu.h>
#include <glue/entry.h>
#include <kernel/ipc_fast.h>
#include <kernel/sched.h>
#include <kernel/syscall.h>

void glue_frame_init(struct tcb *tcb)
{
    tcb->frame = (struct glue_frame){.form = FRAME_FULL};
    tcb->glue_root &= ~(word_t)ROOT_LIPC;
}

/* Frames of Ipc find the message registers in the UTCB; a thread in Lipc has left its own registers in the frame. */
void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    *glue_mr(tcb->utcb, 0) = tag;
    tcb->frame.r[2] = from;
    if ((tcb->glue_root & ROOT_LIPC) != 0) {
        tcb->frame.form = FRAME_FULL;
        tcb->glue_root &= ~(word_t)ROOT_LIPC;
    }
}

/* The tag of the thread's space, which is current, may be a new one. */
void glue_switch_to(struct tcb *tcb)
{
    tcb->glue_root = tcb->space->arch.tag;
}

/* Called with Status.EXL still set. Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *mips_ipc(tid_t to, tid_t from, word_t timeouts, struct tcb *self)
{
    struct tcb *next = ipc_fast_inline(sched_enter(self), to, from, timeouts);

    if (next == NULL) {
        MIPS_WRITE32(C0_STATUS, 0, this_cpu()->arch.kernel_status);
        sys_ipc(self, to, from, timeouts);
    }
    return next;
}
