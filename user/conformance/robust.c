/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Robustness: hostile calls, many threads with timeouts, creation and deletion in masses.
 */
#include "arch.h"

#define WORKERS 4 /* pairs share a space */

static volatile L4_Word_t progress[WORKERS];
static volatile L4_Word_t state[WORKERS];
static volatile L4_Word_t goal;
static volatile L4_Word_t worker_count;
static L4_Word_t ids[16];

static L4_Word_t random_id(L4_Word_t *s)
{
    L4_Word_t w = ct_random(s);

    switch (w % 4) {
    case 0:
        return ids[(w >> 8) % 16];
    case 1:
        return L4_GlobalId((w >> 8) % (ct_user_base + 40), 1 + (w >> 20) % 3).raw;
    case 2:
        return ct_utcb_base + ((w >> 8) % 64) * 64;
    default:
        return ct_random(s);
    }
}

static L4_Word_t random_word(L4_Word_t *s)
{
    L4_Word_t w = ct_random(s);

    switch (w % 8) {
    case 0:
        return (w >> 8) & 0xFF;
    case 1:
        return (L4_Word_t)1 << ((w >> 8) % L4_BITS_PER_WORD);
    case 2:
        return ~(L4_Word_t)0 - ((w >> 8) & 0xFF);
    case 3:
        return CT_WINDOW + ((w >> 4) & 0xFFFFFF);
    case 4:
        return arch_kernel_address() + ((w >> 4) & 0xFFFFF);
    case 5:
        return random_id(s);
    default:
        return ct_random(s);
    }
}

/* What a message register may hold. As an fpage most words would be whole spaces, which take long to look through. */
static L4_Word_t random_register(L4_Word_t *s)
{
    L4_Word_t w = random_word(s);

    return ct_random(s) % 8 == 0 ? w : (w & ~0x3F0UL) | (ct_random(s) >> 8) % 24 << 4;
}

/* Timeouts that end soon, mostly. */
static L4_Word_t random_timeouts(L4_Word_t *s)
{
    L4_Word_t w = ct_random(s);

    if (w % 64 == 0)
        return ct_random(s);
    return (CT_ZERO << 16 | CT_ZERO) + (w % 8 == 0 ? 0x10001UL * 20 : 0);
}

/* One call with registers of no sense. */
static void hostile_call(L4_Word_t *s)
{
    L4_Word_t registers[ARCH_REGISTERS];
    unsigned n = (unsigned)(ct_random(s) % arch_calls());
    L4_Word_t mr0;
    unsigned i;

    for (i = 0; i < ARCH_REGISTERS; i++)
        registers[i] = i < 3 && ct_random(s) % 2 ? random_id(s) : random_word(s);
    for (i = 1; i < 64; i++)
        if (ct_random(s) % 4 == 0)
            L4_LoadMR((int)i, random_register(s));
    for (i = 0; i < 33; i++)
        if (ct_random(s) % 8 == 0)
            L4_LoadBR((int)i, random_word(s));
    L4_Set_VirtualSender(__L4_Tid(random_id(s)));
    mr0 = 0x80000000UL | ct_random(s);
    if (ct_random(s) % 8 != 0)
        mr0 &= ~0xFC0UL; /* items cost time: whole spaces are mapped */
    L4_LoadMR(0, mr0);
    arch_hostile(n, registers, random_timeouts(s), mr0);
}

static void worker(void)
{
    L4_Word_t me = worker_count++ % WORKERS;
    L4_Word_t s = state[me];

    L4_Set_ExceptionHandler(ct_pager_id);
    while (progress[me] < goal) {
        L4_Set_Pager(ct_pager_id);
        hostile_call(&s);
        state[me] = s;
        progress[me]++;
    }
}

/* Worker n, in the space of its mate if that is there. */
static L4_ThreadId_t new_worker(unsigned n)
{
    L4_ThreadId_t mate = L4_nilthread;
    L4_ThreadId_t t;

    mate.raw = ids[n ^ 1];
    ct_rewind(2 + n);
    worker_count = n;
    t = ct_run(L4_IsNilThread(mate) ? CT_NEW : mate, worker);
    ct_rewind(2 + WORKERS);
    ids[n] = t.raw;
    CT_UNTIL(worker_count != n);
    return t;
}

/* Runs the workers to the goal; those that block or break themselves are made anew. */
static int all_done(void)
{
    unsigned n;

    for (n = 0; n < WORKERS && progress[n] >= goal; n++)
        ;
    return n == WORKERS;
}

static void supervise(void)
{
    L4_ThreadId_t t[WORKERS];
    L4_Word_t last[WORKERS] = {0};
    unsigned n;

    for (n = 0; n < WORKERS; n++)
        t[n] = new_worker(n);
    while (!all_done()) {
        ct_sleep(3000);
        for (n = 0; n < WORKERS; n++) {
            if (progress[n] < goal && progress[n] == last[n]) {
                (void)ct_delete(t[n]);
                L4_LoadMR(0, 0);
                progress[n]++;
                {
                    L4_Word_t s = state[n];

                    (void)ct_random(&s);
                    state[n] = s;
                }
                t[n] = new_worker(n);
            }
            last[n] = progress[n];
        }
    }
}

static void fuzz(void)
{
    L4_Word_t i;
    L4_Word_t wrong = 0;

    goal = (ct_long ? 10000000 : 100000) / WORKERS;
    for (i = 0; i < 16; i++)
        ids[i] = i < WORKERS ? 0 : L4_GlobalId(ct_user_base + i - WORKERS, 1).raw;
    ids[12] = ~(L4_Word_t)0;
    ids[13] = ~(L4_Word_t)0x3F;
    ids[14] = ct_test_id.raw;
    ids[15] = ct_main_id.raw;
    for (i = 0; i < 8 * ct_page_size / sizeof(L4_Word_t); i++)
        ct_write(ct_page(0) + i * sizeof(L4_Word_t), i * 0x9E3779B1UL);
    for (i = 0; i < WORKERS; i++) {
        progress[i] = 0;
        state[i] = ct_seed + i * 77;
    }
    supervise();
    CHECK(all_done());
    for (i = 0; i < 8 * ct_page_size / sizeof(L4_Word_t); i++)
        wrong += ct_read(ct_page(0) + i * sizeof(L4_Word_t)) != i * 0x9E3779B1UL;
    CHECK_EQ(wrong, 0);
    /* Everything still works. */
    ct_view(CT_VIEW(0), ct_page_size, ct_page(1), 7);
    CHECK_EQ(ct_read(CT_VIEW(0)), ct_read(ct_page(1)));
    CHECK(!L4_IsNilFpage(L4_Sigma0_GetAny(ct_sigma0, ct_page_log2(), ct_fp(CT_VIEW(9), 7))));
}

static volatile L4_Word_t after;

static void lose_utcb(void)
{
    arch_bad_utcb();
    after = 1;
}

static void bad_utcb(void)
{
    int i;

    for (i = 0; i < 5; i++) {
        L4_ThreadId_t t = ct_run(CT_NEW, lose_utcb);

        ct_sleep(5000);
        CHECK_EQ(ct_delete(t), 0);
    }
    CHECK(!L4_IsNilFpage(L4_Sigma0_GetAny(ct_sigma0, ct_page_log2(), ct_fp(CT_VIEW(9), 7))));
}

/*
 * Timeouts of many threads: each waits once, in its turn or all at once
 */

#define SLEEPERS 1000

static volatile L4_Word_t woken;
static volatile L4_Word_t early;
static L4_Word64_t sleep_until;
static L4_Word_t sleep_index;

/* Threads without stacks of their own: they never return from the receive but by the timeout. */
static void sleeper(void)
{
    L4_Word_t i = __atomic_fetch_add(&sleep_index, 1, __ATOMIC_RELAXED);
    L4_Word64_t until = sleep_until + (i * 7919 % 500) * 100;
    L4_Word64_t now = ct_now();

    (void)ct_recv(L4_Myself(), until > now ? ct_us(until - now) : CT_ZERO);
    if (ct_now() + 64 < until - (until - now) / 512)
        early++;
    woken++;
}

static void sleep_once(void)
{
    sleeper();
    for (;;)
        (void)ct_recv(L4_Myself(), CT_NEVER);
}

static L4_Word_t small_stacks[SLEEPERS][128] __attribute__((aligned(16)));

/* Half of them in a space of their own: one has no room for the UTCBs of all. */
static L4_ThreadId_t start_sleeper(L4_ThreadId_t place, L4_Word_t n)
{
    L4_ThreadId_t t = ct_create(place, L4_Myself());

    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, ct_pager_id, CT_NO_UTCB), 0);
    L4_LoadMR(1, (L4_Word_t)sleep_once);
    L4_LoadMR(2, user_initial_sp(&small_stacks[n][128]));
    ct_tag(0, 2, 0);
    REQUIRE_EQ(ct_error(L4_Send_Timeout(t, L4_TimePeriod(1000000))), 0);
    return t;
}

static void many_timeouts(void)
{
    L4_ThreadId_t place = L4_Myself();
    L4_Word_t n;

    woken = early = 0;
    sleep_index = 0;
    sleep_until = ct_now() + 1500000;
    for (n = 0; n < SLEEPERS; n++) {
        L4_ThreadId_t t = start_sleeper(n == SLEEPERS / 2 ? CT_NEW : place, n);

        if (n == SLEEPERS / 2)
            place = t;
    }
    CT_UNTIL(sleep_index == SLEEPERS);
    ct_sleep(10000); /* all have begun to wait */
    CHECK_EQ(sleep_index, SLEEPERS);
    CHECK(ct_now() < sleep_until);
    CHECK_EQ(woken, 0);
    CT_UNTIL(woken == SLEEPERS);
    CHECK_EQ(woken, SLEEPERS);
    CHECK_EQ(early, 0);
}

/* Threads and spaces come and go in thousands; memory comes back. */
static void masses(void)
{
    L4_Word_t rounds = ct_long ? 10000 : 1000;
    L4_ThreadId_t t = ct_new_id();
    L4_Word_t i;

    for (i = 0; i < rounds; i++) {
        REQUIRE_EQ(ct_tc(t, t, L4_Myself(), L4_nilthread, CT_NO_UTCB), 0);
        REQUIRE_EQ(ct_configure(t), 0);
        REQUIRE_EQ(ct_tc(t, t, L4_nilthread, L4_Myself(), ct_utcb_of(t)), 0);
        REQUIRE_EQ(ct_delete(t), 0);
    }
    for (i = 0; i < rounds; i++) {
        REQUIRE_EQ(ct_tc(t, L4_Myself(), L4_Myself(), L4_Myself(), ct_utcb_of(t)), 0);
        REQUIRE_EQ(ct_delete(t), 0);
    }
}

static const struct ct_test tests[] = {
    {"hostile-calls", fuzz, "R244", 0, 1200},
    {"bad-utcb", bad_utcb, "R245", 0, 0},
    {"many-timeouts", many_timeouts, "R33 R134", 0, 20},
    {"masses", masses, "R94", 0, 60},
};

CT_SUITE(robust_suite, "robust", tests);
