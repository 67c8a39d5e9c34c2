/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Long operations of the kernel: a thread of higher priority that wakes again and again is not kept waiting by them, and they
 * end well although they are interrupted all the time.
 */
#include "agent.h"
#include "arch.h"

#define ALL L4_FullyAccessible

#define TICK_US 100
#define SLACK_US                                                                                   \
    3000        /* the longest stretch that nobody may interrupt, and what a loaded machine adds */
#define WORK 10 /* wake-ups between two pieces of work */

static volatile L4_Word_t ticks;
static volatile L4_Word_t ticks_late;
static volatile L4_Word_t
    ticks_pages; /* takes back what was mapped on from one of so many pages; 0: does nothing */

static void ticker(void)
{
    L4_Word_t state = ct_seed;

    for (;;) {
        L4_Word64_t begin = ct_now();
        L4_Word_t took;

        (void)ct_recv(L4_Myself(), ct_us(TICK_US));
        took = (L4_Word_t)(ct_now() - begin);
        ticks_late += took > SLACK_US;
        ticks++;
        if (ticks_pages != 0 && ticks % WORK == 0)
            (void)L4_UnmapFpage(ct_fp(CT_VIEW(ct_random(&state) % ticks_pages), ALL));
    }
}

static L4_Word64_t ticks_begin(L4_Word_t pages)
{
    (void)ct_run_prio(CT_OWN, ticker, CT_PRIO_TEST + 50);
    ct_sleep(5 * TICK_US);
    ticks_pages = pages;
    ticks_late = 0;
    ticks = 0;
    return ct_now();
}

/* The operation that began then has not stopped the ticks. */
static void ticks_end(L4_Word64_t begin)
{
    L4_Word64_t took = ct_now() - begin;

    CHECK_LATE(ticks_late == 0);
    CHECK_LATE(ticks >= took / SLACK_US);
}

/* Every page has its number in its first word. */
static void number_pages(void)
{
    unsigned i;

    agent_begin();
    for (i = 0; i < CT_PAGES; i++)
        ct_write(ct_page(i), 100 + i);
}

/* Unmap of a page that was mapped thousands of times, in one space, so that one thread can look at everything. */
static void unmap_many(int chain)
{
    L4_Word_t links = 10000;
    L4_ThreadId_t a = agent_new(CT_OWN);
    L4_Word64_t begin;
    L4_Word_t i;

    if (links > ((L4_Word_t)1 << CT_WINDOW_LOG2) / ct_page_size)
        links = ((L4_Word_t)1 << CT_WINDOW_LOG2) / ct_page_size - 1;
    number_pages();
    agent_accept(a, L4_CompleteAddressSpace.raw);
    for (i = 0; i < links; i++)
        REQUIRE_EQ(
            agent_map(a, ct_fp(i == 0 || !chain ? ct_page(0) : CT_VIEW(i - 1), ALL), CT_VIEW(i)),
            0);
    CHECK_EQ(agent_own_read(CT_VIEW(links - 1)), 100);
    begin = ticks_begin(links);
    (void)L4_UnmapFpage(ct_fp(ct_page(0), ALL));
    ticks_end(begin);
    ticks_pages = 0;
    for (i = 0; i < links; i += i < 10 || i > links - 10 ? 1 : 997)
        CHECK_EQ(agent_own_read(CT_VIEW(i)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static void unmap_chain(void)
{
    unmap_many(1);
}

static void unmap_fan(void)
{
    unmap_many(0);
}

#define PARTS      32u /* of 64 pages */
#define PARTS_LOG2 11u

/* Agent a gets PARTS times the same 64 pages. */
static void fill(L4_ThreadId_t a)
{
    L4_Word_t log2 = ct_page_log2() + 6;
    L4_Word_t i;

    agent_accept(a, L4_CompleteAddressSpace.raw);
    for (i = 0; i < PARTS; i++)
        REQUIRE_EQ(agent_map(a, ct_fpl(ct_page(0), log2, ALL), CT_WINDOW + (i << log2)), 0);
}

static L4_Fpage_t all_parts(void)
{
    return ct_fpl(CT_WINDOW, ct_page_log2() + PARTS_LOG2, ALL);
}

/* One map item of thousands of pages. */
static void map_many(void)
{
    L4_ThreadId_t a = agent_new(CT_OWN);
    L4_ThreadId_t b = agent_new(CT_NEW);
    L4_Word64_t begin;
    L4_Word_t i;

    number_pages();
    fill(a);
    agent_accept(b, L4_CompleteAddressSpace.raw);
    begin = ticks_begin(0);
    CHECK_EQ(agent_map(b, all_parts(), CT_WINDOW), 0);
    ticks_end(begin);
    for (i = 0; i < PARTS * 64; i += 37)
        CHECK_EQ(agent_read(b, CT_VIEW(i)), 100 + i % 64);
}

/* Another attribute for thousands of pages and for what was mapped on from them. */
static void attributes(void)
{
    L4_ThreadId_t a = agent_new(CT_OWN);
    L4_ThreadId_t b = agent_new(CT_NEW);
    L4_Word64_t begin;

    number_pages();
    fill(a);
    agent_accept(b, L4_CompleteAddressSpace.raw);
    REQUIRE_EQ(agent_map(b, all_parts(), CT_WINDOW), 0);
    begin = ticks_begin(0);
    CHECK(L4_Set_PageAttribute(L4_FpageAddRights(all_parts(), 0), arch_attribute()) != 0);
    CHECK(L4_Set_PageAttribute(L4_FpageAddRights(all_parts(), 0), L4_DefaultMemory) != 0);
    ticks_end(begin);
    CHECK_EQ(agent_read(b, CT_VIEW(PARTS * 64 - 1)), 163);
    CHECK_EQ(agent_own_read(CT_VIEW(5)), 105);
}

/* The last thread of a space with thousands of pages moves away. */
static void space_left(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);
    L4_ThreadId_t place = agent_new(CT_NEW);
    L4_Word64_t begin;
    L4_Word_t i;

    number_pages();
    fill(a);
    agent_accept(b, L4_CompleteAddressSpace.raw);
    REQUIRE_EQ(agent_map_on(a, b, all_parts(), CT_WINDOW), 0);
    begin = ticks_begin(0);
    CHECK_EQ(ct_tc(a, place, L4_nilthread, L4_nilthread, CT_NO_UTCB), 0);
    ticks_end(begin);
    for (i = 0; i < PARTS * 64; i += 37)
        CHECK_EQ(agent_read(b, CT_VIEW(i)), AGENT_MISSING);
}

/* The end of a space with thousands of pages that were mapped on from there. */
static void space_ends(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);
    L4_Word64_t begin;
    L4_Word_t i;

    number_pages();
    fill(a);
    agent_accept(b, L4_CompleteAddressSpace.raw);
    REQUIRE_EQ(agent_map_on(a, b, all_parts(), CT_WINDOW), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(PARTS * 64 - 1)), 163);
    begin = ticks_begin(0);
    CHECK_EQ(ct_delete(a), 0);
    ticks_end(begin);
    for (i = 0; i < PARTS * 64; i += 37)
        CHECK_EQ(agent_read(b, CT_VIEW(i)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(63)), 163);
}

/*
 * A string of millions of bytes: many times the lower half of the pages into the upper one
 */

#define SUBSTRINGS 31 /* as many as BR1 to BR32 can describe */

static volatile L4_Word_t string_error;

static void load_string(L4_Word_t *registers, L4_Word_t at)
{
    L4_Word_t i;

    registers[0] = 32 * ct_page_size << 10 | (SUBSTRINGS - 1) << 4;
    for (i = 1; i <= SUBSTRINGS; i++)
        registers[i] = at;
}

static void receive_string(void)
{
    L4_Word_t item[1 + SUBSTRINGS];
    int i;

    load_string(item, ct_page(32));
    L4_LoadBR(0, 1);
    for (i = 0; i <= SUBSTRINGS; i++)
        L4_LoadBR(i + 1, item[i]);
    string_error = ct_error(ct_recv(L4_anythread, CT_NEVER));
    L4_LoadBR(0, 0);
}

static void long_string(void)
{
    L4_Word_t words = 32 * ct_page_size / sizeof(L4_Word_t);
    L4_ThreadId_t t;
    L4_Word64_t begin;
    L4_Word_t item[1 + SUBSTRINGS];
    L4_Word_t wrong = 0;
    L4_Word_t i;

    for (i = 0; i < words; i++) {
        ct_write(ct_page(0) + i * sizeof(L4_Word_t), i * 0x9E3779B1UL);
        ct_write(ct_page(32) + i * sizeof(L4_Word_t), 0);
    }
    string_error = 99;
    t = ct_run(CT_OWN, receive_string);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    load_string(item, ct_page(0));
    begin = ticks_begin(0);
    L4_LoadMRs(1, 1 + SUBSTRINGS, item);
    ct_tag(0, 0, 1 + SUBSTRINGS);
    CHECK_EQ(ct_error(ct_send(t, ct_us(1000000))), 0);
    ticks_end(begin);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(string_error, 0);
    for (i = 0; i < words; i++)
        wrong += ct_read(ct_page(32) + i * sizeof(L4_Word_t)) != i * 0x9E3779B1UL;
    CHECK_EQ(wrong, 0);
}

static const struct ct_test tests[] = {
    {"unmap-chain", unmap_chain, "R185 R207", 0, 30},
    {"unmap-fan-out", unmap_fan, "R185 R207", 0, 30},
    {"map", map_many, "R167", 0, 30},
    {"space-ends", space_ends, "R91", 0, 30},
    {"space-left", space_left, "R85 R91", 0, 30},
    {"attributes", attributes, "R186", 0, 30},
    {"string", long_string, "R145", 0, 30},
};

CT_SUITE(latency_suite, "latency", tests);
