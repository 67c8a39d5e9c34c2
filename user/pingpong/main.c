/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What IPC costs: within a space, within a space by Lipc, and between two spaces, for messages of
 * 0 to 63 untyped words; and some other system calls.
 *
 * Costs are given for one way (half of a call and its reply). Lines that start with BENCH are for
 * programs to read. Both threads have the same priority.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4io.h>

#include <user_arch.h>

#include "env.h"

#define MAX_WORDS   63
#define ROUNDS      1000
#define WARM_UP     50
#define STACK_WORDS 1024

struct cost {
    L4_Word_t cycles;
    L4_Word_t ns;
};

enum { INTRA, LIPC, INTER, NUM_SETTINGS };

static const char *const setting_name[NUM_SETTINGS] = {"intra", "lipc", "inter"};

static L4_Word_t ping_stack[STACK_WORDS];
static L4_Word_t pong_stack[STACK_WORDS];

/* Shared by all spaces. */
static struct cost costs[NUM_SETTINGS][MAX_WORDS + 1];
static volatile L4_ThreadId_t partner; /* pong, as ping calls it */
static volatile L4_Word_t failure;     /* first error code of ping, plus one */

static void tell_main(void)
{
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    for (;;)
        L4_Sleep(L4_Never);
}

static void pong(void)
{
    L4_ThreadId_t who;

    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;)
        (void)L4_ReplyWait(who, &who);
}

static void pong_local(void)
{
    L4_ThreadId_t who;

    partner.raw = L4_MyLocalId().raw;
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;)
        (void)L4_LreplyWait(who, &who);
}

static void note_cost(struct cost *c, L4_Word64_t cycles, L4_Word64_t us, L4_Word_t n)
{
    c->cycles = (L4_Word_t)(cycles / n);
    c->ns = (L4_Word_t)(us * 1000 / n);
}

static int rounds(L4_ThreadId_t to, int local, L4_Word_t words, int n)
{
    L4_MsgTag_t tag;
    L4_MsgTag_t answer;

    tag.raw = words;
    while (n-- > 0) {
        L4_Set_MsgTag(tag);
        answer = local ? L4_Lcall(to) : L4_Call(to);
        if (answer.raw != tag.raw) {
            failure = 1 + (L4_IpcFailed(answer) ? L4_ErrorCode() : 0);
            return 0;
        }
    }
    return 1;
}

static void measure(struct cost *table, int local)
{
    L4_ThreadId_t to;
    L4_Word_t words;

    to.raw = partner.raw;
    for (words = 0; words <= MAX_WORDS; words++) {
        L4_Clock_t us;
        L4_Word64_t cycles;

        if (!rounds(to, local, words, WARM_UP))
            break;
        us = L4_SystemClock();
        cycles = user_cycles();
        if (!rounds(to, local, words, ROUNDS))
            break;
        cycles = user_cycles() - cycles;
        us.raw = L4_SystemClock().raw - us.raw;
        note_cost(&table[words], cycles, us.raw, 2 * ROUNDS);
    }
    tell_main();
}

static void ping_intra(void)
{
    measure(costs[INTRA], 0);
}

static void ping_lipc(void)
{
    measure(costs[LIPC], 1);
}

static void ping_inter(void)
{
    measure(costs[INTER], 0);
}

/* One setting: starts both threads, waits until ping is done. Returns 0 on failure. */
static int run(int setting)
{
    static void (*const ping[NUM_SETTINGS])(void) = {ping_intra, ping_lipc, ping_inter};
    L4_ThreadId_t space = setting == INTER ? L4_anythread : L4_nilthread;
    L4_ThreadId_t a;
    L4_ThreadId_t b;

    b = env_run(space, setting == LIPC ? pong_local : pong, pong_stack + STACK_WORDS);
    if (L4_IsNilThread(b) || L4_IpcFailed(L4_Receive(b)))
        return 0;
    if (setting != LIPC)
        partner.raw = b.raw;
    a = env_run(space, ping[setting], ping_stack + STACK_WORDS);
    if (L4_IsNilThread(a) || L4_IpcFailed(L4_Receive(a)))
        return 0;
    (void)env_delete(a);
    (void)env_delete(b);
    return failure == 0;
}

/*
 * Other calls
 */

#define CALLS 200

#define MEASURE_CALL(result, statement)                                                            \
    do {                                                                                           \
        L4_Clock_t us;                                                                             \
        L4_Word64_t cycles;                                                                        \
        int i;                                                                                     \
        for (i = 0; i < 10; i++) {                                                                 \
            statement;                                                                             \
        }                                                                                          \
        us = L4_SystemClock();                                                                     \
        cycles = user_cycles();                                                                    \
        for (i = 0; i < CALLS; i++) {                                                              \
            statement;                                                                             \
        }                                                                                          \
        cycles = user_cycles() - cycles;                                                           \
        us.raw = L4_SystemClock().raw - us.raw;                                                    \
        note_cost(&(result), cycles, us.raw, CALLS);                                               \
    } while (0)

static void create_and_delete(L4_ThreadId_t t)
{
    (void)L4_ThreadControl(t, L4_Myself(), L4_Myself(), L4_nilthread, (void *)~0UL);
    (void)L4_ThreadControl(t, L4_nilthread, L4_nilthread, L4_nilthread, (void *)~0UL);
}

static void print_call(const char *name, const struct cost *c)
{
    printf("BENCH call.%s cycles=%lu ns=%lu\n", name, c->cycles, c->ns);
}

static void measure_calls(void)
{
    L4_ThreadId_t fresh = env_new_id();
    L4_Fpage_t nothing = L4_Nilpage;
    struct cost c;

    MEASURE_CALL(c, (void)L4_GetKernelInterface());
    print_call("kernelinterface", &c);
    MEASURE_CALL(c, (void)L4_SystemClock());
    print_call("systemclock", &c);
    MEASURE_CALL(c, L4_Yield());
    print_call("threadswitch", &c);
    MEASURE_CALL(c, (void)L4_LocalIdOf(env_main));
    print_call("exchangeregisters", &c);
    MEASURE_CALL(c, (void)L4_UnmapFpage(nothing));
    print_call("unmap", &c);
    MEASURE_CALL(c, (void)L4_Receive_Timeout(L4_Myself(), L4_ZeroTime));
    print_call("ipc.fail", &c);
    MEASURE_CALL(c, create_and_delete(fresh));
    print_call("threadcontrol.create-delete", &c);
}

static void print_table(void)
{
    L4_Word_t words;
    int s;

    printf("\none way, cycles (ns)\n words");
    for (s = 0; s < NUM_SETTINGS; s++)
        printf(" %18s", setting_name[s]);
    printf("\n");
    for (words = 0; words <= MAX_WORDS; words += words < 4 ? 1 : 4) {
        printf("%6lu", words);
        for (s = 0; s < NUM_SETTINGS; s++)
            printf(" %9lu (%6lu)", costs[s][words].cycles, costs[s][words].ns);
        printf("\n");
    }
    printf("\n");
    for (s = 0; s < NUM_SETTINGS; s++)
        for (words = 0; words <= MAX_WORDS; words++)
            printf("BENCH ipc.%s.words=%lu cycles=%lu ns=%lu\n", setting_name[s], words,
                   costs[s][words].cycles, costs[s][words].ns);
}

int main(void)
{
    L4_ProcDesc_t *cpu = L4_ProcDesc(L4_GetKernelInterface(), 0);
    int s;

    printf("pingpong: the cost of IPC\n");
    env_init();
    if (cpu)
        printf("processor at %lu kHz, %d rounds each\n", L4_ProcDescInternalFreq(cpu), ROUNDS);
    for (s = 0; s < NUM_SETTINGS; s++) {
        if (!run(s)) {
            printf("pingpong: %s failed: call error %lu (%s), ping's error code + 1: %lu\n",
                   setting_name[s], L4_ErrorCode(), L4_ErrorCode_String(L4_ErrorCode()), failure);
            env_exit(1);
        }
    }
    print_table();
    measure_calls();
    env_exit(0);
}
