/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exceptions as messages: the generic one, and the one of foreign system calls (abi-powerpc 7.2, 7.3).
 */
#include <arch/layout.h>
#include <glue/abi.h>
#include <hal/fault.h>
#include <kernel/tcb.h>

#define GENERIC_WORDS 6u
#define CALL_WORDS    12u

/* A preemption message may be due while `cause` tells of an older entry. */
static bool is_call(const struct tcb *tcb)
{
    return tcb->frame.cause == PPC_VEC_CALL;
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    return is_call(tcb) ? CALL_WORDS : GENERIC_WORDS;
}

static word_t generic_word(const struct tcb *tcb, unsigned i)
{
    const struct glue_frame *f = &tcb->frame;

    switch (i) {
    case 1:
        return f->ip;
    case 2:
        return f->gpr[GPR(1)];
    case 3:
        return glue_frame_flags(tcb);
    case 4:
        return f->cause;
    case 5:
        return f->status;
    default:
        return tcb->local_id;
    }
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    const struct glue_frame *f = &tcb->frame;

    if (!is_call(tcb))
        return generic_word(tcb, i);
    if (i <= 8)
        return f->gpr[GPR(i + 2)];
    if (i == 9)
        return f->gpr[GPR(0)];
    return generic_word(tcb, i - 9);
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    if (is_call(tcb)) {
        if (i <= 8)
            tcb->frame.gpr[GPR(i + 2)] = value;
        else if (i == 9)
            tcb->frame.gpr[GPR(0)] = value;
        if (i <= 9)
            return;
        i -= 9;
    }
    if (i == 1)
        glue_frame_set_ip(tcb, value);
    else if (i == 2)
        glue_frame_set_sp(tcb, value);
    else if (i == 3)
        glue_frame_set_flags(tcb, value);
}
