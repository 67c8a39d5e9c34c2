/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Schedule and ThreadSwitch (api.md 4.5, 4.6).
 */
#include <hal/platform.h>
#include <kernel/ipc.h>
#include <kernel/l4time.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>

#define TIME_UNCHANGED 0xffffu

enum schedule_state {
    SCHED_ERROR = 0,
    SCHED_DEAD = 1,
    SCHED_INACTIVE = 2,
    SCHED_RUNNING = 3,
    SCHED_PENDING_SEND = 4,
    SCHED_SENDING = 5,
    SCHED_WAITING = 6,
    SCHED_RECEIVING = 7,
};

static enum schedule_state state_of(const struct tcb *t)
{
    if (t->peer != NULL || t->outer_peer != NULL)
        return ipc_is_sending(t) ? SCHED_SENDING : SCHED_RECEIVING;
    if (t->state == TS_INACTIVE)
        return SCHED_INACTIVE;
    if (t->kind == IPC_USER || t->kind == IPC_START) {
        if (t->state == TS_SEND)
            return SCHED_PENDING_SEND;
        if (t->state == TS_RECV)
            return SCHED_WAITING;
    }
    return (t->flags & TF_HALTED) ? SCHED_INACTIVE : SCHED_RUNNING;
}

/* Is this half of the time control word a length that a slice or quantum may have? */
static bool length_is_good(unsigned t)
{
    return t == TIME_UNCHANGED ||
           (!l4time_is_point(t) && (t == L4TIME_NEVER || l4time_period_us(t) != 0));
}

static enum l4_error check(struct tcb *self, struct tcb *t, word_t time, word_t processor,
                           word_t prio, word_t preemption)
{
    struct tcb *scheduler;
    bool privileged = self->space->privileged;

    if (t == NULL)
        return L4_ERR_THREAD;
    scheduler = tcb_find(t->scheduler);
    if (!privileged && (scheduler == NULL || scheduler->space != self->space))
        return L4_ERR_PRIVILEGE;
    if (time != WORD_MAX &&
        (!length_is_good(time & 0xffff) || !length_is_good((time >> 16) & 0xffff)))
        return L4_ERR_PARAM;
    if (processor != WORD_MAX && (processor & 0xffff) >= CONFIG_MAX_CPUS)
        return L4_ERR_PARAM;
    if (prio != WORD_MAX && !privileged && (prio & 0xff) > self->prio)
        return L4_ERR_PARAM;
    if (preemption != WORD_MAX && !privileged && ((preemption >> 16) & 0xff) > self->prio)
        return L4_ERR_PARAM;
    return L4_OK;
}

static void set_time(struct tcb *t, word_t time)
{
    unsigned slice = (unsigned)(time >> 16) & 0xffff;
    unsigned quantum = (unsigned)time & 0xffff;

    if (slice != TIME_UNCHANGED)
        sched_set_slice(t, l4time_period_us(slice));
    if (quantum != TIME_UNCHANGED)
        sched_set_quantum(t, l4time_period_us(quantum));
}

static void set_preemption(struct tcb *t, word_t preemption)
{
    unsigned sensitive = (unsigned)(preemption >> 16) & 0xff;

    /* A value below the thread's own priority is ignored: it would change nothing. */
    t->sensitive_prio = (uint8_t)MAX(sensitive, t->prio);
    t->max_delay_us = (uint16_t)(preemption & 0xffff);
    t->delay_left_us = t->max_delay_us;
}

word_t sys_schedule(struct tcb *self, tid_t dest, word_t time, word_t processor, word_t prio,
                    word_t preemption, word_t *old_time)
{
    struct tcb *t = tcb_resolve(self->space, dest);
    enum l4_error error;
    word_t result;

    *old_time = 0;
    if (dest == TID_NIL)
        return SCHED_DEAD;
    error = check(self, t, time, processor, prio, preemption);
    if (error != L4_OK) {
        tcb_set_error(self, error);
        return SCHED_ERROR;
    }
    result = state_of(t);
    *old_time =
        (word_t)l4time_from_us(sched_slice_left(t)) << 16 | l4time_from_us(sched_quantum_left(t));
    if (time != WORD_MAX)
        set_time(t, time);
    if (prio != WORD_MAX)
        sched_set_prio(t, prio & 0xff);
    if (preemption != WORD_MAX)
        set_preemption(t, preemption);
    return result;
}

void sys_thread_switch(struct tcb *self, tid_t dest)
{
    struct cpu *cpu = this_cpu();
    struct tcb *t = dest == TID_NIL ? NULL : tcb_resolve(self->space, dest);

    if (t != NULL && (t == self || sched_donate(cpu, t)))
        return;
    sched_yield(cpu);
}
