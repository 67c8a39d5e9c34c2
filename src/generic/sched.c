/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Ready queues, time slices, preemption: the choice of the thread that runs.
 *
 * One list per priority and a bitmap of lists that are not empty. Only the owning processor touches them (design.md 3).
 */
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/preempt.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>
#include <kernel/section.h>

HOT_DATA struct cpu cpus[CONFIG_MAX_CPUS];

BOOT_CODE void sched_init(struct cpu *cpu, unsigned number)
{
    cpu->number = number;
    for (unsigned i = 0; i < PRIO_COUNT; i++)
        list_init(&cpu->ready[i]);
    timeout_queue_init(&cpu->timeouts);
    cpu->slice_end_us = TIME_NEVER;
    cpu->armed_us = TIME_NEVER;
    sched_update_gate(cpu);
}

/* ---- ready queues ---- */

/* Highest priority in the ready queues; 0 also when they are empty. */
static unsigned ready_max(const struct cpu *cpu)
{
    for (unsigned i = PRIO_WORDS; i-- > 0;) {
        if (cpu->ready_map[i] != 0)
            return i * 32 + 31 - (unsigned)__builtin_clz(cpu->ready_map[i]);
    }
    return 0;
}

void sched_update_gate(struct cpu *cpu)
{
    cpu->switch_gate = cpu->fpu_on || cpu->delayed ? SWITCH_GATE_SHUT : ready_max(cpu);
}

static void enqueue(struct cpu *cpu, struct tcb *t, bool head)
{
    struct list *queue = &cpu->ready[t->prio];

    ASSERT(t->state == TS_READY && !list_linked(&t->queue));
    if (head)
        list_push_front(queue, &t->queue);
    else
        list_push_back(queue, &t->queue);
    cpu->ready_map[t->prio / 32] |= 1u << (t->prio % 32);
    cpu->ready_count++;
    if (t->prio > cpu->switch_gate)
        cpu->switch_gate = t->prio;
}

static void dequeue(struct cpu *cpu, struct tcb *t)
{
    list_remove(&t->queue);
    cpu->ready_count--;
    if (list_empty(&cpu->ready[t->prio])) {
        cpu->ready_map[t->prio / 32] &= ~(1u << (t->prio % 32));
        sched_update_gate(cpu);
    }
}

static struct tcb *ready_first(struct cpu *cpu)
{
    if (cpu->ready_count == 0)
        return NULL;
    return container_of(cpu->ready[ready_max(cpu)].next, struct tcb, queue);
}

void sched_ready(struct tcb *t)
{
    struct cpu *cpu = cpu_at(t->cpu);

    if (t == cpu->current || t == cpu->handoff || !sched_is_runnable(t) || list_linked(&t->queue))
        return;
    enqueue(cpu, t, false);
    if (cpu->current == NULL || t->prio > cpu->current->prio)
        cpu->resched = true;
}

void sched_wake(struct tcb *t)
{
    struct cpu *cpu = cpu_at(t->cpu);

    if (t == cpu->current || !sched_is_runnable(t) || list_linked(&t->queue))
        return;
    if (!cpu->in_event) {
        if (cpu->handoff == NULL)
            cpu->handoff = t;
        else
            sched_ready(t);
        return;
    }
    if (cpu->current != NULL && t->prio > cpu->current->prio) {
        cpu->async = true;
        cpu->async_prio = MAX(cpu->async_prio, t->prio);
    }
    sched_ready(t);
}

void sched_unready(struct tcb *t)
{
    struct cpu *cpu = cpu_at(t->cpu);

    if (cpu->handoff == t)
        cpu->handoff = NULL;
    else if (t->state == TS_READY && list_linked(&t->queue))
        dequeue(cpu, t);
}

/* ---- time ---- */

void sched_arm(struct tcb *t, time_us_t deadline_us)
{
    timeout_arm(&cpu_at(t->cpu)->timeouts, &t->timeout, deadline_us, t->prio);
}

void sched_disarm(struct tcb *t)
{
    timeout_cancel(&cpu_at(t->cpu)->timeouts, &t->timeout);
}

/* Programs the timer if something is due before it would fire. A late cancellation leaves it alone: an early interrupt
 * does no harm, programming costs more. */
static void timer_update(struct cpu *cpu)
{
    time_us_t due = timeout_first(&cpu->timeouts);

    if (cpu->ready_count != 0 && !cpu->delayed)
        due = MIN(due, cpu->slice_end_us);
    if (cpu->current != NULL && (cpu->current->flags & TF_QUANTUM))
        due = MIN(due, cpu->account_us + cpu->current->quantum_left_us);
    if (cpu->delayed)
        due = MIN(due, cpu->delay_end_us);
    if (due < cpu->armed_us) {
        cpu->armed_us = due;
        plat_timer_arm(due);
    }
}

/* Charges the running thread's total quantum. */
static void account(struct cpu *cpu, time_us_t now)
{
    struct tcb *t = cpu->current;

    if (t != NULL && (t->flags & TF_QUANTUM)) {
        time_us_t used = now - cpu->account_us;

        t->quantum_left_us = used < t->quantum_left_us ? t->quantum_left_us - used : 0;
    }
    cpu->account_us = now;
}

time_us_t sched_slice_left(struct tcb *t)
{
    struct cpu *cpu = cpu_at(t->cpu);
    time_us_t now;

    if (t->slice_us == TIME_NEVER)
        return TIME_NEVER;
    if (t != cpu->current)
        return t->slice_left_us != 0 ? t->slice_left_us : t->slice_us;
    now = plat_clock_us();
    return cpu->slice_end_us > now ? cpu->slice_end_us - now : 0;
}

time_us_t sched_quantum_left(struct tcb *t)
{
    struct cpu *cpu = cpu_at(t->cpu);

    if (!(t->flags & TF_QUANTUM))
        return TIME_NEVER;
    if (t == cpu->current)
        account(cpu, plat_clock_us());
    return t->quantum_left_us;
}

/* A fresh slice for the running thread. */
static void slice_renew(struct cpu *cpu, time_us_t now)
{
    struct tcb *t = cpu->current;

    t->slice_left_us = 0;
    cpu->slice_end_us = t->slice_us == TIME_NEVER ? TIME_NEVER : now + t->slice_us;
}

/* ---- switching ---- */

/* Makes t the running thread: registers' home, translation, FPU. Slice and queues are the caller's matter. */
static void install(struct cpu *cpu, struct tcb *t)
{
    if (cpu->fpu_on) {
        arch_fpu_disable();
        cpu->fpu_on = false;
    }
    if (t == cpu->fpu_owner) {
        arch_fpu_enable();
        cpu->fpu_on = true;
    }
    if (cpu->current == NULL || t->space != cpu->current->space)
        arch_space_switch(&t->space->arch);
    cpu->current = t;
    cpu->delayed = false;
    glue_switch_to(t);
    sched_update_gate(cpu);
}

/* Direct switch: t runs on the slice of the thread that ran. */
static void switch_donating(struct cpu *cpu, struct tcb *t)
{
    if ((t->flags | (cpu->current != NULL ? cpu->current->flags : 0)) & TF_QUANTUM)
        account(cpu, plat_clock_us());
    install(cpu, t);
}

/* Switch with t's own slice. A thread that is still runnable keeps the rest of its own. */
static void switch_fully(struct cpu *cpu, struct tcb *t)
{
    time_us_t now = plat_clock_us();
    struct tcb *old = cpu->current;

    account(cpu, now);
    if (old != NULL && old != t && old->slice_us != TIME_NEVER)
        old->slice_left_us =
            sched_is_runnable(old) && cpu->slice_end_us > now ? cpu->slice_end_us - now : 0;
    install(cpu, t);
    if (t->slice_us == TIME_NEVER)
        cpu->slice_end_us = TIME_NEVER;
    else
        cpu->slice_end_us = now + (t->slice_left_us != 0 ? t->slice_left_us : t->slice_us);
    t->slice_left_us = 0;
}

/* ---- preemption ---- */

/* Asynchronous preemption of the running thread may be put off (api.md 6.4, R115-R117). True: it runs on. */
static bool preemption_delayed(struct cpu *cpu, struct tcb *cur)
{
    unsigned flags = glue_preempt_flags(cur->utcb);
    time_us_t now;

    if (!cpu->async || !(flags & PREEMPT_DELAY) || cur->max_delay_us == 0)
        return false;
    if (MAX(cpu->async_prio, ready_max(cpu)) > cur->sensitive_prio)
        return false;
    now = plat_clock_us();
    if (!cpu->delayed) {
        if (cur->delay_left_us == 0)
            return false;
        cpu->delayed = true;
        cpu->delay_end_us = now + cur->delay_left_us;
        sched_update_gate(cpu);
        glue_set_preempt_flags(cur->utcb, flags | PREEMPT_PENDING);
        return true;
    }
    if (now < cpu->delay_end_us)
        return true;
    cur->delay_left_us = 0;
    if (flags & PREEMPT_SIGNAL) {
        cur->delay_exception = true;
        glue_set_preempt_flags(cur->utcb, flags & ~(PREEMPT_DELAY | PREEMPT_PENDING));
    }
    return false;
}

/* The running thread loses the processor although it could go on. */
static void preempt(struct cpu *cpu, struct tcb *cur, bool to_tail)
{
    if (cpu->async && (glue_preempt_flags(cur->utcb) & PREEMPT_SIGNAL)) {
        cur->signal = true;
        cur->preempted_us = plat_clock_us();
    }
    cpu->delayed = false;
    enqueue(cpu, cur, !to_tail);
}

/* Has the running thread used up its slice while others of its priority wait? */
static bool slice_is_over(struct cpu *cpu, struct tcb *cur)
{
    if (cpu->slice_end_us == TIME_NEVER || plat_clock_us() < cpu->slice_end_us)
        return false;
    if (ready_max(cpu) < cur->prio) {
        slice_renew(cpu, plat_clock_us());
        return false;
    }
    if (cur->prio >= cpu->async_prio)
        cpu->async_prio = cur->prio;
    cpu->async = true;
    return true;
}

/* The total quantum is used up: the thread stops and its scheduler is told (R112). */
static bool quantum_is_over(struct cpu *cpu, struct tcb *cur)
{
    if (!(cur->flags & TF_QUANTUM) || cur->cont != CONT_NONE)
        return false;
    account(cpu, plat_clock_us());
    if (cur->quantum_left_us != 0)
        return false;
    cur->flags |= TF_EXHAUSTED;
    ipc_quantum_message(cur);
    return true;
}

/* The running thread stays unless something better is ready. Returns NULL if another one is to be taken from the queues. */
static struct tcb *keep_current(struct cpu *cpu, struct tcb *cur)
{
    bool over;

    if (!cpu->resched)
        return cur;
    over = slice_is_over(cpu, cur);
    if (cpu->ready_count == 0 || (!over && ready_max(cpu) <= cur->prio)) {
        cpu->resched = false;
        cpu->async = false;
        cpu->async_prio = 0;
        /* Whatever was put off is not to come any more. */
        cpu->delayed = false;
        sched_update_gate(cpu);
        return cur;
    }
    if (preemption_delayed(cpu, cur))
        return cur;
    preempt(cpu, cur, over);
    return NULL;
}

/* Picks the thread to run and switches to it; NULL if there is none. */
static struct tcb *choose(struct cpu *cpu)
{
    struct tcb *cur = cpu->current;
    struct tcb *h = cpu->handoff;
    bool runnable = cur != NULL && sched_is_runnable(cur) && !list_linked(&cur->queue);

    cpu->handoff = NULL;
    if (h != NULL) {
        if (!runnable && cur != NULL && h->prio >= ready_max(cpu)) {
            switch_donating(cpu, h);
            return h;
        }
        enqueue(cpu, h, false);
        if (runnable && h->prio > cur->prio)
            cpu->resched = true;
    }
    if (runnable && keep_current(cpu, cur) != NULL)
        return cur;
    cpu->resched = false;
    cpu->async = false;
    cpu->async_prio = 0;
    h = ready_first(cpu);
    if (h == NULL)
        return NULL;
    dequeue(cpu, h);
    switch_fully(cpu, h);
    return h;
}

void sched_yield(struct cpu *cpu)
{
    struct tcb *cur = cpu->current;

    glue_set_preempt_flags(cur->utcb, glue_preempt_flags(cur->utcb) & ~PREEMPT_PENDING);
    cur->delay_left_us = cur->max_delay_us;
    cpu->delayed = false;
    cpu->async = false;
    cpu->async_prio = 0;
    sched_update_gate(cpu);
    if (cpu->ready_count == 0)
        return;
    /* No slice is left, so the thread gets a fresh one when it is its turn. */
    cpu->slice_end_us = 0;
    enqueue(cpu, cur, false);
}

bool sched_donate(struct cpu *cpu, struct tcb *t)
{
    struct tcb *cur = cpu->current;

    if (t == cur)
        return true;
    if (t->state != TS_READY || !list_linked(&t->queue) || t->cpu != cur->cpu)
        return false;
    dequeue(cpu, t);
    enqueue(cpu, cur, true);
    switch_donating(cpu, t);
    cpu->resched = false;
    return true;
}

/* ---- parameters ---- */

void sched_set_prio(struct tcb *t, unsigned prio)
{
    struct cpu *cpu = cpu_at(t->cpu);
    bool queued = t->state == TS_READY && list_linked(&t->queue);

    if (queued)
        dequeue(cpu, t);
    t->prio = (uint8_t)prio;
    if (t->sensitive_prio < prio)
        t->sensitive_prio = (uint8_t)prio;
    if (queued)
        enqueue(cpu, t, false);
    cpu->resched = true;
}

void sched_set_slice(struct tcb *t, time_us_t slice_us)
{
    struct cpu *cpu = cpu_at(t->cpu);

    t->slice_us = slice_us;
    t->slice_left_us = 0;
    if (t == cpu->current)
        slice_renew(cpu, plat_clock_us());
}

void sched_set_quantum(struct tcb *t, time_us_t quantum_us)
{
    struct cpu *cpu = cpu_at(t->cpu);

    if (t == cpu->current)
        account(cpu, plat_clock_us());
    t->quantum_left_us = quantum_us;
    t->flags &= (uint8_t) ~(TF_QUANTUM | TF_EXHAUSTED);
    t->fast_block &= (uint8_t)~BLOCK_QUANTUM;
    if (quantum_us != TIME_NEVER) {
        t->flags |= TF_QUANTUM;
        t->fast_block |= BLOCK_QUANTUM;
        tcb_unexpose(t);
    }
    if (t->kind == IPC_QUANTUM)
        ipc_cancel(t, true, false);
    sched_set_slice(t, t->slice_us);
    sched_ready(t);
}

/* ---- the kernel's exit ---- */

void timer_note(void)
{
    struct cpu *cpu = this_cpu();

    cpu->timer_noted = true;
    cpu->armed_us = TIME_NEVER;
}

bool preempt_pending(void)
{
    struct cpu *cpu = this_cpu();

    arch_irq_window();
    if (cpu->timer_noted)
        return true;
    for (unsigned i = 0; i < CPU_IRQ_WORDS; i++) {
        if (cpu->irq_noted[i] != 0)
            return true;
    }
    return false;
}

static void handle_timer(struct cpu *cpu)
{
    time_us_t now = plat_clock_us();
    struct timeout *expired;

    cpu->timer_noted = false;
    /* The slice may be over; keep_current looks. */
    cpu->resched = true;
    while ((expired = timeout_pop(&cpu->timeouts, now)) != NULL)
        ipc_timed_out(container_of(expired, struct tcb, timeout));
}

/* Nothing is ready: sleeps until an interrupt was noted. Nobody is charged for that time, and a thread that wakes displaces
 * nobody. The last thread's translation stays loaded. */
static void idle(struct cpu *cpu)
{
    account(cpu, plat_clock_us());
    cpu->current = NULL;
    timer_update(cpu);
    arch_idle();
}

struct tcb *sched_exit(void)
{
    struct cpu *cpu = this_cpu();

    for (;;) {
        struct tcb *t;

        cpu->in_event = true;
        if (cpu->timer_noted)
            handle_timer(cpu);
        irq_deliver();
        cpu->in_event = false;
        t = choose(cpu);
        if (t == NULL) {
            idle(cpu);
        } else if (t->cont != CONT_NONE) {
            /* It may be long; timeouts that were armed since it was interrupted interrupt it too. */
            timer_update(cpu);
            ipc_continue(t);
        } else if (t->signal || t->delay_exception) {
            ipc_preemption_signal(t);
        } else if (!quantum_is_over(cpu, t)) {
            timer_update(cpu);
            return t;
        }
    }
}
