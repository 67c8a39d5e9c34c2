/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The ready queues of sched.c against a flat look at all threads: maps and counts are right, every runnable thread is in
 * exactly one place, and what sched_exit installs is never below a thread that waits.
 */
#include <stdio.h>
#include <string.h>
#include <hal/platform.h>
#include <kernel/cpu.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include "tap.h"

#define THREADS 40u

struct cpu *fake_this_cpu = &cpus[0];
static struct tcb threads[THREADS];
static word_t utcbs[THREADS][256];
static struct space space;
static time_us_t now;
static time_us_t armed = TIME_NEVER;

/* ---- what sched.c needs from others ---- */

time_us_t plat_clock_us(void)
{
    return now;
}

void plat_timer_arm(time_us_t deadline_us)
{
    armed = deadline_us;
}

static void wake(struct tcb *t)
{
    t->state = TS_READY;
    sched_wake(t);
}

void ipc_timed_out(struct tcb *t)
{
    if (t->state != TS_READY)
        wake(t);
}

/* Everybody sleeps: somebody's timeout or the timer comes. */
void arch_idle(void)
{
    cpus[0].in_event = true;
    wake(&threads[rnd_below(THREADS)]);
    cpus[0].in_event = false;
}

void ipc_preemption_signal(struct tcb *t)
{
    t->signal = false;
    t->delay_exception = false;
}

void ipc_continue(struct tcb *t)
{
    t->cont = CONT_NONE;
}

void ipc_quantum_message(struct tcb *t)
{
    (void)t;
}

void ipc_cancel(struct tcb *t, bool send, bool receive)
{
    (void)t;
    (void)send;
    (void)receive;
}

void irq_deliver(void)
{
}

void arch_irq_window(void)
{
}

void arch_fpu_enable(void)
{
}

void arch_fpu_disable(void)
{
}

void arch_space_switch(struct arch_space *as)
{
    (void)as;
}

void glue_switch_to(struct tcb *tcb)
{
    CHECK(tcb == cpus[0].current);
}

/* ---- checks ---- */

static void check_queues(const struct cpu *cpu)
{
    unsigned count = 0;

    for (unsigned prio = 0; prio < PRIO_COUNT; prio++) {
        const struct list *head = &cpu->ready[prio];

        CHECK(((cpu->ready_map[prio / 32] >> (prio % 32) & 1) != 0) == !list_empty(head));
        for (const struct list *l = head->next; l != head; l = l->next) {
            const struct tcb *t = container_of(l, struct tcb, queue);

            CHECK(l->next->prev == l && t->prio == prio && t->state == TS_READY);
            count++;
        }
    }
    CHECK(count == cpu->ready_count);
}

/* After sched_exit. */
static void check_choice(const struct cpu *cpu, const struct tcb *chosen)
{
    unsigned most = 0;

    CHECK(chosen == cpu->current && sched_is_runnable(chosen) && !list_linked(&chosen->queue));
    CHECK(cpu->handoff == NULL);
    for (unsigned i = 0; i < THREADS; i++) {
        const struct tcb *t = &threads[i];

        if (t == chosen)
            continue;
        CHECK(list_linked(&t->queue) == sched_is_runnable(t));
        if (list_linked(&t->queue) && t->prio > most)
            most = t->prio;
    }
    CHECK(cpu->switch_gate == most);
    check_queues(cpu);
    if (chosen->slice_us != TIME_NEVER && cpu->ready_count != 0)
        CHECK(armed <= cpu->slice_end_us || cpu->slice_end_us == TIME_NEVER);
}

/* ---- random operations ---- */

static void block_current(struct cpu *cpu)
{
    cpu->current->state = TS_RECV;
    if (rnd_below(3) == 0 && !cpu->current->timeout.armed)
        sched_arm(cpu->current, now + rnd_below(5000));
}

static bool step(struct cpu *cpu)
{
    struct tcb *t = &threads[rnd_below(THREADS)];
    bool donated = false;

    now += rnd_below(300);
    switch (rnd_below(9)) {
    case 0:
    case 1:
        block_current(cpu);
        if (t->state != TS_READY)
            wake(t);
        break;
    case 2:
        if (t->state != TS_READY)
            wake(t);
        break;
    case 3:
        sched_yield(cpu);
        break;
    case 4:
        donated = sched_donate(cpu, t);
        break;
    case 5:
        sched_set_prio(t, (unsigned)rnd_below(256));
        break;
    case 6:
        sched_set_slice(t, rnd_below(4) == 0 ? TIME_NEVER : 1 + rnd_below(2000));
        break;
    case 7:
        sched_unready(t);
        t->state = TS_RECV;
        break;
    default:
        if (armed <= now) {
            armed = TIME_NEVER;
            timer_note();
        }
    }
    return donated;
}

static void init(void)
{
    memset(threads, 0, sizeof(threads));
    sched_init(&cpus[0], 0);
    for (unsigned i = 0; i < THREADS; i++) {
        struct tcb *t = &threads[i];

        t->id = i + 1;
        t->space = &space;
        t->utcb = utcbs[i];
        t->prio = (uint8_t)(100 + i % 4);
        t->state = TS_RECV;
        t->slice_us = 1000;
    }
    wake(&threads[0]);
}

int main(int argc, char **argv)
{
    bool donated = false;

    tap_init(argc, argv, 1);
    init();
    for (tap_step = 0; tap_step < 300000; tap_step++) {
        struct tcb *before = cpus[0].current;
        struct tcb *t = sched_exit();

        check_choice(&cpus[0], t);
        if (donated)
            CHECK(t == before || before == NULL);
        donated = step(&cpus[0]);
    }
    tap_ok("sched/random");
    return 0;
}
