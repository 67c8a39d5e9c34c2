/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * kmem.c and slab.c against a map of owned pages: blocks never overlap, are aligned and cleared, accounts are right, and
 * everything joins again when all is free.
 */
#include <stdlib.h>
#include <string.h>
#include <kernel/kmem.h>
#include "tap.h"

#define POOL_BYTES ((size_t)24 << 20)
#define BLOCKS     700u
#define OBJECTS    4000u

static char pool[POOL_BYTES] __attribute__((aligned(1 << 22)));
static uint8_t owned[POOL_BYTES >> KMEM_PAGE_LOG2];

struct block {
    void *p;
    unsigned order;
    enum kmem_use use;
};

static struct block blocks[BLOCKS];

static void own(const struct block *b, bool on)
{
    size_t first = (size_t)((char *)b->p - pool) >> KMEM_PAGE_LOG2;

    for (size_t i = 0; i < (size_t)1 << b->order; i++) {
        CHECK(first + i < POOL_BYTES >> KMEM_PAGE_LOG2 && owned[first + i] == !on);
        owned[first + i] = on;
    }
}

static void check_clear(const void *p, size_t bytes)
{
    const char *c = p;

    CHECK(c[0] == 0 && memcmp(c, c + 1, bytes - 1) == 0);
}

static void block_toggle(struct block *b)
{
    size_t before = kmem_free_pages();

    if (b->p != NULL) {
        own(b, false);
        kmem_free(b->p, b->order, b->use);
        CHECK(kmem_free_pages() == before + ((size_t)1 << b->order));
        b->p = NULL;
        return;
    }
    b->order = rnd_below(50) == 0 ? (unsigned)rnd_below(11) : (unsigned)rnd_below(4);
    b->use = (enum kmem_use)rnd_below(KMEM_USES);
    b->p = kmem_alloc(b->order, b->use);
    if (b->p == NULL)
        return;
    CHECK(((uintptr_t)b->p & ((KMEM_PAGE_SIZE << b->order) - 1)) == 0);
    check_clear(b->p, KMEM_PAGE_SIZE << b->order);
    own(b, true);
    memset(b->p, 0xa5, KMEM_PAGE_SIZE << b->order);
    CHECK(kmem_free_pages() == before - ((size_t)1 << b->order));
}

static void free_all(void)
{
    for (unsigned i = 0; i < BLOCKS; i++) {
        if (blocks[i].p != NULL)
            block_toggle(&blocks[i]);
    }
    CHECK(kmem_free_pages() == kmem_total_pages());
    for (unsigned use = 0; use < KMEM_USES; use++)
        CHECK(kmem_used_pages((enum kmem_use)use) == 0);
}

/* Blocks of each order that there were before anything was allocated. */
static size_t at_first[11];

static void exhaust(unsigned order, bool first)
{
    static void *all[POOL_BYTES >> KMEM_PAGE_LOG2];
    struct slab s;
    size_t n = 0;

    while ((all[n] = kmem_alloc(order, KMEM_OTHER)) != NULL)
        n++;
    if (order == 0)
        CHECK(n == kmem_total_pages());
    if (first)
        at_first[order] = n;
    CHECK(n == at_first[order]); /* else what was free has not joined */
    slab_init(&s, "none", (KMEM_PAGE_SIZE << order) / 2, KMEM_PAGE_SIZE);
    CHECK(slab_alloc(&s) == NULL && s.used == 0);
    CHECK(kmem_alloc_coloured(1, order, KMEM_OTHER) == NULL);
    while (n > 0)
        kmem_free(all[--n], order, KMEM_OTHER);
    CHECK(kmem_free_pages() == kmem_total_pages());
}

/* One page of the wanted colour, the others of its block are free at once. */
static void coloured(void)
{
    static void *all[300];
    size_t before = kmem_free_pages();

    for (unsigned log2 = 0; log2 < 4; log2++) {
        for (unsigned i = 0; i < 300; i++) {
            word_t colour = (word_t)rnd();

            all[i] = kmem_alloc_coloured(colour, log2, KMEM_UTCB);
            CHECK(all[i] != NULL);
            CHECK((((uintptr_t)all[i] >> KMEM_PAGE_LOG2 ^ colour) & (((word_t)1 << log2) - 1)) ==
                  0);
            check_clear(all[i], KMEM_PAGE_SIZE);
        }
        CHECK(kmem_used_pages(KMEM_UTCB) == 300 && kmem_free_pages() == before - 300);
        for (unsigned i = 0; i < 300; i++)
            kmem_free(all[i], 0, KMEM_UTCB);
        CHECK(kmem_free_pages() == before);
    }
}

static void slab_run(size_t size, size_t align)
{
    static unsigned char *objects[OBJECTS];
    struct slab s;

    slab_init(&s, "test", size, align);
    memset(objects, 0, sizeof(objects));
    for (tap_step = 0; tap_step < 20000; tap_step++) {
        unsigned i = (unsigned)rnd_below(tap_step < 15000 ? OBJECTS : 50);
        unsigned char tag = (unsigned char)i;

        if (objects[i] != NULL) {
            CHECK(objects[i][0] == tag && objects[i][size - 1] == tag);
            slab_free(&s, objects[i]);
            objects[i] = NULL;
            continue;
        }
        objects[i] = slab_alloc(&s);
        if (objects[i] == NULL)
            continue;
        CHECK((uintptr_t)objects[i] % align == 0);
        check_clear(objects[i], size);
        memset(objects[i], tag, size);
    }
    for (unsigned i = 0; i < OBJECTS; i++) {
        if (objects[i] != NULL)
            slab_free(&s, objects[i]);
    }
    CHECK(s.used == 0 && s.pages <= (size_t)1 << s.order);
    if (s.pages != 0)
        kmem_free(s.partial.next, s.order, KMEM_SLAB);
    CHECK(kmem_free_pages() == kmem_total_pages());
}

int main(int argc, char **argv)
{
    static const size_t sizes[][2] = {{1, 1},       {17, 8},   {32, 32},     {64, 64},
                                      {512, 512},   {600, 64}, {1024, 1024}, {2048, 16},
                                      {4096, 4096}, {5000, 8}, {20000, 64},  {70000, 64}};

    tap_init(argc, argv, 5);
    kmem_add(pool, pool + KMEM_PAGE_SIZE); /* nothing is left of that beside its own table */
    CHECK(kmem_total_pages() == 0 && kmem_alloc(0, KMEM_OTHER) == NULL);
    kmem_add(pool + 3 * KMEM_PAGE_SIZE, pool + 1001 * KMEM_PAGE_SIZE);
    kmem_add(pool + 1001 * KMEM_PAGE_SIZE, pool + 1003 * KMEM_PAGE_SIZE);
    kmem_add(pool + 1500 * KMEM_PAGE_SIZE, pool + POOL_BYTES);
    CHECK(kmem_total_pages() * 100 >= 99 * (998 + (POOL_BYTES >> KMEM_PAGE_LOG2) - 1500));
    for (unsigned order = 0; order <= 10; order++)
        exhaust(order, true);
    for (tap_step = 0; tap_step < 40000; tap_step++)
        block_toggle(&blocks[rnd_below(BLOCKS)]);
    free_all();
    tap_ok("kmem/random");
    for (unsigned order = 0; order <= 10; order++)
        exhaust(order, false);
    tap_ok("kmem/exhaust");
    coloured();
    tap_ok("kmem/coloured");
    for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        slab_run(sizes[i][0], sizes[i][1]);
    tap_ok("kmem/slab");
    for (tap_step = 0; tap_step < 40000; tap_step++)
        block_toggle(&blocks[rnd_below(BLOCKS)]);
    free_all();
    tap_ok("kmem/random-again");
    return 0;
}
