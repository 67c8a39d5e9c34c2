/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the root task's first thread does while all workers wait: it sets one going, or changes the world they live in.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4io.h>

#include <user_arch.h>

#include "agreement.h"
#include "env.h"

#define PRIO_WORKER 100
#define NO_UTCB     ((void *)~(L4_Word_t)0)

static void fold_ipc(L4_MsgTag_t tag)
{
    fold(tag.raw);
    if (L4_IpcFailed(tag))
        fold(L4_ErrorCode());
}

static void send(unsigned n)
{
    L4_MsgTag_t tag;
    unsigned u = pick(4);
    unsigned i;

    for (i = 1; i <= u; i++)
        L4_LoadMR((int)i, random_bits());
    tag.raw = (L4_Word_t)pick(0x10000) << 16 | u;
    L4_Set_MsgTag(tag);
    fold_ipc(L4_Send_Timeout(workers[n].id, L4_ZeroTime));
}

/* A worker that a message wakes, if there is one. */
static void send_to_waiting(void)
{
    unsigned n = pick(WORKERS);
    unsigned i;

    for (i = 0; i < WORKERS; i++, n = (n + 1) % WORKERS)
        if (workers[n].posture == L4_anythread.raw || workers[n].posture == env_main.raw)
            break;
    send(n);
}

static void receive(unsigned n)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_Word_t word;
    L4_MsgTag_t tag;
    int i;

    if (one_in(2))
        tag = L4_Receive_Timeout(workers[n].id, L4_ZeroTime);
    else
        tag = L4_Wait_Timeout(L4_ZeroTime, &from);
    fold_ipc(tag);
    fold(from.raw);
    for (i = 0; i < 64; i++) {
        L4_StoreMR(i, &word);
        fold(word);
    }
}

/* ExchangeRegisters tells where a thread is in its system call: that is the same on all paths. */
static void exchange(unsigned n, L4_Word_t control)
{
    __L4_ExregsResult_t r =
        __L4_Exregs(workers[n].id, control | __L4_EXREGS_DELIVER, 0, 0, 0, 0, L4_nilthread);

    fold(r.id.raw);
    fold(r.control);
    fold(r.sp);
    fold(r.ip);
    fold(r.handle);
    fold(r.pager.raw);
}

static void cancel(unsigned n)
{
    static const L4_Word_t controls[] = {__L4_EXREGS_RECV, __L4_EXREGS_SEND,
                                         __L4_EXREGS_RECV | __L4_EXREGS_SEND, 0};

    exchange(n, controls[pick(sizeof(controls) / sizeof(controls[0]))]);
}

static void halt_or_resume(unsigned n)
{
    workers[n].halted = !workers[n].halted && one_in(8);
    exchange(n, __L4_EXREGS_SETHALT | (workers[n].halted ? __L4_EXREGS_HALT : 0));
}

static void change_priority(unsigned n)
{
    fold(L4_Set_Priority(workers[n].id, PRIO_WORKER + pick(3)));
}

/* A finite total quantum, longer than the run. */
static void change_quantum(unsigned n)
{
    L4_Time_t quantum = L4_TimePeriod((L4_Word64_t)100000 * 1000000);

    workers[n].has_quantum = !workers[n].has_quantum && one_in(8);
    fold(L4_Set_Timeslice(workers[n].id, L4_Never, workers[n].has_quantum ? quantum : L4_Never));
}

static void next_version(struct worker *w)
{
    w->version = w->version % 62 + 1;
    w->id = L4_GlobalId(L4_ThreadNo(w->id), w->version);
}

static void change_version(unsigned n)
{
    next_version(&workers[n]);
    fold(L4_ThreadControl(workers[n].id, workers[n].id, L4_nilthread, L4_nilthread, NO_UTCB));
}

static void replace(unsigned n)
{
    if (!L4_ThreadControl(workers[n].id, L4_nilthread, L4_nilthread, L4_nilthread, NO_UTCB))
        give_up("deleting a worker");
    next_version(&workers[n]);
    worker_create(n);
}

static void change_redirector(unsigned n)
{
    L4_Word_t old = 0;

    fold(L4_SpaceControl(space_anchor[SPACE_REDIRECTED], 0, L4_Nilpage, L4_Nilpage,
                         one_in(4) ? workers[n].id : L4_anythread, &old));
}

static void read_states(void)
{
    L4_Word_t unchanged = ~(L4_Word_t)0;
    L4_Word_t old;
    unsigned n;

    for (n = 0; n < WORKERS; n++)
        fold(L4_Schedule(workers[n].id, unchanged, unchanged, unchanged, unchanged, &old));
}

void worker_create(unsigned n)
{
    struct worker *w = &workers[n];

    w->posture = 0;
    w->halted = 0;
    w->has_quantum = 0;
    w->local = L4_nilthread;
    worker_starting = n;
    if (!L4_ThreadControl(w->id, space_anchor[w->space], env_main, env_pager, (void *)w->utcb))
        give_up("creating a worker");
    if (!L4_Set_Priority(w->id, PRIO_WORKER + pick(3)) ||
        !L4_Set_Timeslice(w->id, L4_Never, L4_Never))
        give_up("scheduling a worker");
    /* The start message would be IPC that nobody has marked. */
    L4_Start_SpIp(w->id, user_initial_sp(worker_stack[n] + WORD_STACK), (L4_Word_t)worker_main);
}

void conduct(void)
{
    unsigned what = pick(64);
    unsigned n = pick(WORKERS);

    if (is_traced(steps_done))
        printf("AGREE-STEP before %lu: conductor's action %u for worker %u, digest %lx\n",
               steps_done, what, n, digest);
    agreement_mark(KIND_CONDUCTOR);
    fold(what);
    if (what < 24)
        send_to_waiting();
    else if (what < 30)
        send(n);
    else if (what < 38)
        receive(n);
    else if (what < 50)
        cancel(n);
    else if (what < 53)
        halt_or_resume(n);
    else if (what < 56)
        change_priority(n);
    else if (what < 58)
        change_quantum(n);
    else if (what < 60)
        change_version(n);
    else if (what < 61)
        replace(n);
    else if (what < 62)
        change_redirector(n);
    else
        read_states();
}
