/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC: the kernel's own protocols (api.md 6).
 *
 * A faulting thread is the sender of the fault's message and the receiver of its answer. Neither touches the thread's message
 * registers, BR0, ErrorCode or partner fields: the message is made from the TCB when it is delivered, the answer's words go
 * to the frame or nowhere. So there is nothing to save and restore.
 */
#include <hal/fault.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/kmem.h>
#include <kernel/msgtag.h>
#include <kernel/print.h>
#include <kernel/sched.h>
#include <kernel/space.h>

word_t ipc_kernel_tag(const struct tcb *s)
{
    switch ((enum ipc_kind)s->kind) {
    case IPC_PAGEFAULT:
        return tag_kernel(LABEL_PAGEFAULT, s->kmsg_arg, 2);
    case IPC_IO_PAGEFAULT:
        return tag_kernel(LABEL_IO_PAGEFAULT, FPAGE_R | FPAGE_W, 2);
    case IPC_EXCEPTION:
        return tag_kernel(LABEL_EXCEPTION, 0, glue_exception_words(s));
    case IPC_SYSTEM_EXCEPTION:
        return tag_kernel(LABEL_SYSTEM_EXCEPTION, 0, glue_exception_words(s));
    case IPC_PREEMPTION:
    case IPC_QUANTUM:
        return tag_kernel(LABEL_PREEMPTION, 0, 2);
    case IPC_INTERRUPT:
        return tag_kernel(LABEL_INTERRUPT, 0, 0);
    case IPC_USER:
    case IPC_START:
        break;
    }
    BUG("no kernel message");
}

static bool is_exception(const struct tcb *t)
{
    return t->kind == IPC_EXCEPTION || t->kind == IPC_SYSTEM_EXCEPTION;
}

void ipc_kernel_message(struct tcb *s, struct tcb *r)
{
    unsigned u = tag_untyped(ipc_kernel_tag(s));

    if (r->kind != IPC_USER)
        return;
    for (unsigned i = 1; i <= u; i++)
        *glue_mr(r->utcb, i) = is_exception(s) ? glue_exception_word(s, i) : s->kmsg[i - 1];
}

/* Word i of s's message, whoever made it. */
static word_t sent_word(struct tcb *s, unsigned i)
{
    if (s->kind == IPC_USER)
        return *glue_mr(s->utcb, i);
    return is_exception(s) ? glue_exception_word(s, i) : s->kmsg[i - 1];
}

/* The nested page fault of t is over: t is again what it was in the outer transfer. */
static void restore_outer(struct tcb *t)
{
    t->kind = IPC_USER;
    t->peer = t->outer_peer;
    t->peer_receives = t->outer_receives;
    t->outer_peer = NULL;
    t->state = t->peer_receives ? TS_READY : TS_XFER_WAIT;
}

/* The pager has answered a fault inside a transfer: the sender goes on copying. */
static void resume_transfer(struct tcb *t)
{
    struct tcb *s;

    restore_outer(t);
    s = t->peer_receives ? t : t->peer;
    s->state = TS_READY;
    s->cont = CONT_TRANSFER;
    sched_wake(s);
}

void ipc_kernel_receive(struct tcb *r, struct tcb *s, word_t tag)
{
    unsigned u = tag_untyped(tag);

    switch ((enum ipc_kind)r->kind) {
    case IPC_START:
        if (u == 2) {
            glue_frame_set_ip(r, sent_word(s, 1));
            glue_frame_set_sp(r, sent_word(s, 2));
        }
        break;
    case IPC_PAGEFAULT:
    case IPC_IO_PAGEFAULT:
        if (r->outer_peer != NULL) {
            resume_transfer(r);
            return;
        }
        break;
    case IPC_EXCEPTION:
    case IPC_SYSTEM_EXCEPTION:
        u = MIN(u, glue_exception_words(r));
        for (unsigned i = 1; i <= u; i++)
            glue_exception_reply(r, i, sent_word(s, i));
        break;
    case IPC_INTERRUPT:
        irq_acknowledged(r);
        return;
    default:
        BUG("not a kernel receiver");
    }
    r->kind = IPC_USER;
    sched_wake(r);
}

/* Stops a thread that nobody can help (api.md 6.3, D21). */
static void halt_thread(struct tcb *t, const char *whose)
{
    if (CONFIG_DEBUG)
        printk("thread %lx halted: its %s %lx cannot be reached (ip %lx, %lx)\n",
               (unsigned long)t->id, whose, (unsigned long)t->kpartner,
               (unsigned long)glue_frame_ip(t), (unsigned long)t->kmsg[0]);
    t->kind = IPC_USER;
    t->cont = CONT_NONE;
    t->flags |= TF_HALTED;
}

void ipc_kernel_failed(struct tcb *t)
{
    t->state = TS_READY;
    switch ((enum ipc_kind)t->kind) {
    case IPC_PAGEFAULT:
    case IPC_IO_PAGEFAULT:
        if (t->outer_peer != NULL) {
            restore_outer(t);
            t = t->peer_receives ? t : t->peer;
            ipc_stop_transfer(t);
            ipc_break(t, IPC_ERR_ABORTED, IPC_ERR_ABORTED);
            return;
        }
        halt_thread(t, "pager");
        break;
    case IPC_EXCEPTION:
        halt_thread(t, "exception handler");
        break;
    case IPC_START:
        /* A message that was no start message: waits on. */
        t->state = TS_RECV;
        break;
    case IPC_INTERRUPT:
        t->state = TS_RECV;
        t->wait_from = TID_NIL;
        break;
    case IPC_SYSTEM_EXCEPTION: /* of a delay that ran out: nobody misses it (R119) */
    case IPC_PREEMPTION:
    case IPC_QUANTUM:
        t->kind = IPC_USER;
        sched_wake(t);
        break;
    case IPC_USER:
        BUG("not a kernel protocol");
    }
}

void ipc_unwind_nested(struct tcb *t)
{
    struct tcb *pager = t->peer;

    if (pager != NULL) {
        /* The answer was just coming in. */
        word_t done = pager->xfer.total_done + pager->xfer.string_done;

        sched_unready(pager);
        pager->peer = NULL;
        pager->cont = CONT_NONE;
        ipc_fail_sender(pager, IPC_ERR_ABORTED, done);
    } else if (t->state == TS_SEND) {
        ipc_leave_queue(t);
    }
    sched_unready(t);
    t->cont = CONT_NONE;
    restore_outer(t);
}

/* ---- sending ---- */

/* Page fault or exception of t becomes a message to `handler`, an ID in one of t's TCRs. */
static void send_fault(struct tcb *t, enum ipc_kind kind, tid_t handler)
{
    t->kind = (uint8_t)kind;
    t->kpartner = handler;
    ipc_send(t, handler);
}

void ipc_nested_fault(struct tcb *t, word_t addr, unsigned access, word_t ip)
{
    struct tcb *other = t->peer;

    /* Whichever side does not fault waits. */
    sched_unready(other);
    other->state = TS_XFER_WAIT;
    t->outer_peer = other;
    t->outer_receives = t->peer_receives;
    t->peer = NULL;
    t->state = TS_READY;
    t->kmsg_arg = (uint8_t)access;
    t->kmsg[0] = addr;
    t->kmsg[1] = ip;
    send_fault(t, IPC_PAGEFAULT, *tcb_tcr(t, TCR_PAGER));
}

/* The clock as words 1 and 2 of a message (D22). */
static void set_clock_words(struct tcb *t, time_us_t clock)
{
    t->kmsg[0] = (word_t)clock;
    t->kmsg[1] = WORD_BITS == 32 ? (word_t)(clock >> 31 >> 1) : 0;
}

void ipc_preemption_signal(struct tcb *t)
{
    bool exception = t->delay_exception;

    t->signal = false;
    t->delay_exception = false;
    set_clock_words(t, t->preempted_us);
    if (exception)
        send_fault(t, IPC_SYSTEM_EXCEPTION, *tcb_tcr(t, TCR_EXC_HANDLER));
    else
        send_fault(t, IPC_PREEMPTION, *tcb_tcr(t, TCR_EXC_HANDLER));
}

void ipc_quantum_message(struct tcb *t)
{
    set_clock_words(t, plat_clock_us());
    send_fault(t, IPC_QUANTUM, t->scheduler);
}

void ipc_interrupt(struct tcb *irq_thread)
{
    irq_thread->state = TS_READY;
    send_fault(irq_thread, IPC_INTERRUPT, irq_thread->kpartner);
}

/* ---- traps ---- */

void fault_page(struct tcb *self, word_t addr, unsigned access, word_t ip)
{
    self->kmsg_arg = (uint8_t)access;
    self->kmsg[0] = addr;
    self->kmsg[1] = ip;
    if (self->space->sigma0) {
        enum l4_error error = mapdb_sigma0_fault(self->space, addr);

        if (error != L4_OK)
            halt_thread(self, error == L4_ERR_NO_MEM ? "kernel memory" : "memory");
        return;
    }
    send_fault(self, IPC_PAGEFAULT, *tcb_tcr(self, TCR_PAGER));
}

void fault_io(struct tcb *self, word_t io_fpage, word_t ip)
{
    self->kmsg[0] = io_fpage;
    self->kmsg[1] = ip;
    send_fault(self, IPC_IO_PAGEFAULT, *tcb_tcr(self, TCR_PAGER));
}

void fault_exception(struct tcb *self)
{
    send_fault(self, IPC_EXCEPTION, *tcb_tcr(self, TCR_EXC_HANDLER));
}

/* ---- FPU ---- */

static struct slab fpu_slab;

/* State for a thread that uses the unit for the first time; false: no memory. */
static bool fpu_supply(struct tcb *t)
{
    if (fpu_slab.size == 0)
        slab_init(&fpu_slab, "fpu", sizeof(struct arch_fpu), _Alignof(struct arch_fpu));
    t->fpu = slab_alloc(&fpu_slab);
    if (t->fpu != NULL)
        arch_fpu_init(t->fpu);
    return t->fpu != NULL;
}

void fault_fpu(struct tcb *self)
{
    struct cpu *cpu = this_cpu();

    if (self->fpu == NULL && !fpu_supply(self)) {
        halt_thread(self, "FPU memory");
        return;
    }
    arch_fpu_enable();
    if (cpu->fpu_owner != self) {
        if (cpu->fpu_owner != NULL)
            arch_fpu_save(cpu->fpu_owner->fpu);
        arch_fpu_load(self->fpu);
        cpu->fpu_owner = self;
    }
    cpu->fpu_on = true;
    sched_update_gate(cpu);
}

void fpu_free(struct tcb *t)
{
    if (t->fpu != NULL)
        slab_free(&fpu_slab, t->fpu);
    t->fpu = NULL;
}
