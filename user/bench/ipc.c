/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Ping-pong: call on one side, reply-and-wait on the other, with untyped words. Every crossing of the kernel is one way.
 */
#include <l4/ipc.h>
#include <l4/thread.h>
#include <l4io.h>

#include "bench.h"
#include "env.h"

#define WARM_UP   50
#define ROUNDS    50
#define MAX_SIZES 64

enum setting { INTER, INTRA, INTRA_LOCAL, LIPC, NUM_SETTINGS };

static const char *const setting_name[NUM_SETTINGS] = {"inter", "intra.global", "intra", "lipc"};

/* Of the setting that runs; in all spaces. */
static volatile L4_ThreadId_t partner;
static volatile unsigned num_sizes;
static volatile L4_Word_t sizes[MAX_SIZES];
static volatile unsigned numbers[MAX_SIZES]; /* of the warm measurements */
static volatile unsigned cold_number;

static void pong(void)
{
    L4_ThreadId_t who;

    partner.raw = L4_MyLocalId().raw;
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;)
        (void)L4_ReplyWait(who, &who);
}

static void pong_lipc(void)
{
    L4_ThreadId_t who;

    partner.raw = L4_MyLocalId().raw;
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;)
        (void)L4_LreplyWait(who, &who);
}

static void check(L4_MsgTag_t answer, L4_MsgTag_t tag)
{
    if (answer.raw == tag.raw)
        return;
    bench_failure = 1 + (L4_IpcFailed(answer) ? L4_ErrorCode() : 0);
    bench_done();
}

static L4_MsgTag_t rounds(L4_ThreadId_t to, L4_MsgTag_t tag, int n)
{
    L4_MsgTag_t answer;

    do {
        L4_Set_MsgTag(tag);
        answer = L4_Call(to);
    } while (--n > 0);
    return answer;
}

static L4_MsgTag_t rounds_lipc(L4_ThreadId_t to, L4_MsgTag_t tag, int n)
{
    L4_MsgTag_t answer;

    do {
        L4_Set_MsgTag(tag);
        answer = L4_Lcall(to);
    } while (--n > 0);
    return answer;
}

static void measure(L4_MsgTag_t (*run)(L4_ThreadId_t to, L4_MsgTag_t tag, int n))
{
    L4_ThreadId_t to;
    L4_MsgTag_t tag;
    unsigned i;

    to.raw = partner.raw;
    tag.raw = sizes[0];
    bench_begin(cold_number);
    check(run(to, tag, 1), tag);
    bench_end();
    for (i = 0; i < num_sizes; i++) {
        tag.raw = sizes[i];
        check(run(to, tag, WARM_UP), tag);
        bench_begin(numbers[i]);
        (void)run(to, tag, ROUNDS);
        bench_end();
        check(run(to, tag, 1), tag);
    }
    bench_done();
}

static void ping(void)
{
    measure(rounds);
}

static void ping_lipc(void)
{
    measure(rounds_lipc);
}

static void run_setting(int setting)
{
    L4_ThreadId_t space = setting == INTER ? L4_anythread : L4_nilthread;
    L4_ThreadId_t a;
    L4_ThreadId_t b;
    unsigned i;

    cold_number = bench_new(2, "ipc.%s.cold.words=%lu", setting_name[setting], sizes[0]);
    for (i = 0; i < num_sizes; i++)
        numbers[i] = bench_new(2 * ROUNDS, "ipc.%s.words=%lu", setting_name[setting], sizes[i]);

    b = env_run(space, setting == LIPC ? pong_lipc : pong, bench_stack[0] + BENCH_STACK_WORDS);
    if (L4_IsNilThread(b) || L4_IpcFailed(L4_Receive(b)))
        bench_fail("pong did not start");
    if (setting == INTER || setting == INTRA)
        partner.raw = b.raw;
    a = env_run(space, setting == LIPC ? ping_lipc : ping, bench_stack[1] + BENCH_STACK_WORDS);
    if (L4_IsNilThread(a) || L4_IpcFailed(L4_Receive(a)) || bench_failure)
        bench_fail(setting_name[setting]);
    (void)env_delete(a);
    (void)env_delete(b);
}

void bench_ipc(const L4_Word_t *words, unsigned count)
{
    unsigned i;
    int setting;

    for (i = 0; i < count; i++)
        sizes[i] = words[i];
    num_sizes = count;
    for (setting = 0; setting < NUM_SETTINGS; setting++)
        run_setting(setting);
}
