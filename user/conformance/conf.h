/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The conformance suite: tests of the L4 X.2 interface, each in a thread of its own.
 *
 * A supervisor (the root task's first thread) starts one test after the other, ends a test that
 * hangs, and removes all threads and mappings that it left. All spaces that tests make see the
 * program's image, the kernel interface page and the UTCB area where the root task has them, so
 * globals are shared by all threads. Numbers in the tests' tables (R134) are those of the
 * requirements list of the interface, A1... those of the architecture's page.
 */
#pragma once

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4io.h>

#include <user_arch.h>

/* Tests' tables. */
struct ct_test {
    const char *name;
    void (*run)(void);
    const char *covers; /* "R1 R2" */
    unsigned flags;
    unsigned seconds; /* limit; 0: the usual one */
};

#define CT_SMP  1u  /* needs a second processor */
#define CT_IO   2u  /* needs I/O fpages */
#define CT_BIG  4u  /* needs a second page size */
#define CT_IRQ  8u  /* needs an interrupt that a program can cause */
#define CT_LONG 16u /* only in long mode */

struct ct_suite {
    const char *name;
    const struct ct_test *tests;
    unsigned count;
    int lipc; /* run with Lipc in place of Ipc; adds R143 */
};

#define CT_SUITE(variable, label, table)                                                           \
    const struct ct_suite variable = {label, table, sizeof(table) / sizeof((table)[0]), 0}

/* Checks. CHECK goes on after a failure, REQUIRE ends the test; both work in any thread. */
void ct_fail(const char *file, int line, const char *what, L4_Word_t got, L4_Word_t want, int two);
void ct_end(void) __attribute__((noreturn));
void ct_skip(const char *reason) __attribute__((noreturn));

#define CT_FILE __FILE__
#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond))                                                                               \
            ct_fail(CT_FILE, __LINE__, #cond, 0, 0, 0);                                            \
    } while (0)
#define REQUIRE(cond)                                                                              \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            ct_fail(CT_FILE, __LINE__, #cond, 0, 0, 0);                                            \
            ct_end();                                                                              \
        }                                                                                          \
    } while (0)
/* An upper bound of time: on a loaded machine it may be missed, so the test is tried again. */
void ct_late(const char *file, int line, const char *what);
#define CHECK_LATE(cond)                                                                           \
    do {                                                                                           \
        if (!(cond))                                                                               \
            ct_late(CT_FILE, __LINE__, #cond);                                                     \
    } while (0)
#define CHECK_EQ(got, want)                                                                        \
    do {                                                                                           \
        L4_Word_t ct_got = (L4_Word_t)(got);                                                       \
        L4_Word_t ct_want = (L4_Word_t)(want);                                                     \
        if (ct_got != ct_want)                                                                     \
            ct_fail(CT_FILE, __LINE__, #got, ct_got, ct_want, 1);                                  \
    } while (0)
#define REQUIRE_EQ(got, want)                                                                      \
    do {                                                                                           \
        L4_Word_t ct_got = (L4_Word_t)(got);                                                       \
        L4_Word_t ct_want = (L4_Word_t)(want);                                                     \
        if (ct_got != ct_want) {                                                                   \
            ct_fail(CT_FILE, __LINE__, #got, ct_got, ct_want, 1);                                  \
            ct_end();                                                                              \
        }                                                                                          \
    } while (0)

/* The system. Valid in all tests. */
extern void *ct_kip;
extern L4_Word_t ct_page_size; /* the smallest */
extern L4_Word_t ct_big_size;  /* the next larger one, 0: none */
extern L4_Word_t ct_utcb_size;
extern L4_Word_t ct_utcb_base; /* start of the UTCB area of every space made here */
extern L4_Word_t ct_user_base; /* first user thread number */
extern L4_ThreadId_t ct_main_id;
extern L4_ThreadId_t ct_pager_id;
extern L4_ThreadId_t ct_test_id;
extern L4_ThreadId_t ct_sigma0;
extern int ct_starts_at_255; /* the supervisor's priority was the highest one */
extern L4_Word_t ct_seed;
extern int ct_long;
extern int ct_use_lipc;

/* Priorities: the supervisor and the pager are above all tests. */
#define CT_PRIO_TEST   150
#define CT_PRIO_HELPER 100 /* the kernel's default for new threads */

/*
 * Threads. Places: nilthread is the root task's space, anythread a new one, else that of a thread.
 */
#define CT_OWN     ct_test_id
#define CT_NEW     L4_anythread
#define CT_SLOTS   512u /* UTCBs in the spaces made here */
#define CT_NO_UTCB (~(L4_Word_t)0)

L4_ThreadId_t ct_new_id(void);
L4_Word_t ct_utcb_of(L4_ThreadId_t t); /* the location that the harness gives to a thread */

/* ThreadControl: 0, or the error code (99: it failed without). */
L4_Word_t ct_tc(L4_ThreadId_t dest, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                L4_ThreadId_t pager, L4_Word_t utcb);
L4_Word_t ct_delete(L4_ThreadId_t t);
/* SpaceControl with the usual areas: 0 or the error code. */
L4_Word_t ct_configure(L4_ThreadId_t t);

L4_ThreadId_t ct_inactive(L4_ThreadId_t place);
L4_ThreadId_t ct_create(L4_ThreadId_t place, L4_ThreadId_t pager);
/* A thread that runs a function and sleeps when that returns. Pager: the suite's. */
L4_ThreadId_t ct_run(L4_ThreadId_t place, void (*entry)(void));
L4_ThreadId_t ct_run_paged(L4_ThreadId_t place, void (*entry)(void), L4_ThreadId_t pager);
/* The same at a priority that it has from the start. */
L4_ThreadId_t ct_run_prio(L4_ThreadId_t place, void (*entry)(void), L4_Word_t prio);
L4_Word_t ct_stack_for(L4_ThreadId_t t); /* a fresh stack pointer */
int ct_done(L4_ThreadId_t t);            /* has its function returned? */
/* Waits up to two seconds until it has, or until a thread is in a state of Schedule's. */
int ct_until_done(L4_ThreadId_t t);
int ct_until(L4_ThreadId_t t, L4_Word_t state);
L4_Word_t ct_state(L4_ThreadId_t t);
void ct_sleep(L4_Word64_t us);
L4_Word64_t ct_now(void);

/* ExchangeRegisters without values, and a whole one. */
L4_Word_t ct_exregs(L4_ThreadId_t t, L4_Word_t control);
#define CT_X_H      0x101u /* halt */
#define CT_X_RESUME 0x100u
#define CT_X_RS     0x006u

/*
 * IPC. Tag first, message registers by L4_LoadMR; the error is 0 or ErrorCode.
 */
#define CT_NEVER ((L4_Word_t)0)
#define CT_ZERO  ((L4_Word_t)0x400)
L4_Word_t ct_us(L4_Word64_t us); /* a period, 0: zero time */
void ct_tag(L4_Word_t label, L4_Word_t u, L4_Word_t t);
L4_MsgTag_t ct_ipc(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t snd, L4_Word_t rcv,
                   L4_ThreadId_t *sender);
L4_Word_t ct_error(L4_MsgTag_t tag);
L4_MsgTag_t ct_send(L4_ThreadId_t to, L4_Word_t snd);
L4_MsgTag_t ct_recv(L4_ThreadId_t from, L4_Word_t rcv);
L4_Word_t ct_mr(int i);
L4_Word_t ct_br(int i);
/* The tag of which only label and counts are looked at. */
#define CT_TAG(label, u, t) ((L4_Word_t)(label) << 16 | (L4_Word_t)(t) << 6 | (L4_Word_t)(u))

/* The kernel's: its labels are negative numbers, given here as 16 bits. */
#define CT_KERNEL_TAG(label, u)                                                                    \
    ((L4_Word_t)(L4_SignedWord_t)(L4_SignedWord16_t)(label) << 16 | (L4_Word_t)(u))

/*
 * Memory: pages of the root task's own (mapped from sigma0), and a range where tests map things.
 */
#define CT_PAGES 64u
L4_Word_t ct_page(unsigned i); /* address of page i */
L4_Word_t ct_big(void);        /* address of a large page, 0: none */
#define CT_WINDOW      0x70000000UL
#define CT_WINDOW_LOG2 27
#define CT_VIEW(i)     (CT_WINDOW + (L4_Word_t)(i)*ct_page_size)
L4_Fpage_t ct_fp(L4_Word_t address, L4_Word_t rights); /* one smallest page */
L4_Fpage_t ct_fpl(L4_Word_t address, L4_Word_t log2, L4_Word_t rights);
L4_Word_t ct_page_log2(void);

/*
 * The suite's pager. It maps the image, and pages of views; other faults are kept waiting until
 * ct_release lets the pager look again.
 */
struct ct_fault {
    L4_ThreadId_t from;
    L4_Word_t tag;
    L4_Word_t address;
    L4_Word_t ip;
};
#define CT_FAULTS 64u
extern volatile struct ct_fault ct_faults[CT_FAULTS]; /* those outside the image */
extern volatile L4_Word_t ct_fault_count;
void ct_view(L4_Word_t base, L4_Word_t size, L4_Word_t source, L4_Word_t rights);
void ct_view_clear(void);
/* A page that is mapped wherever in CT_WINDOW no view is; 0: none. */
void ct_substitute(L4_Word_t page);
void ct_release(void);

/* The threads and stacks from number n of the test on are free again (2 is the first). */
void ct_rewind(unsigned n);

/* Waits until the pager has seen n faults, two seconds at most. */
int ct_until_faults(L4_Word_t n);

/* Reads and writes by a thread that may fault, as one load or store. */
static inline L4_Word_t ct_read(L4_Word_t address)
{
    return *(volatile L4_Word_t *)address;
}

static inline void ct_write(L4_Word_t address, L4_Word_t value)
{
    *(volatile L4_Word_t *)address = value;
}

/* A generator of numbers: the same sequence for the same seed. */
L4_Word_t ct_random(L4_Word_t *state);

/* Within a test, between two parts: the first part's faults, views and threads are forgotten. */
void harness_next(void);

/* The supervisor calls sigma0 with two words; returns its error. */
L4_Word_t ct_main_asks(L4_Word_t label, L4_Word_t mr1, L4_Word_t mr2, L4_Word_t timeout);

/* Repeats until a condition holds, two seconds at most. */
#define CT_UNTIL(cond)                                                                             \
    do {                                                                                           \
        L4_Word64_t ct_limit = ct_now() + 2000000;                                                 \
        while (!(cond) && ct_now() < ct_limit)                                                     \
            ct_sleep(500);                                                                         \
    } while (0)
