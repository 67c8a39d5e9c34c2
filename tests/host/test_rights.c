/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Rights of mappings, every case: what three kinds of hardware can tell apart, what is held, offered, taken away and offered
 * again, on a path of three mappings below sigma0 and from two parents (api.md 4.7, 5.1, 5.3, 5.4). And how a node keeps its
 * accesses: every value of the byte. Sets of rights are sets here, found by search; the kernel computes with bits.
 */
#include <stdlib.h>
#include <kernel/kmem.h>
#include <kernel/mapdb.h>
#include <kernel/mapdb_walk.h>
#include <kernel/memory.h>
#include <kernel/space.h>
#include "tap.h"

enum { SIGMA0, A, B, C, OTHER, SPACES };

#define PAGE  ((word_t)0x5000)
#define FPAGE (PAGE | 12u << 4)

static char pool[1 << 20] __attribute__((aligned(1 << 22)));
static struct space spaces[SPACES];

bool memory_is_kernels(paddr_t first, paddr_t last)
{
    (void)first;
    (void)last;
    return false;
}

bool space_is_mappable(const struct space *space, word_t first, word_t last)
{
    (void)space;
    (void)first;
    return last < ARCH_USER_END;
}

/* ---- the hardware, in words: r is always there; w and x are there if told apart, else with r or with each other ---- */

static bool possible(unsigned rights)
{
    bool r = (rights & FPAGE_R) != 0;
    bool w = (rights & FPAGE_W) != 0;
    bool x = (rights & FPAGE_X) != 0;

    if (fake_rights == 7)
        return true;
    if (fake_rights == 0)
        return r == w && w == x;
    return r == x && (r || !w);
}

static unsigned count(unsigned set)
{
    return (set & 1) + (set >> 1 & 1) + (set >> 2 & 1);
}

static bool contains(unsigned set, unsigned part)
{
    return (set | part) == set;
}

static unsigned smallest_with(unsigned wanted)
{
    unsigned best = 7;

    for (unsigned set = 0; set < 8; set++) {
        if (possible(set) && contains(set, wanted) && count(set) < count(best))
            best = set;
    }
    return best;
}

static unsigned largest_within(unsigned allowed)
{
    unsigned best = 0;

    for (unsigned set = 0; set < 8; set++) {
        if (possible(set) && contains(allowed, set) && count(set) > count(best))
            best = set;
    }
    return best;
}

/* What a receiver gets who has `old` already. */
static unsigned received(unsigned old, unsigned held, unsigned offered)
{
    unsigned both = held & offered;

    return both == 0 ? old : smallest_with(old | both);
}

/* ---- the database ---- */

static void map(unsigned from, unsigned to, unsigned rights)
{
    struct mapdb_cursor cur = {0, 0};

    CHECK(mapdb_map(&spaces[from], &spaces[to], FPAGE | rights, PAGE, FPAGE_COMPLETE, false,
                    &cur) == L4_OK);
}

static void unmap(unsigned space, unsigned rights, bool flush)
{
    struct mapdb_cursor cur = {0, 0};
    unsigned accessed;

    CHECK(mapdb_unmap(&spaces[space], FPAGE | rights, flush, &accessed, &cur) == L4_OK);
}

static unsigned rights_in(unsigned space)
{
    struct arch_mapping m;

    if (!arch_pt_lookup(&spaces[space].arch, PAGE, PAGE + 1, &m))
        return 0;
    CHECK(m.va == PAGE && m.pa == PAGE && m.rights != 0);
    return m.rights;
}

static void clear(void)
{
    for (unsigned i = 0; i < SPACES; i++) {
        mapdb_check(&spaces[i]);
        unmap(i, 7, true);
    }
    CHECK(mapdb_count() == 0);
}

static void path(const unsigned offered[3], unsigned held[3])
{
    unsigned above = 7;

    for (unsigned i = 0; i < 3; i++) {
        map(SIGMA0 + i, A + i, offered[i]);
        held[i] = received(0, above, offered[i]);
        above = held[i];
        CHECK(rights_in(A + i) == held[i]);
    }
}

/* Revocation at each place of the path. */
static void revoke(const unsigned offered[3], unsigned taken)
{
    for (unsigned where = SIGMA0; where <= C; where++) {
        for (unsigned flush = 0; flush < 2; flush++) {
            unsigned held[3];
            bool source;

            path(offered, held);
            source = where == SIGMA0 || held[where - A] != 0;
            unmap(where, taken, flush != 0);
            for (unsigned i = 0; i < 3; i++) {
                bool meant = A + i > where || (A + i == where && flush != 0);

                if (meant && source && taken != 0)
                    held[i] = largest_within(held[i] & ~taken);
                CHECK(rights_in(A + i) == held[i]);
            }
            clear();
        }
    }
}

/* The same page once more, from its parent. */
static void extend(const unsigned offered[3], unsigned again)
{
    unsigned held[3];

    path(offered, held);
    map(A, B, again);
    CHECK(rights_in(A) == held[0]);
    CHECK(rights_in(B) == received(held[1], held[0], again));
    CHECK(rights_in(C) == held[2]);
    clear();
}

/* ... and from somebody else: the old or new rights, whoever gave them (R173). */
static void extend_other(const unsigned offered[3], unsigned again)
{
    unsigned first = received(0, 7, offered[0]);
    unsigned second = received(0, 7, offered[1]);
    unsigned held = received(0, first, offered[2]);
    unsigned want = received(held, second, again);
    unsigned is;

    map(SIGMA0, A, offered[0]);
    map(SIGMA0, OTHER, offered[1]);
    map(A, B, offered[2]);
    CHECK(rights_in(B) == held);
    map(OTHER, B, again);
    is = rights_in(B);
    CHECK(rights_in(A) == first && rights_in(OTHER) == second);
    CHECK(contains(is, held)); /* never reduced */
    /* Nobody has more than his parent, so the union is there if one of the two can be the parent. */
    if (contains(first, want) || contains(second, want))
        CHECK(is == want);
    else
        CHECK(contains(want, is));
    clear();
}

static void all_rights(unsigned hardware)
{
    fake_rights = hardware;
    for (tap_step = 0; tap_step < 8 * 8 * 8 * 8; tap_step++) {
        unsigned offered[3] = {tap_step & 7, tap_step >> 3 & 7, tap_step >> 6 & 7};

        revoke(offered, tap_step >> 9 & 7);
        extend(offered, tap_step >> 9 & 7);
        extend_other(offered, tap_step >> 9 & 7);
    }
    for (unsigned set = 0; set < 8; set++) {
        CHECK(arch_rights_ceil(set) == (set == 0 ? 0 : smallest_with(set)));
        CHECK(arch_rights_floor(set) == largest_within(set));
    }
}

/* ---- accesses in a node ---- */

struct accesses {
    unsigned here; /* since the last query here */
    unsigned up;   /* not yet shown to the parent */
};

static struct accesses accesses_of(const struct mapnode *n)
{
    return (struct accesses){node_pend(n), node_up(n)};
}

static void all_accesses(void)
{
    for (unsigned used = 0; used < 256; used++) {
        struct mapnode n = {.used = (uint8_t)used};
        struct accesses a = accesses_of(&n);

        CHECK(a.here == used % 8 && a.up == used / 16 % 8);
        for (unsigned rwx = 0; rwx < 8; rwx++) {
            n.used = (uint8_t)used;
            node_note(&n, rwx);
            CHECK(node_pend(&n) == (a.here | rwx) && node_up(&n) == (a.up | rwx));
        }
        n.used = (uint8_t)used;
        node_clear_pend(&n);
        CHECK(node_pend(&n) == 0 && node_up(&n) == a.up);
        n.used = (uint8_t)used;
        node_clear_up(&n);
        CHECK(node_up(&n) == 0 && node_pend(&n) == a.here);
    }
    for (uintptr_t cookie = 0; cookie < 0x10000; cookie++)
        CHECK(mapnode_of((void *)cookie) == (cookie % 2 == 1 ? NULL : (void *)cookie));
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 4);
    kmem_add(pool, pool + sizeof(pool));
    mapdb_init();
    spaces[SIGMA0].sigma0 = true;
    fake_page_sizes = BIT(12);
    all_accesses();
    tap_ok("rights/accesses");
    all_rights(7);
    tap_ok("rights/all-apart");
    all_rights(6);
    tap_ok("rights/r-with-x");
    all_rights(0);
    tap_ok("rights/one-for-all");
    return 0;
}
