/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * One mapping as the mapping database sees it. Private to mapdb.c; the debugger may look.
 */
#pragma once

#include <kernel/types.h>

struct space;

/* The node behind a page-table cookie; NULL for the kernel's own pages (NULL, or a pointer with bit 0 set). */
struct mapnode;
static inline struct mapnode *mapnode_of(void *cookie)
{
    return ((uintptr_t)cookie & 1) != 0 ? NULL : cookie;
}

/* Every node has exactly one translation, in `space` at `va`, whose cookie points back here. */
struct mapnode {
    struct space *space;
    word_t va;              /* aligned to the size */
    word_t pa;              /* lies with the whole page inside the parent's frame */
    struct mapnode *parent; /* NULL: origin, sigma0's own page, va = pa */
    struct mapnode *child;  /* first of the mappings derived from this one */
    struct mapnode *next;   /* siblings; NULL ends */
    struct mapnode *prev;   /* NULL: first */
    uint8_t size_log2;
    uint8_t rights; /* as in the translation; contained in the parent's */
    uint8_t attr;   /* as in the translation */
    uint8_t used;   /* see below */
};

_Static_assert(sizeof(struct mapnode) <= (sizeof(void *) == 4 ? 32 : 64), "node size");

/*
 * Accesses are recorded by the hardware per translation. Harvesting moves the record into two sets of rwx bits:
 *   PEND  accesses here, and those below that have been brought up, since this page's own last query
 *   UP    the same since the parent last looked: not yet in the parent's sets
 * So neither a parent's nor a child's query takes anything from the other.
 */
#define MAPNODE_PEND_SHIFT 0u
#define MAPNODE_UP_SHIFT   4u
