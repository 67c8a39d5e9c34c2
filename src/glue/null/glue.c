/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/frame.h, hal/fault.h and hal/kip.h. Besides these, a port has its entry code here: it saves the user's
 * registers in the frame of the running thread's TCB, calls what kernel/syscall.h, kernel/ipc.h and kernel/irq.h offer, and leaves
 * through sched_exit.
 */
#include <arch/missing.h>
#include <hal/fault.h>
#include <hal/frame.h>
#include <hal/kip.h>
#include <kernel/syscall.h>

void glue_frame_init(struct tcb *tcb)
{
    (void)tcb;
    MISSING("the registers of a fresh thread");
}

void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag)
{
    (void)tcb;
    (void)from;
    (void)tag;
    MISSING("end the Ipc call with these results");
}

void glue_switch_to(struct tcb *tcb)
{
    (void)tcb;
    MISSING("kernel entry stack and UTCB pointer of the next thread");
}

void glue_enter_user(void)
{
    MISSING("leave the boot code for the first thread");
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    (void)tcb;
    MISSING("the length of the exception message");
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    (void)tcb;
    (void)i;
    MISSING("a word of the exception message");
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    (void)tcb;
    (void)i;
    (void)value;
    MISSING("load a word of the handler's reply");
}

void glue_init(const char *cmdline)
{
    (void)cmdline;
    MISSING("read the boot options that concern the CPU");
}

void glue_kip_fill(struct kip *k)
{
    (void)k;
    MISSING("system-call entries and stubs");
}

const char *glue_feature(unsigned n)
{
    (void)n;
    MISSING("feature strings of the CPU, then NULL");
}

word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    MISSING("SpaceControl's control word");
}

bool glue_fpage_is_special(word_t fpage)
{
    (void)fpage;
    MISSING("tell fpages that name no memory");
}

enum l4_error glue_special_map(struct space *from, struct space *to, word_t snd, word_t window,
                               bool grant)
{
    (void)from;
    (void)to;
    (void)snd;
    (void)window;
    (void)grant;
    MISSING("map or grant such fpages");
}

unsigned glue_special_unmap(struct space *space, word_t fpage, bool flush)
{
    (void)space;
    (void)fpage;
    (void)flush;
    MISSING("unmap such fpages");
}

bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error)
{
    (void)self;
    (void)control;
    (void)attribute;
    (void)error;
    MISSING("MemoryControl's cache operations");
}

void glue_space_init(struct space *space)
{
    (void)space;
    MISSING("the CPU's part of creating a space");
}

void glue_space_fini(struct space *space)
{
    (void)space;
    MISSING("the CPU's part of freeing a space");
}

void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    (void)tcb;
    (void)space;
    MISSING("what the fast path wants to find in the TCB of the space");
}

void glue_restart(struct tcb *self)
{
    (void)self;
    MISSING("execute the system call in the thread's frame again");
}
