/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Start, digest and end.
 *
 * Words on the program's command line: steps=N, seed=N, every=N (digests are printed), trace=N (steps from N on are printed),
 * undefined=N (message registers).
 */
#include <l4/bootinfo.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4io.h>

#include "agreement.h"
#include "env.h"

#define PRIO_CONDUCTOR 60
#define PRIO_ANCHOR    50

/* UTCBs of workers: behind those that the environment gives away. */
#define OWN_FIRST_SLOT   600
#define OTHER_FIRST_SLOT 40

int main(void);

extern char __l4_link_base[];
extern char __l4_end[];

L4_ThreadId_t space_anchor[SPACES];
volatile L4_Word_t steps_done;
L4_Word_t steps_limit = 1000000;
L4_Word_t undefined_mrs;
L4_Word32_t random_state;
L4_Word_t digest;

static L4_Word_t seed = 1;
static L4_Word_t trace_first = ~(L4_Word_t)0;
static L4_Word_t interval = 10000; /* steps from one printed digest to the next */
static L4_Word_t anchor_stack[256];

int is_traced(L4_Word_t step)
{
    return step >= trace_first;
}

L4_Word_t step_begin(void)
{
    L4_Word_t step = steps_done;

    while (step >= steps_limit) /* the conductor ends the run */
        L4_Sleep(L4_Never);
    steps_done = step + 1;
    if (step % interval == 0)
        printf("AGREE-DIGEST %lu %lx\n", step, digest);
    return step;
}

void give_up(const char *what)
{
    printf("agreement: %s: error %lu (%s)\n", what, L4_ErrorCode(),
           L4_ErrorCode_String(L4_ErrorCode()));
    env_exit(1);
}

/* ---- command line ---- */

/* The number behind a word in a text; if it is not there, what it was. */
static L4_Word_t argument(const char *text, const char *word, L4_Word_t value)
{
    for (; *text != '\0'; text++) {
        L4_Word_t n = 0;
        int i = 0;

        while (word[i] != '\0' && text[i] == word[i])
            i++;
        if (word[i] != '\0')
            continue;
        for (; text[i] >= '0' && text[i] <= '9'; i++)
            n = n * 10 + (L4_Word_t)(text[i] - '0');
        return n;
    }
    return value;
}

/* Of the second program: the first is sigma0. */
static void read_arguments(void)
{
    const void *info = (const void *)L4_BootInfo(L4_GetKernelInterface());
    const L4_BootRec_t *r;
    const char *line;
    L4_Word_t left;
    int programs = 0;

    if (!info || !L4_BootInfo_Valid(info))
        return;
    r = L4_BootInfo_FirstEntry(info);
    for (left = L4_BootInfo_Entries(info); left > 0; left--, r = L4_BootRec_Next(r)) {
        if (L4_BootRec_Type(r) != L4_BootInfo_SimpleExec || programs++ != 1)
            continue;
        line = L4_SimpleExec_Cmdline(r);
        if (!line)
            continue;
        steps_limit = argument(line, "steps=", steps_limit);
        seed = argument(line, "seed=", seed);
        trace_first = argument(line, "trace=", trace_first);
        interval = argument(line, "every=", interval);
        undefined_mrs = argument(line, "undefined=", undefined_mrs);
    }
}

/* ---- spaces and threads ---- */

/* In a new space: maps the whole image, so that no page fault goes to a redirector later, and stays. */
static void anchor(void)
{
    L4_Word_t at = (L4_Word_t)__l4_link_base & ~(env_page_size - 1);

    for (; at < (L4_Word_t)__l4_end; at += env_page_size)
        (void)*(volatile char *)at;
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    for (;;)
        L4_Sleep(L4_Never);
}

static void make_spaces(void)
{
    unsigned i;

    space_anchor[0] = env_main;
    for (i = 1; i < SPACES; i++) {
        L4_ThreadId_t t = env_create(L4_anythread, env_pager);

        if (L4_IsNilThread(t) || !L4_Set_Priority(t, PRIO_ANCHOR) ||
            !L4_Set_Timeslice(t, L4_Never, L4_Never) ||
            !env_start(t, anchor, anchor_stack + sizeof(anchor_stack) / sizeof(anchor_stack[0])) ||
            L4_IpcFailed(L4_Receive(t)))
            give_up("making a space");
        space_anchor[i] = t;
    }
}

static void make_workers(void)
{
    void *kip = L4_GetKernelInterface();
    L4_Word_t align = (L4_Word_t)1 << L4_UtcbAlignmentLog2(kip);
    L4_Word_t utcb_base = L4_MyLocalId().raw & ~(align - 1);
    unsigned n;

    for (n = 0; n < WORKERS; n++) {
        struct worker *w = &workers[n];

        w->space = n % SPACES;
        w->utcb = utcb_base +
                  (n + (w->space == 0 ? OWN_FIRST_SLOT : OTHER_FIRST_SLOT)) * L4_UtcbSize(kip);
        w->version = 1;
        w->id = env_new_id();
    }
    for (n = 0; n < WORKERS; n++)
        worker_create(n);
}

int main(void)
{
    env_init();
    read_arguments();
    printf("AGREE-SEED %lu steps %lu\n", seed, steps_limit);
    if (undefined_mrs > MAX_UNDEFINED)
        undefined_mrs = MAX_UNDEFINED;
    if (interval == 0)
        interval = 1;
    random_state = (L4_Word32_t)seed * 2654435761u + 1;
    if (random_state == 0)
        random_state = 1;
    print_kinds();
    if (!L4_Set_Timeslice(env_main, L4_Never, L4_Never) ||
        !L4_Set_Timeslice(env_pager, L4_Never, L4_Never) ||
        !L4_Set_Priority(env_main, PRIO_CONDUCTOR))
        give_up("scheduling");
    make_spaces();
    make_workers();
    while (steps_done < steps_limit)
        conduct();
    printf("AGREE-DIGEST %lu %lx\n", steps_done, digest);
    agreement_mark(0);
    env_exit(0);
}
