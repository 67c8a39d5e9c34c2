/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Who owns what: an address range cut into regions of one kind and one owner each.
 *
 * The list is sorted, covers the whole range without gaps, and never has two neighbours that
 * could be one. Its nodes come from a common pool that starts with a static array and is fed
 * whole pages; there is nothing per page of memory.
 */
#pragma once

#include <l4/types.h>

struct region {
    struct region *prev;
    struct region *next;
    L4_Word_t low;
    L4_Word_t high; /* inclusive */
    L4_Word_t kind;
    L4_Word_t owner; /* raw thread ID, 0 if nobody's */
};

struct region_list {
    struct region *first;
    struct region *last;
    struct region *hint; /* where the last search ended */
};

/* Splitting a range off takes at most this many nodes. */
#define REGION_NODES_PER_SET 2

/* Adds memory to the pool of nodes. */
void region_pool_add(void *memory, L4_Word_t bytes);

/* Free nodes in the pool. */
L4_Word_t region_pool_free(void);

/* Makes a list of one region. Fails: 0 if there is no node. */
int region_list_init(struct region_list *list, L4_Word_t low, L4_Word_t high, L4_Word_t kind);

/* The region that holds an address inside the list's range. */
struct region *region_find(struct region_list *list, L4_Word_t address);

/* Gives low..high (inclusive) a kind and an owner. Fails: 0 and no effect if nodes are short. */
int region_set(struct region_list *list, L4_Word_t low, L4_Word_t high, L4_Word_t kind,
               L4_Word_t owner);
