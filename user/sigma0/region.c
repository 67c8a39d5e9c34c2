/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Sorted region lists and their pool of nodes.
 */
#include "region.h"

static struct region *free_nodes;
static L4_Word_t num_free;

static struct region *node_get(void)
{
    struct region *r = free_nodes;

    if (r) {
        free_nodes = r->next;
        num_free--;
    }
    return r;
}

static void node_put(struct region *r)
{
    r->next = free_nodes;
    free_nodes = r;
    num_free++;
}

void region_pool_add(void *memory, L4_Word_t bytes)
{
    struct region *r = (struct region *)memory;
    L4_Word_t n;

    for (n = bytes / sizeof(*r); n > 0; n--)
        node_put(r++);
}

L4_Word_t region_pool_free(void)
{
    return num_free;
}

int region_list_init(struct region_list *list, L4_Word_t low, L4_Word_t high, L4_Word_t kind)
{
    struct region *r = node_get();

    if (!r)
        return 0;
    r->prev = 0;
    r->next = 0;
    r->low = low;
    r->high = high;
    r->kind = kind;
    r->owner = 0;
    list->first = r;
    list->last = r;
    list->hint = r;
    return 1;
}

struct region *region_find(struct region_list *list, L4_Word_t address)
{
    struct region *r = list->hint;

    while (address < r->low)
        r = r->prev;
    while (address > r->high)
        r = r->next;
    list->hint = r;
    return r;
}

/* Cuts a region in two; the second part starts at the address. There is a node for it. */
static struct region *split(struct region_list *list, struct region *r, L4_Word_t address)
{
    struct region *n = node_get();

    n->low = address;
    n->high = r->high;
    n->kind = r->kind;
    n->owner = r->owner;
    n->prev = r;
    n->next = r->next;
    if (r->next)
        r->next->prev = n;
    else
        list->last = n;
    r->next = n;
    r->high = address - 1;
    return n;
}

static void drop(struct region_list *list, struct region *r)
{
    if (r->prev)
        r->prev->next = r->next;
    else
        list->first = r->next;
    if (r->next)
        r->next->prev = r->prev;
    else
        list->last = r->prev;
    node_put(r);
}

/* Joins a region with the one behind it if they are alike. */
static void join_next(struct region_list *list, struct region *r)
{
    struct region *n = r->next;

    if (!n || n->kind != r->kind || n->owner != r->owner)
        return;
    r->high = n->high;
    drop(list, n);
}

int region_set(struct region_list *list, L4_Word_t low, L4_Word_t high, L4_Word_t kind,
               L4_Word_t owner)
{
    struct region *r;
    struct region *end;

    if (num_free < REGION_NODES_PER_SET)
        return 0;
    r = region_find(list, low);
    if (r->low < low)
        r = split(list, r, low);
    end = r;
    while (end->high < high)
        end = end->next;
    if (end->high > high)
        (void)split(list, end, high + 1);
    while (r->high < high) {
        r->high = r->next->high;
        drop(list, r->next);
    }
    r->kind = kind;
    r->owner = owner;
    join_next(list, r);
    if (r->prev) {
        r = r->prev;
        join_next(list, r);
    }
    list->hint = r;
    return 1;
}
