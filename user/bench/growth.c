/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * How cost grows with the number of threads: ready ones at one priority, and waiting ones with timeouts.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4io.h>

#include "bench.h"
#include "env.h"

#define ROUNDS      20
#define MAX_THREADS 10000

#define PRIO_INITIAL 100 /* of new threads */

/* Room for the UTCBs of all these threads, in a space of their own. */
#define AREA_BASE ((L4_Word_t)0x90000000) /* no board links programs there */
#define AREA_LOG2 24

static L4_ThreadId_t crowd_space; /* its first thread */
static unsigned crowd_size;
static L4_ThreadId_t crowd[MAX_THREADS];
static volatile L4_Word_t crowd_period; /* of the sleeper that starts next, in seconds */
static volatile unsigned ready_number;
static volatile unsigned priority_number;

static void *utcb_of(unsigned i)
{
    return (void *)(AREA_BASE + i * L4_UtcbSize(L4_GetKernelInterface()));
}

static void make_space(void)
{
    void *kip = L4_GetKernelInterface();
    L4_Word_t old;

    crowd_space = env_new_id();
    if (!L4_ThreadControl(crowd_space, crowd_space, env_main, L4_nilthread,
                          (void *)~(L4_Word_t)0) ||
        !L4_SpaceControl(crowd_space, 0, L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip)),
                         L4_FpageLog2(AREA_BASE, AREA_LOG2), L4_nilthread, &old))
        bench_fail("the crowd's space");
    crowd_size = 0;
}

/* Makes the crowd larger. All its threads use one stack: none of them ever comes back to what it left there. */
static void grow(unsigned n, void (*entry)(void))
{
    while (crowd_size < n) {
        L4_ThreadId_t t = crowd_size == 0 ? crowd_space : env_new_id();

        crowd_period = 1000 + crowd_size * 7 % 1000;
        if (!L4_ThreadControl(t, crowd_space, env_main, env_pager, utcb_of(crowd_size)))
            bench_fail("a thread of the crowd");
        if (!env_start(t, entry, bench_stack[1] + BENCH_STACK_WORDS))
            bench_fail("the start of a thread of the crowd");
        crowd[crowd_size++] = t;
    }
}

/* Lets the threads of the crowd come to where they wait. */
static void settle(void)
{
    L4_Sleep(L4_TimePeriod(500000));
}

static void disperse(void)
{
    while (crowd_size > 0)
        (void)L4_ThreadControl(crowd[--crowd_size], L4_nilthread, L4_nilthread, L4_nilthread,
                               (void *)~(L4_Word_t)0);
}

static void sleeper(void)
{
    (void)L4_Receive_Timeout(env_main, L4_TimePeriod(crowd_period * 1000000));
    for (;;)
        L4_Sleep(L4_Never);
}

static void measure_calls(L4_ThreadId_t pong, unsigned n)
{
    unsigned number = bench_new(2 * ROUNDS, "growth.ipc.threads=%u", n);
    int i;

    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Call(pong);
    bench_begin(number);
    for (i = 0; i < ROUNDS; i++) {
        L4_Set_MsgTag(L4_Niltag);
        (void)L4_Call(pong);
    }
    bench_end();
    number = bench_new(ROUNDS, "growth.timeout.cancelled.threads=%u", n);
    bench_begin(number);
    for (i = 0; i < ROUNDS; i++) {
        L4_Set_MsgTag(L4_Niltag);
        (void)L4_Call_Timeouts(pong, L4_Never, L4_TimePeriod(1000000));
    }
    bench_end();
    number = bench_new(ROUNDS, "growth.timeout.expired.threads=%u", n);
    bench_begin(number);
    for (i = 0; i < ROUNDS; i++)
        L4_Sleep(L4_TimePeriod(500));
    bench_end();
}

static void measure_create(unsigned n)
{
    unsigned number = bench_new(ROUNDS, "growth.thread.create-delete.threads=%u", n);
    int i;

    bench_begin(number);
    for (i = 0; i < ROUNDS; i++) {
        L4_ThreadId_t t = env_create(L4_nilthread, env_pager);

        if (L4_IsNilThread(t))
            bench_fail("creating a thread");
        (void)env_delete(t);
    }
    bench_end();
}

void bench_growth(void)
{
    static const unsigned sizes[] = {0, 10, 100, 1000, MAX_THREADS};
    L4_ThreadId_t pong = bench_thread(L4_anythread, bench_pong, 0);
    unsigned i;

    make_space();
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        grow(sizes[i], sleeper);
        settle();
        measure_calls(pong, sizes[i]);
        measure_create(sizes[i]);
    }
    disperse();
    (void)env_delete(pong);
}

/*
 * Ready threads
 */

static void yielder(void)
{
    for (;;)
        L4_Yield();
}

/* A ready thread goes from one ready queue to another, both below that of the others. */
static void measure_priority(void)
{
    L4_ThreadId_t t = crowd[crowd_size / 2];
    int i;

    (void)L4_Set_Priority(t, 10);
    (void)L4_Set_Priority(t, 20);
    bench_begin(priority_number);
    for (i = 0; i < ROUNDS / 2; i++) {
        (void)L4_Set_Priority(t, 10);
        (void)L4_Set_Priority(t, 20);
    }
    bench_end();
    (void)L4_Set_Priority(t, PRIO_INITIAL);
}

static void measure_yield(void)
{
    int i;

    bench_end();
    for (i = 0; i < 2; i++)
        L4_Yield();
    bench_begin(ready_number);
    for (i = 0; i < 4; i++)
        L4_Yield();
    bench_end();
    measure_priority();
    bench_done();
}

void bench_ready(void)
{
    static const unsigned sizes[] = {1, 10, 1000, MAX_THREADS};
    unsigned i;

    make_space();
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        L4_ThreadId_t t;

        grow(sizes[i], yielder);
        ready_number = bench_new(4 * (sizes[i] + 1), "ready.yield.threads=%u", sizes[i]);
        priority_number = bench_new(ROUNDS, "ready.priority.threads=%u", sizes[i]);
        t = bench_thread(L4_nilthread, measure_yield, 0);
        (void)env_delete(t);
    }
    disperse();
}
