/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Ipc: map and grant.
 */
#include "arch.h"
#include "agent.h"

#define ALL L4_FullyAccessible
#define RO  L4_ReadeXecOnly

/* Every page has its number in its first word. */
static void number_pages(void)
{
    unsigned i;

    agent_begin();
    for (i = 0; i < CT_PAGES - 1; i++)
        ct_write(ct_page(i), 100 + i);
}

static L4_Word_t page_log2_plus(unsigned n)
{
    return ct_page_log2() + n;
}

static void equal_size(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 100);
    CHECK(agent_write(a, CT_VIEW(0) + 8, 77));
    CHECK_EQ(ct_read(ct_page(0) + 8), 77);
    ct_write(ct_page(0) + 16, 88);
    CHECK_EQ(agent_read(a, CT_VIEW(0) + 16), 88);
    CHECK_EQ(agent_read(a, CT_VIEW(1)), AGENT_MISSING);
}

/* A window of four pages and one page; the base's bits between the two sizes count. */
static void into_larger(void)
{
    static const L4_Word_t extra[] = {0, 4, 8, 12, 1020};
    L4_ThreadId_t a = agent_new(CT_NEW);
    unsigned i;
    unsigned k;

    number_pages();
    agent_window(a, CT_VIEW(8), page_log2_plus(2));
    for (i = 0; i < sizeof(extra) / sizeof(extra[0]); i++) {
        L4_Word_t base = (extra[i] + i % 4) * ct_page_size + (i & 1 ? 0xC00 : 0);

        CHECK_EQ(agent_map(a, ct_fp(ct_page(i), ALL), base), 0);
        for (k = 0; k < 4; k++)
            CHECK_EQ(agent_read(a, CT_VIEW(8 + k)), k == i % 4 ? 100 + i : AGENT_MISSING);
        (void)L4_UnmapFpage(ct_fp(ct_page(i), ALL));
    }
    CHECK_EQ(agent_read(a, CT_VIEW(7)), AGENT_MISSING);
    CHECK_EQ(agent_read(a, CT_VIEW(12)), AGENT_MISSING);
}

static void from_larger(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    unsigned i;

    number_pages();
    agent_window(a, CT_VIEW(5), ct_page_log2());
    for (i = 0; i < 4; i++) {
        L4_Word_t base = (i + 4 * i) * ct_page_size + (i & 1 ? 0x400 : 0);

        CHECK_EQ(agent_map(a, ct_fpl(ct_page(8), page_log2_plus(2), ALL), base), 0);
        CHECK_EQ(agent_read(a, CT_VIEW(5)), 108 + (i + 4 * i) % 4);
        CHECK_EQ(agent_read(a, CT_VIEW(4)), AGENT_MISSING);
        CHECK_EQ(agent_read(a, CT_VIEW(6)), AGENT_MISSING);
        (void)L4_UnmapFpage(ct_fpl(ct_page(8), page_log2_plus(2), ALL));
    }
}

static void complete_window(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);

    number_pages();
    agent_accept(a, L4_CompleteAddressSpace.raw);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(3), ALL), CT_VIEW(20)), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(20)), 103);
    CHECK_EQ(agent_map(a, ct_fpl(ct_page(4), page_log2_plus(1), ALL), CT_VIEW(31) + 0x400), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(30)), 104);
    CHECK_EQ(agent_read(a, CT_VIEW(31)), 105);
    CHECK_EQ(agent_read(a, CT_VIEW(32)), AGENT_MISSING);
}

static void rights(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), RO), 0), 0);
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 100);
    CHECK(!agent_write(b, CT_VIEW(0), 1));
    CHECK_EQ(ct_read(ct_page(0)), 100);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 100);
    CHECK(!agent_write(a, CT_VIEW(0), 1));
    CHECK_EQ(ct_read(ct_page(0)), 100);
    CHECK_EQ(agent_map(b, ct_fp(ct_page(1), L4_NoAccess), 0), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), AGENT_MISSING);
}

static void extend(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), RO), 0), 0);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK(agent_write(a, CT_VIEW(0), 5));
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), RO), 0), 0);
    CHECK(agent_write(a, CT_VIEW(0), 6));
    /* b: first from a, who has less, then from the root task. */
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), RO), 0), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 6);
    CHECK_EQ(agent_map(b, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK(agent_write(b, CT_VIEW(0), 7));
    CHECK_EQ(ct_read(ct_page(0)), 7);
}

static void extend_other_parent(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), RO), 0), 0);
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), RO), 0), 0);
    CHECK_EQ(agent_map(b, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK(agent_write(b, CT_VIEW(0), 9));
    CHECK_EQ(ct_read(ct_page(0)), 9);
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), RO), 0), 0);
    CHECK(agent_write(b, CT_VIEW(0), 10));
    (void)L4_UnmapFpage(ct_fp(ct_page(0), ALL));
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), AGENT_MISSING);
}

/* The page may be executed through one parent and written through another. */
static void extend_keeps(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);

    number_pages();
    (void)arch_code(ct_page(0));
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), RO), 0), 0);
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), RO), 0), 0);
    CHECK(agent_execute(b, CT_VIEW(0)));
    CHECK_EQ(agent_map(b, ct_fp(ct_page(0), L4_ReadWriteOnly), 0), 0);
    CHECK(agent_execute(b, CT_VIEW(0)));
    CHECK(agent_write(b, CT_VIEW(0) + 1024, 9));
    CHECK_EQ(ct_read(ct_page(0) + 1024), 9);
}

static void replace(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(1), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK_EQ(agent_map_on(a, b, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(1)), 100);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(1), ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 101);
    CHECK_EQ(agent_read(b, CT_VIEW(1)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static L4_Word_t big_log2(void)
{
    return (L4_Word_t)__L4_Lsb(ct_big_size);
}

static L4_Word_t big_view(void)
{
    return CT_WINDOW + 4 * ct_big_size;
}

static void onto_large(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_Word_t at = big_view() + 2 * ct_page_size;

    number_pages();
    ct_write(ct_big(), 4711);
    ct_write(ct_big() + 2 * ct_page_size, 4713);
    agent_window(a, big_view(), big_log2());
    CHECK_EQ(agent_map(a, ct_fpl(ct_big(), big_log2(), ALL), 0), 0);
    CHECK_EQ(agent_read(a, big_view()), 4711);
    CHECK_EQ(agent_read(a, at), 4713);
    agent_window(a, at, ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK_EQ(agent_read(a, at), 100);
    CHECK_EQ(ct_read(ct_big() + 2 * ct_page_size), 4713);
    /* The same memory again: rights are extended, nothing goes. */
    agent_window(a, big_view(), big_log2());
    CHECK_EQ(agent_map(a, ct_fpl(ct_big(), big_log2(), ALL), 0), 0);
    CHECK_EQ(agent_read(a, at), 4713);
    agent_window(a, at, ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_big() + 2 * ct_page_size, ALL), 0), 0);
    CHECK_EQ(agent_read(a, at), 4713);
    CHECK_EQ(agent_read(a, big_view()), 4711);
}

static void nothing_sent(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_Word_t log2;

    number_pages();
    agent_window(a, CT_VIEW(0), page_log2_plus(4));
    CHECK_EQ(agent_map(a, L4_Nilpage, 0), 0);
    CHECK_EQ(agent_grant(a, L4_Nilpage, 0), 0);
    for (log2 = 3; log2 < ct_page_log2(); log2++)
        CHECK_EQ(agent_map(a, ct_fpl(ct_page(0), log2, ALL), 0), 0);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), 0), 0), 0);
    CHECK_EQ(agent_grant(a, ct_fp(ct_page(0), 0), 0), 0);
    CHECK_EQ(agent_map(a, ct_fp(CT_VIEW(9), ALL), 0), 0); /* not mapped here */
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
    agent_window(a, CT_VIEW(0), ct_page_log2() - 1);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
}

static void nil_window(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);

    number_pages();
    agent_accept(a, 0);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), CT_VIEW(0)), 8);
    CHECK_EQ(agent_grant(a, ct_fp(ct_page(0), ALL), CT_VIEW(0)), 8);
    CHECK_EQ(agent_map(a, L4_Nilpage, 0), 8);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static void item_words(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_MapItem_t item = L4_MapItem(ct_fpl(ct_page(8), page_log2_plus(2), ALL), CT_VIEW(3));

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fpl(ct_page(8), page_log2_plus(2), ALL), CT_VIEW(3)), 0);
    CHECK_EQ(agent_got[6], item.raw[0]);
    CHECK_EQ(agent_got[7], item.raw[1]);
    CHECK_EQ(agent_got[0], CT_TAG(0x20, 5, 2));
}

static void grant(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(1), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK_EQ(agent_grant_on(a, b, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(1)), 100);
    CHECK(agent_write(b, CT_VIEW(1), 55));
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 55);
    /* The granter has no hold on it, the one above has. */
    (void)agent_unmap(a, 0x40, ct_fp(CT_VIEW(0), ALL));
    CHECK_EQ(agent_read(b, CT_VIEW(1)), 55);
    (void)L4_UnmapFpage(ct_fp(ct_page(0), ALL));
    CHECK_EQ(agent_read(b, CT_VIEW(1)), AGENT_MISSING);
}

/* What the granter had mapped on stays, below the new owner. */
static void grant_children(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);
    L4_ThreadId_t c = agent_new(CT_NEW);

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    agent_window(b, CT_VIEW(1), ct_page_log2());
    agent_window(c, CT_VIEW(2), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), 0), 0);
    CHECK_EQ(agent_map_on(a, c, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_grant_on(a, b, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_read(c, CT_VIEW(2)), 100);
    (void)agent_unmap(b, 0, ct_fp(CT_VIEW(1), ALL));
    CHECK_EQ(agent_read(b, CT_VIEW(1)), 100);
    CHECK_EQ(agent_read(c, CT_VIEW(2)), AGENT_MISSING);
}

static void grant_more(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t b = agent_new(CT_NEW);
    unsigned i;

    number_pages();
    agent_window(a, CT_VIEW(4), page_log2_plus(2));
    agent_window(b, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fpl(ct_page(4), page_log2_plus(2), ALL), 0), 0);
    CHECK_EQ(agent_grant_on(a, b, ct_fpl(CT_VIEW(4), page_log2_plus(2), ALL), 2 * ct_page_size), 0);
    CHECK_EQ(agent_read(b, CT_VIEW(0)), 106);
    for (i = 0; i < 4; i++) {
        CHECK_EQ(agent_read(a, CT_VIEW(4 + i)), AGENT_MISSING);
        CHECK_EQ(ct_read(ct_page(4 + i)), 104 + i);
    }
}

static void kernel_areas(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_Word_t kip = (L4_Word_t)ct_kip;

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(kip, ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_map(a, ct_fp(ct_utcb_base, ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    agent_accept(a, L4_CompleteAddressSpace.raw);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), kip), 0);
    CHECK_EQ(agent_read(a, kip), ct_read(kip));
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), ct_utcb_of(a)), 0);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), ct_utcb_base), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(1)), AGENT_MISSING); /* it still works */
}

static void kernel_addresses(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_Word_t kernel = arch_kernel_address();

    number_pages();
    agent_window(a, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(kernel, ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    agent_accept(a, L4_CompleteAddressSpace.raw);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), kernel), 0);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), ~(L4_Word_t)0 & ~(ct_page_size - 1)), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
}

static void own_space(void)
{
    L4_ThreadId_t a = agent_new(CT_OWN);

    number_pages();
    agent_accept(a, L4_CompleteAddressSpace.raw);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), CT_VIEW(0)), 0);
    CHECK_EQ(agent_own_read(CT_VIEW(0)), 100);
    CHECK_EQ(agent_map(a, ct_fp(CT_VIEW(0), ALL), CT_VIEW(0)), 0);
    CHECK_EQ(agent_own_read(CT_VIEW(0)), 100);
    CHECK_EQ(agent_map(a, ct_fp(CT_VIEW(0), RO), CT_VIEW(0)), 0);
    CHECK(agent_own_write(CT_VIEW(0), 44));
    CHECK_EQ(ct_read(ct_page(0)), 44);
    CHECK_EQ(agent_map(a, ct_fp(ct_page(0), ALL), ct_page(0)), 0);
    CHECK_EQ(ct_read(ct_page(0)), 44);
    (void)L4_UnmapFpage(ct_fp(ct_page(0), ALL));
    CHECK_EQ(agent_own_read(CT_VIEW(0)), AGENT_MISSING);
}

static void composed(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    unsigned i;

    number_pages();
    agent_window(a, CT_VIEW(16), page_log2_plus(4));
    CHECK_EQ(agent_map(a, ct_fpl(ct_page(16), page_log2_plus(4), ALL), 0), 0);
    for (i = 0; i < 16; i++)
        CHECK_EQ(agent_read(a, CT_VIEW(16 + i)), 116 + i);
    CHECK_EQ(agent_read(a, CT_VIEW(15)), AGENT_MISSING);
    CHECK_EQ(agent_read(a, CT_VIEW(32)), AGENT_MISSING);
}

static void pieces(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_Word_t last = ct_big() + ct_big_size - ct_page_size;

    number_pages();
    ct_write(last, 31);
    ct_write(ct_big() + ct_page_size, 32);
    agent_window(a, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(last, ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 31);
    CHECK_EQ(agent_read(a, CT_VIEW(1)), AGENT_MISSING);
    agent_window(a, CT_VIEW(1), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fpl(ct_big(), big_log2(), ALL), ct_page_size), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(1)), 32);
    (void)L4_UnmapFpage(ct_fp(last, ALL));
    CHECK_EQ(agent_read(a, CT_VIEW(0)), AGENT_MISSING);
    CHECK_EQ(agent_read(a, CT_VIEW(1)), 32);
}

/* In one space, so that one thread can look at everything. */
static void many(int chain)
{
    L4_Word_t links = 10000;
    L4_ThreadId_t a = agent_new(CT_OWN);
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
    CHECK_EQ(agent_own_read(CT_VIEW(links / 2)), 100);
    (void)L4_UnmapFpage(ct_fp(ct_page(0), ALL));
    for (i = 0; i < links; i += i < 10 || i > links - 10 ? 1 : 997)
        CHECK_EQ(agent_own_read(CT_VIEW(i)), AGENT_MISSING);
    CHECK_EQ(ct_read(ct_page(0)), 100);
}

static void chain(void)
{
    many(1);
}

static void fan(void)
{
    many(0);
}

static void attributes(void)
{
    L4_ThreadId_t a = agent_new(CT_NEW);
    L4_ThreadId_t own = agent_new(CT_OWN);

    number_pages();
    agent_accept(own, L4_CompleteAddressSpace.raw);
    CHECK_EQ(agent_map(own, ct_fp(ct_page(0), ALL), CT_VIEW(0)), 0);
    REQUIRE(L4_Set_PageAttribute(ct_fp(CT_VIEW(0), 0), arch_attribute()) != 0);
    CHECK_EQ(agent_own_read(CT_VIEW(0)), 100);
    agent_window(a, CT_VIEW(0), ct_page_log2());
    CHECK_EQ(agent_map(a, ct_fp(CT_VIEW(0), ALL), 0), 0);
    CHECK_EQ(agent_read(a, CT_VIEW(0)), 100);
    CHECK(agent_write(a, CT_VIEW(0), 12));
    CHECK_EQ(agent_own_read(CT_VIEW(0)), 12);
    REQUIRE(L4_Set_PageAttribute(ct_fp(CT_VIEW(0), 0), L4_DefaultMemory) != 0);
}

static const struct ct_test tests[] = {
    {"equal-size", equal_size, "R167", 0, 0},
    {"into-larger-window", into_larger, "R168 R171", 0, 0},
    {"from-larger-fpage", from_larger, "R169 R171", 0, 0},
    {"complete-window", complete_window, "R170 R171", 0, 0},
    {"rights", rights, "R172", 0, 0},
    {"extend", extend, "R173", 0, 0},
    {"extend-other-parent", extend_other_parent, "R173", 0, 0},
    {"extend-keeps", extend_keeps, "R173", 0, 0},
    {"replace", replace, "R174", 0, 0},
    {"onto-large-page", onto_large, "R175", CT_BIG, 0},
    {"nothing-sent", nothing_sent, "R176", 0, 0},
    {"nil-window", nil_window, "R177", 0, 0},
    {"item-words", item_words, "R178", 0, 0},
    {"grant", grant, "R179", 0, 0},
    {"grant-children", grant_children, "R179", 0, 0},
    {"grant-more", grant_more, "R180", 0, 0},
    {"kip-and-utcb", kernel_areas, "R181", 0, 0},
    {"kernel-addresses", kernel_addresses, "R182", 0, 0},
    {"own-space", own_space, "R183", 0, 0},
    {"composed", composed, "R184", 0, 0},
    {"pieces", pieces, "R184", CT_BIG, 0},
    {"chain", chain, "R185", 0, 30},
    {"fan-out", fan, "R185", 0, 30},
    {"attributes", attributes, "R186", 0, 0},
};

CT_SUITE(map_suite, "map", tests);
