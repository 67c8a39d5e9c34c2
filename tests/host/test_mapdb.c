/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The mapping database against its reference model: random operations of random spaces, interrupted at random, with
 * several sets of page sizes and kinds of hardware rights, and with page tables that cannot grow.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kernel/kmem.h>
#include <kernel/mapdb.h>
#include <kernel/mapdb_walk.h>
#include <kernel/memory.h>
#include <kernel/space.h>
#include "mapdb_model.h"
#include "tap.h"

#define KIP_UNIT(s) (7u + 5u * (s))

static char pool[8 << 20] __attribute__((aligned(1 << 22)));
static struct space spaces[MODEL_SPACES];
static word_t units; /* of the user area */

/* ---- the world ---- */

bool world_is_kernels(word_t pa)
{
    word_t u = pa >> fake_page_min;

    return (u >= 37 && u < 45) || u >= units - 9;
}

bool world_is_kip(int space, word_t va)
{
    return va >> fake_page_min == KIP_UNIT((unsigned)space);
}

bool memory_is_kernels(paddr_t first, paddr_t last)
{
    word_t a = first >> fake_page_min;
    word_t b = last >> fake_page_min;

    return (a < 45 && b >= 37) || b >= units - 9;
}

bool space_is_mappable(const struct space *space, word_t first, word_t last)
{
    word_t kip = KIP_UNIT((unsigned)(space - spaces));

    return last < ARCH_USER_END && !(first >> fake_page_min <= kip && last >> fake_page_min >= kip);
}

static void world_init(word_t sizes, unsigned min, word_t unit_count, unsigned rights)
{
    fake_page_sizes = sizes;
    fake_page_min = min;
    fake_rights = rights;
    units = unit_count;
    fake_user_end = units << min;
    model_reset();
    for (unsigned i = 0; i < MODEL_SPACES; i++) {
        memset(&spaces[i], 0, sizeof(spaces[i]));
        spaces[i].sigma0 = i == 0;
        CHECK(arch_pt_map(&spaces[i].arch, (word_t)KIP_UNIT(i) << min, 0, min, arch_rights_ceil(5),
                          0, NULL) == L4_OK);
    }
}

static void world_fini(void)
{
    for (unsigned i = 0; i < MODEL_SPACES; i++) {
        struct mapdb_cursor cur = {0, 0};

        while (mapdb_clear(&spaces[i], &cur) == L4_AGAIN)
            ;
        CHECK(spaces[i].arch.count == 1); /* the KIP page stays (R206) */
        arch_space_fini(&spaces[i].arch);
    }
    CHECK(mapdb_count() == 0);
}

/* ---- comparison ---- */

static void compare_page(int s, const struct fake_page *f)
{
    const struct mapnode *n = f->m.cookie;
    const struct mpage *p;
    int x = model_find(s, f->m.va);

    if (n == NULL) {
        CHECK(world_is_kip(s, f->m.va) && x < 0);
        return;
    }
    CHECK(x >= 0);
    p = &model_page[x];
    CHECK(p->va == f->m.va && p->pa == f->m.pa && p->log2 == f->m.size_log2);
    CHECK(p->rights == f->m.rights && p->attr == f->m.attr);
    /* When the hardware's record is taken over is nobody's business. */
    CHECK((p->hw | p->pend) == (f->used | node_pend(n)));
    CHECK((p->parent < 0) == (n->parent == NULL));
    if (n->parent == NULL)
        return;
    CHECK((p->hw | p->up) == (f->used | node_up(n)));
    CHECK(model_page[p->parent].va == n->parent->va);
    CHECK(&spaces[model_page[p->parent].space] == n->parent->space);
}

static void compare(void)
{
    int total = 0;

    for (int s = 0; s < MODEL_SPACES; s++) {
        for (size_t i = 0; i < spaces[s].arch.count; i++)
            compare_page(s, &spaces[s].arch.pages[i]);
        total += (int)spaces[s].arch.count - 1;
        mapdb_check(&spaces[s]);
    }
    CHECK(total == model_count && mapdb_count() == (size_t)total);
}

/* ---- random operations ---- */

static int random_space(void)
{
    return (int)rnd_below(MODEL_SPACES);
}

static unsigned random_rights(void)
{
    return rnd_below(2) == 0 ? 7 : (unsigned)rnd_below(8);
}

static word_t random_fpage(unsigned rights)
{
    unsigned most = bits_msb(units) + 1;
    unsigned log2 = fake_page_min + (unsigned)rnd_below(1 + rnd_below(most));

    if (rnd_below(40) == 0)
        return FPAGE_COMPLETE | rights;
    if (rnd_below(100) == 0)
        return rnd() & 0xffffffff;
    if (rnd_below(60) == 0)
        log2 = fake_page_min - 1;
    return align_down(rnd_below(fake_user_end + fake_user_end / 16), log2) | (word_t)log2 << 4 |
           rights;
}

/* An fpage that covers or lies in a page that exists. */
static word_t existing_fpage(int space, unsigned rights)
{
    const struct arch_space *as = &spaces[space].arch;
    const struct arch_mapping *m = &as->pages[rnd_below(as->count)].m;
    unsigned log2 = m->size_log2;

    if (rnd_below(4) == 0)
        return random_fpage(rights);
    if (rnd_below(4) == 0)
        log2 += (unsigned)rnd_below(4);
    else if (rnd_below(3) == 0)
        log2 = fake_page_min + (unsigned)rnd_below(log2 - fake_page_min + 1);
    return align_down(m->va + rnd_below(BIT(m->size_log2)), log2) | (word_t)log2 << 4 | rights;
}

static void do_map(void)
{
    int from = random_space();
    int to = random_space();
    word_t snd = existing_fpage(from, random_rights());
    word_t window = rnd_below(8) == 0   ? FPAGE_COMPLETE
                    : rnd_below(2) == 0 ? existing_fpage(to, 0)
                                        : random_fpage(0);
    word_t base = rnd_below(fake_user_end);
    bool grant = rnd_below(5) == 0;
    struct mapdb_cursor cur = {0, 0};
    enum l4_error want;
    enum l4_error got;

    if (fpage_is_complete(snd) && rnd_below(10) != 0)
        return;
    if (rnd_below(3) == 0) { /* the same address */
        window = FPAGE_COMPLETE;
        base = fpage_base(snd);
    }
    model_failure = fake_map_failure = rnd_below(10) == 0 ? (long)rnd_below(6) : -1;
    do {
        got = mapdb_map(&spaces[from], &spaces[to], snd, base, window, grant, &cur);
    } while (got == L4_AGAIN);
    want = model_map(from, to, snd, base, window, grant);
    if (got != want)
        printf("# map %d->%d snd %lx base %lx window %lx grant %d: %d, model %d\n", from, to, snd,
               base, window, grant, got, want);
    CHECK(got == want);
    CHECK(fake_map_failure == model_failure);
    model_failure = fake_map_failure = -1;
}

static void do_unmap(void)
{
    int space = random_space();
    word_t fpage = existing_fpage(space, rnd_below(3) == 0 ? 0 : random_rights());
    bool flush = rnd_below(2) == 0;
    struct mapdb_cursor cur = {0, 0};
    unsigned accessed;

    if (space == 0 && rnd_below(3) != 0) /* sigma0 would clear everything too often */
        fpage &= ~(word_t)FPAGE_RWX;
    if (fpage_is_complete(fpage) && rnd_below(10) != 0)
        return;
    while (mapdb_unmap(&spaces[space], fpage, flush, &accessed, &cur) == L4_AGAIN)
        ;
    CHECK(accessed == model_unmap(space, fpage, flush));
}

static void do_touch(void)
{
    int s = random_space();
    struct arch_space *as = &spaces[s].arch;
    struct fake_page *f = &as->pages[rnd_below(as->count)];
    unsigned rwx = (unsigned)rnd_below(8) & f->m.rights;

    if (f->m.cookie == NULL)
        return;
    fake_touch(as, f->m.va, rwx);
    model_page[model_find(s, f->m.va)].hw |= rwx;
}

static void do_attr(void)
{
    int space = random_space();
    word_t fpage = existing_fpage(space, 0);
    unsigned attr = (unsigned)rnd_below(9);
    struct mapdb_cursor cur = {0, 0};
    enum l4_error got;

    do {
        got = mapdb_set_attr(&spaces[space], fpage, attr, &cur);
    } while (got == L4_AGAIN);
    CHECK(got == model_set_attr(space, fpage, attr));
}

static void do_clear(void)
{
    int space = 1 + (int)rnd_below(MODEL_SPACES - 1);
    struct mapdb_cursor cur = {0, 0};

    while (mapdb_clear(&spaces[space], &cur) == L4_AGAIN)
        ;
    model_unmap(space, FPAGE_COMPLETE | FPAGE_RWX, true);
}

static void do_fault(void)
{
    word_t va = rnd_below(fake_user_end + BIT(fake_page_min));
    enum l4_error got = mapdb_sigma0_fault(&spaces[0], va);

    CHECK(got == model_sigma0_fault(va));
}

static void random_op(void)
{
    unsigned what = (unsigned)rnd_below(1000);

    if (what < 450)
        do_map();
    else if (what < 600)
        do_unmap();
    else if (what < 900)
        do_touch();
    else if (what < 960)
        do_fault();
    else if (what < 997)
        do_attr();
    else
        do_clear();
    CHECK(!walk_any_unfinished());
}

static void random_run(word_t sizes, unsigned min, word_t unit_count, unsigned rights,
                       unsigned long steps, unsigned every)
{
    world_init(sizes, min, unit_count, rights);
    for (tap_step = 0; tap_step < steps; tap_step++) {
        tap_preempt_one_in = (unsigned)(rnd_below(3) * 2);
        random_op();
        if (tap_step % every == 0)
            compare();
    }
    compare();
    world_fini();
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        word_t sizes;
        unsigned min;
        word_t units;
        unsigned rights;
        unsigned share;
        unsigned every; /* comparison */
    } sets[] = {
        {"mapdb/one-size", BIT(12), 12, 96, 7, 60, 8},
        {"mapdb/two-sizes", BIT(12) | BIT(15), 12, 160, 2, 40, 8},
        {"mapdb/arm-like", BIT(12) | BIT(14) | BIT(17), 12, 256, 7, 20, 16},
        {"mapdb/powers-of-four", BIT(12) | BIT(14) | BIT(16) | BIT(18) | BIT(20), 12, 512, 0, 8,
         16},
        {"mapdb/three-levels", BIT(12) | BIT(17) | BIT(22), 12, 2100, 2, 1, 64},
        {"mapdb/ia32", BIT(12) | BIT(22), 12, 3072, 2, 1, 64},
    };
    unsigned long steps = argc > 2 ? strtoul(argv[2], NULL, 0) : 10000;

    tap_init(argc, argv, sizeof(sets) / sizeof(sets[0]));
    kmem_add(pool, pool + sizeof(pool));
    mapdb_init();
    for (unsigned i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        tap_seed(i);
        random_run(sets[i].sizes, sets[i].min, sets[i].units, sets[i].rights, steps * sets[i].share,
                   sets[i].every);
        tap_ok(sets[i].name);
    }
    return 0;
}
