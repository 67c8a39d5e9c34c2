/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The mapping database at its limits: chains and fan-outs of 10 000 mappings with an interrupt at every preemption point,
 * many interrupted operations at the same time (some never continued), and kernel memory that runs out.
 */
#include <string.h>
#include <kernel/kmem.h>
#include <kernel/mapdb.h>
#include <kernel/mapdb_walk.h>
#include <kernel/memory.h>
#include <kernel/space.h>
#include "tap.h"

#define SPACES   4u
#define MANY     10000u
#define PAGE(i)  ((word_t)(i) << 12)
#define FPAGE(i) (PAGE(i) | 12u << 4)
#define FLIGHTS  24u

static char pool[2 << 20] __attribute__((aligned(1 << 22)));
static struct space spaces[SPACES];
static unsigned long again;

bool memory_is_kernels(paddr_t first, paddr_t last)
{
    (void)first;
    return last >= PAGE(MANY + 200);
}

bool space_is_mappable(const struct space *space, word_t first, word_t last)
{
    (void)space;
    (void)first;
    return last < ARCH_USER_END;
}

static enum l4_error map_page(unsigned from, word_t src, unsigned to, word_t dst, unsigned rights)
{
    struct mapdb_cursor cur = {0, 0};
    enum l4_error err;

    do {
        err =
            mapdb_map(&spaces[from], &spaces[to], FPAGE(src) | rights, 0, FPAGE(dst), false, &cur);
    } while (err == L4_AGAIN);
    return err;
}

static unsigned unmap(unsigned space, word_t fpage, bool flush)
{
    struct mapdb_cursor cur = {0, 0};
    unsigned accessed;

    again = 0;
    while (mapdb_unmap(&spaces[space], fpage, flush, &accessed, &cur) == L4_AGAIN)
        again++;
    return accessed;
}

static void check_rights(unsigned space, word_t first, unsigned rights)
{
    for (size_t i = 0; i < spaces[space].arch.count; i++) {
        if (spaces[space].arch.pages[i].m.va >= first)
            CHECK(spaces[space].arch.pages[i].m.rights == rights);
    }
}

static void clear_all(void)
{
    for (unsigned i = 0; i < SPACES; i++) {
        mapdb_check(&spaces[i]);
        unmap(i, FPAGE_COMPLETE | FPAGE_RWX, true);
        CHECK(spaces[i].arch.count == 0);
    }
    CHECK(mapdb_count() == 0 && !walk_any_suspended());
}

/* One tree of 10 000 pages in space 1 below page 0 of sigma0; parent(i) chooses its shape. */
static void tree(word_t (*parent)(word_t))
{
    CHECK(map_page(0, 5, 1, 1, 7) == L4_OK);
    for (word_t i = 2; i <= MANY; i++)
        CHECK(map_page(1, parent(i), 1, i, 7) == L4_OK);
    CHECK(mapdb_count() == MANY + 1);
    tap_preempt_one_in = 1;
    fake_touch(&spaces[1].arch, PAGE(MANY), FPAGE_W);
    CHECK(unmap(1, FPAGE(1), false) == FPAGE_W);
    CHECK(again >= MANY / BUDGET_UNITS && again <= 2 * MANY / BUDGET_UNITS + 3);
    CHECK(unmap(1, FPAGE(1), false) == 0);
    CHECK(unmap(0, FPAGE(5), false) == FPAGE_W);
    CHECK(unmap(1, FPAGE(MANY), false) == FPAGE_W);
    unmap(1, FPAGE(1) | FPAGE_W, false);
    CHECK(again <= 2 * MANY / BUDGET_UNITS + 3);
    check_rights(1, PAGE(2), 5);
    unmap(1, FPAGE(1) | FPAGE_RWX, false);
    CHECK(again <= 2 * MANY / BUDGET_UNITS + 3);
    CHECK(mapdb_count() == 2);
    tap_preempt_one_in = 0;
    clear_all();
}

static word_t parent_chain(word_t i)
{
    return i - 1;
}

static word_t parent_fan(word_t i)
{
    (void)i;
    return 1;
}

static word_t parent_random(word_t i)
{
    return 1 + rnd_below(i - 1);
}

/* ---- operations in flight ---- */

struct flight {
    bool busy;
    unsigned kind; /* 0 map, 1 grant, 2 unmap, 3 attribute */
    unsigned from;
    unsigned to;
    word_t snd;
    word_t base;
    struct mapdb_cursor cur;
};

static struct flight flights[FLIGHTS];

static void launch(struct flight *f, unsigned size_max)
{
    unsigned log2 = 12 + (unsigned)rnd_below(size_max);
    word_t addr = rnd_below(PAGE(256));

    memset(f, 0, sizeof(*f));
    f->kind = (unsigned)rnd_below(8);
    f->kind = f->kind > 3 ? 0 : f->kind;
    f->from = (unsigned)rnd_below(SPACES);
    f->to = 1 + (unsigned)rnd_below(SPACES - 1);
    f->snd = align_down(addr, log2) | (word_t)log2 << 4 | rnd_below(8);
    f->base = rnd_below(PAGE(256));
    f->busy = true;
}

static void fly(struct flight *f)
{
    enum l4_error err;
    unsigned accessed;

    if (f->kind == 2)
        err = mapdb_unmap(&spaces[f->from], f->snd, (f->base & 1) != 0, &accessed, &f->cur);
    else if (f->kind == 3)
        err = mapdb_set_attr(&spaces[f->from], f->snd, (unsigned)f->base & 3, &f->cur);
    else
        err = mapdb_map(&spaces[f->from], &spaces[f->to], f->snd, f->base, FPAGE_COMPLETE,
                        f->kind == 1, &f->cur);
    f->busy = err == L4_AGAIN && rnd_below(50) != 0;
}

static void in_flight(unsigned long steps)
{
    tap_preempt_one_in = 1;
    for (tap_step = 0; tap_step < steps; tap_step++) {
        struct flight *f = &flights[rnd_below(FLIGHTS)];

        if (!f->busy)
            launch(f, 9);
        fly(f);
        if (tap_step % 64 == 0) {
            for (unsigned i = 0; i < SPACES; i++)
                mapdb_check(&spaces[i]);
        }
    }
    for (unsigned i = 0; i < FLIGHTS; i++) {
        for (unsigned rounds = 0; flights[i].busy; rounds++) {
            CHECK(rounds < 100000); /* all end when nobody disturbs */
            fly(&flights[i]);
        }
    }
    for (unsigned i = 0; i < SPACES; i++)
        mapdb_check(&spaces[i]);
    tap_preempt_one_in = 0;
}

/* A right that was taken away stays away, whatever others do while the walk sleeps. */
static void revoke_race(void)
{
    for (unsigned round = 0; round < 300; round++) {
        struct mapdb_cursor cur = {0, 0};
        unsigned accessed;

        tap_step = round;
        CHECK(map_page(0, 5, 1, 1, 7) == L4_OK);
        for (word_t i = 2; i < 200; i++)
            CHECK(map_page(1, 1 + rnd_below(i - 1), 1, i, 7) == L4_OK);
        tap_preempt_one_in = 1;
        while (mapdb_unmap(&spaces[0], FPAGE(5) | (round & 1 ? FPAGE_W : FPAGE_RWX), false,
                           &accessed, &cur) == L4_AGAIN) {
            for (unsigned i = 0; i < 10; i++)
                map_page(1, 1 + rnd_below(199), 1, 1 + rnd_below(250), 7);
        }
        tap_preempt_one_in = 0;
        mapdb_check(&spaces[1]);
        if (round & 1)
            check_rights(1, 0, 5);
        else
            CHECK(spaces[1].arch.count == 0);
        clear_all();
    }
}

/* More walks are interrupted than the database remembers; the ones that it forgot start again. */
static void many_walks(void)
{
    struct mapdb_cursor cur[FLIGHTS] = {{0, 0}};
    unsigned accessed;
    bool busy = true;

    for (word_t i = 0; i < FLIGHTS; i++) {
        CHECK(map_page(0, 5 + i, 1, i, 7) == L4_OK);
        for (word_t k = 0; k < 3 * BUDGET_UNITS; k++)
            CHECK(map_page(1, i, 2, 100 * i + k, 7) == L4_OK);
    }
    tap_preempt_one_in = 1;
    for (unsigned i = 0; i < FLIGHTS; i++)
        CHECK(mapdb_unmap(&spaces[1], FPAGE(i) | FPAGE_RWX, false, &accessed, &cur[i]) == L4_AGAIN);
    CHECK(walk_any_suspended() && walk_any_unfinished());
    while (busy) {
        busy = false;
        for (unsigned i = 0; i < FLIGHTS; i++)
            busy |= mapdb_unmap(&spaces[1], FPAGE(i) | FPAGE_RWX, false, &accessed, &cur[i]) ==
                    L4_AGAIN;
    }
    tap_preempt_one_in = 0;
    CHECK(spaces[2].arch.count == 0 && spaces[1].arch.count == FLIGHTS);
    clear_all();
}

static void out_of_memory(void)
{
    static void *taken[512];
    size_t n = 0;
    word_t i = 1;
    enum l4_error err = L4_OK;

    while (kmem_free_pages() > 3)
        taken[n++] = kmem_alloc(0, KMEM_OTHER);
    for (; err == L4_OK; i++)
        err = map_page(0, i, 1, i, 7);
    CHECK(err == L4_ERR_NO_MEM && i > 100);
    for (unsigned s = 0; s < SPACES; s++)
        mapdb_check(&spaces[s]);
    unmap(0, FPAGE(3) | FPAGE_RWX, true);
    CHECK(map_page(0, 3, 1, 3, 7) == L4_OK);
    clear_all();
    while (n > 0)
        kmem_free(taken[--n], 0, KMEM_OTHER);
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 7);
    kmem_add(pool, pool + sizeof(pool));
    mapdb_init();
    spaces[0].sigma0 = true;
    fake_page_sizes = BIT(12) | BIT(14) | BIT(16);
    fake_user_end = PAGE(MANY + 1000);
    fake_rights = 7;
    tree(parent_chain);
    tap_ok("mapdb/chain-10000");
    tree(parent_fan);
    tap_ok("mapdb/fan-10000");
    tree(parent_random);
    tap_ok("mapdb/tree-10000");
    many_walks();
    tap_ok("mapdb/many-walks");
    out_of_memory();
    tap_ok("mapdb/out-of-memory");
    revoke_race();
    tap_ok("mapdb/revoke-race");
    in_flight(60000);
    clear_all();
    tap_ok("mapdb/in-flight");
    return 0;
}
