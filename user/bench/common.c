/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Measurements: numbers, names and ends.
 */
#include <l4/ipc.h>
#include <l4/schedule.h>
#include <l4/thread.h>
#include <l4io.h>

#include "bench.h"
#include "env.h"

volatile char bench_marks[BENCH_MARKS];
L4_Word_t bench_stack[2][BENCH_STACK_WORDS];
volatile L4_Word_t bench_failure;

static unsigned last_number;

unsigned bench_new(L4_Word_t operations, const char *format, ...)
{
    char name[80];
    va_list args;

    if (++last_number == BENCH_MARKS)
        bench_fail("more measurements than marks");
    va_start(args, format);
    vsnprintf(name, sizeof(name), format, args);
    va_end(args);
    printf("BENCH-MARK %u %lu %s\n", last_number, operations, name);
    return last_number;
}

void bench_done(void)
{
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    for (;;)
        L4_Sleep(L4_Never);
}

void bench_fail(const char *what)
{
    printf("bench: %s: error %lu (%s), a thread's error + 1: %lu\n", what, L4_ErrorCode(),
           L4_ErrorCode_String(L4_ErrorCode()), bench_failure);
    env_exit(1);
}

L4_ThreadId_t bench_thread(L4_ThreadId_t space, void (*entry)(void), unsigned stack)
{
    L4_ThreadId_t t = env_run(space, entry, bench_stack[stack] + BENCH_STACK_WORDS);

    if (L4_IsNilThread(t) || L4_IpcFailed(L4_Receive(t)))
        bench_fail("a thread did not start");
    return t;
}

void bench_pong(void)
{
    L4_ThreadId_t who;

    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;) {
        L4_Set_MsgTag(L4_Niltag);
        (void)L4_ReplyWait(who, &who);
    }
}
