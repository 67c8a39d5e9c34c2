/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * sigma0's region lists against a model with one entry per address: random changes, then every
 * address and every property of the list is looked at. TAP output.
 */
#include <stdio.h>

#include "../region.h"

#define SPAN  256u
#define NODES 400
#define STEPS 20000

static struct region nodes[NODES];
static struct region_list list;
static unsigned char model_kind[SPAN];
static unsigned char model_owner[SPAN];
static unsigned long seed = 12345;

static unsigned next_random(unsigned below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (unsigned)(seed >> 33) % below;
}

/* Sorted, without gaps, neighbours differ, all nodes accounted for. */
static int well_formed(void)
{
    unsigned long used = 0;
    unsigned long next = 0;
    const struct region *r;

    for (r = list.first; r; r = r->next) {
        used++;
        if (r->low != next || r->high < r->low)
            return 0;
        if (!r->next)
            return r->high == ~0ul && list.last == r && used + region_pool_free() == NODES;
        if (r->next->prev != r || (r->next->kind == r->kind && r->next->owner == r->owner))
            return 0;
        next = r->high + 1;
    }
    return 0;
}

static int same_as_model(void)
{
    unsigned a;

    for (a = 0; a < SPAN; a++) {
        const struct region *r = region_find(&list, a);

        if (r->kind != model_kind[a] || r->owner != model_owner[a])
            return 0;
    }
    return 1;
}

/* The last address of the model stands for all up to the end of the range. */
static int step(void)
{
    unsigned low = next_random(SPAN);
    unsigned high = low + next_random(SPAN - low);
    unsigned kind = next_random(3);
    unsigned owner = next_random(2);
    unsigned a;

    for (a = low; a <= high; a++) {
        model_kind[a] = (unsigned char)kind;
        model_owner[a] = (unsigned char)owner;
    }
    return region_set(&list, low, high == SPAN - 1 ? ~0ul : high, kind, owner);
}

static int random_changes(void)
{
    int i;

    for (i = 0; i < STEPS; i++)
        if (!step() || !well_formed() || !same_as_model())
            return 0;
    return 1;
}

/* With one node left nothing may change. */
static int short_of_nodes(void)
{
    static struct region few[2];
    struct region_list other;

    while (region_pool_free() > 2)
        if (!region_list_init(&other, 0, 9, 0))
            return 0;
    if (!region_list_init(&other, 0, 9, 0) || region_set(&other, 3, 4, 1, 1))
        return 0;
    if (other.first != other.last)
        return 0;
    region_pool_add(few, sizeof(few));
    return region_set(&other, 3, 4, 1, 1) && region_find(&other, 3)->kind == 1;
}

static void report(int number, int ok, const char *what)
{
    printf("%s %d - %s\n", ok ? "ok" : "not ok", number, what);
}

int main(void)
{
    int changes;
    int shortage;

    region_pool_add(nodes, sizeof(nodes));
    changes = region_list_init(&list, 0, ~0ul, 0) && random_changes();
    printf("1..2\n");
    report(1, changes, "random changes agree with the model");
    shortage = short_of_nodes();
    report(2, shortage, "no change when nodes are short");
    return !(changes && shortage);
}
