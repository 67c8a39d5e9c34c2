/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Page faults served by a pager at user level, and exceptions.
 */
#include <l4/ipc.h>
#include <l4/thread.h>

#include "bench.h"
#include "env.h"

#define FAULTS     64
#define EXCEPTIONS 20

static volatile unsigned fault_number;

/* In a new space: the buffer has not been touched there. The environment's pager maps one page per fault. */
static void toucher(void)
{
    L4_Word_t i;
    const volatile char *page = bench_buffer[0];

    (void)bench_marks[0];
    bench_end(); /* the page of the marks is mapped for writing */
    (void)page[FAULTS * env_page_size];
    bench_begin(fault_number);
    for (i = 0; i < FAULTS; i++)
        (void)page[i * env_page_size];
    bench_end();
    bench_done();
}

/* Its handler never moves the instruction pointer: the exception is raised again and again. */
static void thrower(void)
{
    L4_Set_ExceptionHandler(env_main);
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    __builtin_trap();
}

static void answer_exceptions(L4_ThreadId_t who, int n)
{
    while (n-- > 0) {
        L4_Set_MsgTag(L4_Niltag);
        if (L4_IpcFailed(L4_Call(who)))
            bench_fail("no exception came");
    }
}

void bench_faults(void)
{
    L4_ThreadId_t t;
    unsigned number;

    fault_number = bench_new(FAULTS, "fault.page");
    t = bench_thread(L4_anythread, toucher, 0);
    (void)env_delete(t);

    t = bench_thread(L4_anythread, thrower, 0);
    if (L4_IpcFailed(L4_Receive(t)))
        bench_fail("no exception came");
    answer_exceptions(t, 5);
    number = bench_new(EXCEPTIONS, "fault.exception");
    bench_begin(number);
    answer_exceptions(t, EXCEPTIONS);
    bench_end();
    (void)env_delete(t);
}
