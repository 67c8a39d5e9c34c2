/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Root task that finds out how many threads, and how many spaces, fit in the kernel's memory. ci/bench runs it with two sizes of
 * the pool: the difference tells what one costs.
 */
#include <l4/thread.h>
#include <l4/kip.h>
#include <l4/space.h>
#include <l4io.h>

#include "env.h"

#define AREA_BASE ((L4_Word_t)0x90000000) /* no board links programs there */
#define AREA_LOG2 24                      /* for all threads in one space */
#define SMALL     64                      /* UTCBs in each of many spaces */
#define MAX       16000

int main(void);

static L4_ThreadId_t made[MAX];

static void delete_all(unsigned n)
{
    while (n > 0)
        (void)L4_ThreadControl(made[--n], L4_nilthread, L4_nilthread, L4_nilthread,
                               (void *)~(L4_Word_t)0);
}

static int new_space(L4_ThreadId_t t, int is_small)
{
    void *kip = L4_GetKernelInterface();
    L4_Fpage_t area = is_small ? L4_Fpage(AREA_BASE, SMALL * L4_UtcbSize(kip))
                               : L4_FpageLog2(AREA_BASE, AREA_LOG2);
    L4_Word_t old;

    return L4_ThreadControl(t, t, env_main, L4_nilthread, (void *)~(L4_Word_t)0) &&
           L4_SpaceControl(t, 0, L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip)), area,
                           L4_nilthread, &old);
}

/* Threads of one space, or first threads of as many spaces, until the kernel has no more memory. */
static unsigned fill(int spaces)
{
    L4_Word_t size = L4_UtcbSize(L4_GetKernelInterface());
    unsigned n;

    for (n = 0; n < MAX; n++) {
        L4_ThreadId_t t = env_new_id();

        made[n] = t;
        if ((spaces || n == 0) && !new_space(t, spaces)) {
            n++; /* the thread may be there without its space's areas */
            break;
        }
        if (!L4_ThreadControl(t, spaces || n == 0 ? t : made[0], env_main, env_pager,
                              (void *)(AREA_BASE + (spaces ? 0 : n) * size)))
            break;
    }
    delete_all(n < MAX ? n + 1 : n);
    return n;
}

int main(void)
{
    env_init();
    printf("BENCH-VALUE threads %u\n", fill(0));
    printf("BENCH-VALUE spaces %u\n", fill(1));
    env_exit(0);
}
