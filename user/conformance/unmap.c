/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Unmap: rights taken back, and status bits.
 */
#include "arch.h"
#include "agent.h"

#define ALL   L4_FullyAccessible
#define FLUSH 0x40

static L4_ThreadId_t a;
static L4_ThreadId_t b;

/* Agents a and b have page 0 at view 0, b from a; both have accessed nothing. */
static void begin(void)
{
    agent_begin();
    ct_write(ct_page(0), 100);
    a = agent_new(CT_NEW);
    b = agent_new(CT_NEW);
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(0), ct_page_log2());
    REQUIRE_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    REQUIRE_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), ALL), 0), 0);
    (void)L4_GetStatus(ct_fp(ct_page(0), 0));
    (void)agent_unmap(a, 0, ct_fp(CT_VIEW(0), 0));
    (void)agent_unmap(b, 0, ct_fp(CT_VIEW(0), 0));
}

static L4_Word_t status_of(L4_ThreadId_t who)
{
    return L4_Rights(agent_unmap(who, 0, ct_fp(CT_VIEW(0), 0)));
}

static void unmap_and_flush(void)
{
    begin();
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 100);
    (void)agent_unmap(a, 0, ct_fp(CT_VIEW(0), ALL));
    CHECK_EQ(agent_read(b, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 100);
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 100);
    (void)agent_unmap(a, FLUSH, ct_fp(CT_VIEW(0), ALL));
    CHECK_EQ(agent_read(b, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static void write_only(void)
{
    begin();
    CHECK(agent_write(b, CT_VIEW(0), 101));
    (void)agent_unmap(a, 0, ct_fp(CT_VIEW(0), L4_Writable));
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 101);
    CHECK(!agent_write(b, CT_VIEW(0), 102));
    CHECK_EQ(ct_read(ct_page(0)), 101);
    CHECK(agent_write(a, CT_VIEW(0), 103));
    (void)agent_unmap(a, FLUSH, ct_fp(CT_VIEW(0), L4_Writable));
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 103);
    CHECK(!agent_write(a, CT_VIEW(0), 104));
    CHECK_EQ(ct_read(ct_page(0)), 103);
}

static void query(void)
{
    L4_Fpage_t f;

    begin();
    CHECK(agent_write(b, CT_VIEW(0), 1));
    f = L4_GetStatus(ct_fp(ct_page(0), 0));
    CHECK_EQ(f.raw & ~7UL, ct_fp(ct_page(0), 0).raw);
    CHECK_EQ(f.raw & 6, 6);
    CHECK(agent_write(b, CT_VIEW(0), 2));
    CHECK(agent_write(a, CT_VIEW(0), 3));
    CHECK_EQ(ct_read(ct_page(0)), 3);
}

static void status(void)
{
    begin();
    CHECK_EQ(status_of(b), 0);
    (void)agent_read(b, CT_VIEW(0));
    CHECK_EQ(status_of(b) & 6, L4_Readable);
    CHECK_EQ(status_of(b), 0);
    CHECK(agent_write(b, CT_VIEW(0), 1));
    CHECK_EQ(status_of(b) & 6, L4_Readable | L4_Writable);
    CHECK_EQ(status_of(b), 0);
    CHECK_EQ(status_of(b), 0);
}

static void status_executed(void)
{
    begin();
    (void)arch_code(ct_page(0));
    (void)L4_GetStatus(ct_fp(ct_page(0), 0));
    (void)status_of(b);
    CHECK(agent_execute(b, CT_VIEW(0)));
    CHECK_EQ(status_of(b) & 5, 5);
    CHECK_EQ(status_of(b), 0);
}

static void children(void)
{
    begin();
    CHECK(agent_write(b, CT_VIEW(0), 1));
    CHECK_EQ(status_of(a) & 6, 6);
    CHECK_EQ(status_of(a), 0);
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(0), 0))) & 6, 6);
    (void)agent_read(b, CT_VIEW(0));
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(0), 0))) & 6, L4_Readable);
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(0), 0))), 0);
}

static void no_interference(void)
{
    begin();
    CHECK(agent_write(b, CT_VIEW(0), 1));
    CHECK_EQ(status_of(a) & 6, 6);
    CHECK_EQ(status_of(b) & 6, 6);
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(0), 0))) & 6, 6);
    CHECK(agent_write(b, CT_VIEW(0), 1));
    CHECK_EQ(status_of(b) & 6, 6);
    CHECK_EQ(status_of(a) & 6, 6);
    CHECK_EQ(status_of(a), 0);
    CHECK_EQ(status_of(b), 0);
    /* What a page knew is not lost when it goes. */
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(0), 0))) & 6, 6);
    CHECK(agent_write(b, CT_VIEW(0), 1));
    (void)agent_unmap(b, FLUSH, ct_fp(CT_VIEW(0), ALL));
    CHECK_EQ(status_of(a) & 6, 6);
}

/* Accesses by the kernel in a transfer count as the user's. */
static void own_page(void)
{
    begin();
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(1), 0))) & ~7UL, 0);
    (void)L4_GetStatus(ct_fp(ct_page(1), 0));
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(1), 0))), 0);
    ct_write(ct_page(1), 1);
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(1), 0))) & 6, 6);
    (void)ct_read(ct_page(1));
    CHECK_EQ(L4_Rights(L4_GetStatus(ct_fp(ct_page(1), 0))) & 6, L4_Readable);
}

static void many(void)
{
    L4_Fpage_t f[64];
    unsigned i;

    begin();
    for (i = 0; i < 63; i++)
        (void)L4_GetStatus(ct_fp(ct_page(i), 0));
    for (i = 0; i < 63; i++) {
        if (i % 3 == 1)
            (void)ct_read(ct_page(i));
        if (i % 3 == 2)
            ct_write(ct_page(i), i);
    }
    for (i = 0; i < 64; i++)
        f[i] = i < 63 ? ct_fp(ct_page(i), 0) : L4_Nilpage;
    L4_UnmapFpages(64, f);
    for (i = 0; i < 63; i++) {
        static const L4_Word_t expected[] = {0, 4, 6};

        CHECK_EQ(f[i].raw & ~7UL, ct_fp(ct_page(i), 0).raw);
        CHECK_EQ(f[i].raw & 6, expected[i % 3]);
    }
    CHECK_EQ(f[63].raw, 0);
}

static void harmless(void)
{
    L4_Fpage_t f;

    begin();
    f = L4_UnmapFpage(L4_Nilpage);
    CHECK_EQ(f.raw, 0);
    f = L4_Flush(ct_fp(arch_kernel_address(), ALL));
    CHECK_EQ(L4_Rights(f), 0);
    (void)L4_Flush(ct_fpl(~(L4_Word_t)0, ct_page_log2(), ALL));
    (void)L4_Flush(ct_fp(CT_VIEW(40), ALL));
    (void)L4_Flush(ct_fpl(CT_VIEW(40), 11, ALL));
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 100);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static void complete(void)
{
    L4_Word_t kip = (L4_Word_t)ct_kip;
    L4_Fpage_t f;

    begin();
    f = L4_Flush(ct_fp(kip, ALL));
    CHECK_EQ(L4_Rights(f), 0);
    f = L4_Flush(ct_fp(ct_utcb_base, ALL));
    CHECK_EQ(L4_Rights(f), 0);
    CHECK_EQ(L4_GetKernelInterface(), kip);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 100);
    (void)agent_unmap(a, FLUSH, ct_fpl(0, 1, ALL));
    CHECK_EQ(agent_read(a, kip), ct_read(kip));
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static void spinner(void)
{
    for (;;)
        ct_write(CT_VIEW(0), ct_read(CT_VIEW(0)) + 1);
}

/* A thread that uses the page all the time has no access when the call has returned. */
static void at_once_on(L4_Word_t processor)
{
    L4_ThreadId_t t;
    L4_Word_t value;

    ct_write(ct_page(0), 0);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    t = ct_run(CT_NEW, spinner);
    if (processor != 0)
        REQUIRE(L4_Set_ProcessorNo(t, processor) != 0);
    CT_UNTIL(ct_read(ct_page(0)) > 1000);
    ct_view_clear();
    (void)L4_UnmapFpage(ct_fp(ct_page(0), ALL));
    value = ct_read(ct_page(0));
    CHECK(value > 0);
    ct_sleep(5000);
    CHECK_EQ(ct_read(ct_page(0)), value);
    CHECK_EQ(ct_faults[ct_fault_count - 1].from.raw, t.raw);
}

static void at_once(void)
{
    at_once_on(0);
}

static void at_once_remote(void)
{
    at_once_on(1);
}

static void large(void)
{
    L4_Word_t log2 = (L4_Word_t)__L4_Lsb(ct_big_size);
    L4_Word_t at = CT_WINDOW + 4 * ct_big_size;
    L4_Word_t mid = 3 * ct_page_size;
    int i;

    agent_begin();
    a = agent_new(CT_NEW);
    ct_write(ct_big(), 1);
    ct_write(ct_big() + mid, 2);
    agent_window(a, at, log2);
    for (i = 0; i < 4; i++) {
        REQUIRE_EQ(agent_map(a, ct_fpl(ct_big(), log2, ALL), 0), 0);
        CHECK_EQ(agent_read(a, at), 1);
        CHECK_EQ(agent_read(a, at + mid), 2);
        if (i == 0)
            (void)L4_UnmapFpage(ct_fp(ct_big() + mid, ALL));
        else if (i == 1)
            (void)agent_unmap(a, FLUSH, ct_fp(at + mid, ALL));
        else if (i == 2)
            (void)L4_UnmapFpage(ct_fpl(ct_big(), log2 + 1, ALL));
        else
            (void)agent_unmap(a, FLUSH, ct_fpl(at, log2 + 2, ALL));
        CHECK_EQ(agent_read(a, at + mid), AGENT_MISSING);
        if (i > 0)
            CHECK_EQ(agent_read(a, at), AGENT_MISSING);
        CHECK_EQ(ct_read(ct_big() + mid), 2);
        (void)L4_UnmapFpage(ct_fpl(ct_big(), log2, ALL));
    }
}

static const struct ct_test tests[] = {
    {"unmap-and-flush", unmap_and_flush, "R198", 0, 0},
    {"write-right", write_only, "R199", 0, 0},
    {"query", query, "R200", 0, 0},
    {"status", status, "R201", 0, 0},
    {"status-executed", status_executed, "R201", 0, 0},
    {"status-own-page", own_page, "R201", 0, 0},
    {"children", children, "R202", 0, 0},
    {"no-interference", no_interference, "R203", 0, 0},
    {"many-fpages", many, "R204", 0, 0},
    {"harmless", harmless, "R205", 0, 0},
    {"complete-space", complete, "R206 R208", 0, 0},
    {"at-once", at_once, "R207", 0, 0},
    {"at-once-other-processor", at_once_remote, "R207", CT_SMP, 0},
    {"large-pages", large, "R209", CT_BIG, 0},
};

CT_SUITE(unmap_suite, "unmap", tests);
