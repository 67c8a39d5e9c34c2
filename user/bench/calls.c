/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * System calls other than IPC, one after the other from one thread: the very first, and warm.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#include "bench.h"
#include "env.h"

#define CALLS 50

#define MEASURE(name, statement)                                                                   \
    do {                                                                                           \
        unsigned cold = bench_new(1, name ".cold");                                                \
        unsigned number = bench_new(CALLS, name);                                                  \
        int i;                                                                                     \
                                                                                                   \
        bench_begin(cold);                                                                         \
        statement;                                                                                 \
        bench_end();                                                                               \
        for (i = 0; i < 5; i++) {                                                                  \
            statement;                                                                             \
        }                                                                                          \
        bench_begin(number);                                                                       \
        for (i = 0; i < CALLS; i++) {                                                              \
            statement;                                                                             \
        }                                                                                          \
        bench_end();                                                                               \
    } while (0)

static void *no_utcb(void)
{
    return (void *)~(L4_Word_t)0;
}

static void delete (L4_ThreadId_t t)
{
    (void)L4_ThreadControl(t, L4_nilthread, L4_nilthread, L4_nilthread, no_utcb());
}

static void inactive_thread(L4_ThreadId_t t)
{
    if (!L4_ThreadControl(t, env_main, env_main, L4_nilthread, no_utcb()))
        bench_fail("creating an inactive thread");
    delete (t);
}

static void active_thread(void)
{
    L4_ThreadId_t t = env_create(L4_nilthread, env_pager);

    if (L4_IsNilThread(t))
        bench_fail("creating a thread");
    (void)env_delete(t);
}

static void space(void)
{
    L4_ThreadId_t t = env_create(L4_anythread, env_pager);

    if (L4_IsNilThread(t))
        bench_fail("creating a space");
    (void)env_delete(t);
}

void bench_calls(void)
{
    L4_ThreadId_t fresh = env_new_id();
    L4_ThreadId_t other = env_create(L4_nilthread, env_pager);
    L4_Word_t old;
    L4_Clock_t clock;

    MEASURE("call.kernelinterface", (void)L4_GetKernelInterface());
    MEASURE("call.systemclock", clock = L4_SystemClock());
    (void)clock;
    MEASURE("call.threadswitch", L4_Yield());
    MEASURE("call.exchangeregisters", (void)L4_LocalIdOf(other));
    MEASURE("call.schedule", (void)L4_Schedule(other, ~0UL, ~0UL, ~0UL, ~0UL, &old));
    MEASURE("call.unmap.nothing", (void)L4_UnmapFpage(L4_Nilpage));
    MEASURE("call.ipc.fails", (void)L4_Receive_Timeout(other, L4_ZeroTime));
    MEASURE("thread.inactive.create-delete", inactive_thread(fresh));
    MEASURE("thread.active.create-delete", active_thread());
    MEASURE("space.create-delete", space());
    (void)env_delete(other);
}
