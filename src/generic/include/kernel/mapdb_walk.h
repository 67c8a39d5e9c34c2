/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Inside the mapping database: nodes, units of work, and walks over the mappings derived from a page.
 */
#pragma once

#include <kernel/fpage.h>
#include <kernel/mapdb.h>
#include <kernel/mapnode.h>
#include <kernel/preempt.h>

/* ---- units of work ---- */

#define BUDGET_UNITS 24u

struct budget {
    unsigned spent;
};

/* One unit of work was done. True: stop now, an interrupt waits. */
static inline bool budget_spend(struct budget *b)
{
    b->spent++;
    if (b->spent < BUDGET_UNITS)
        return false;
    b->spent = 0;
    return preempt_pending();
}

/* ---- nodes (mapdb.c) ---- */

void node_link(struct mapnode *n, struct mapnode *parent);
/* Takes over what the hardware recorded. */
void node_harvest(struct mapnode *n);
/* Shows the parent what it has not seen yet. */
void node_bring_up(struct mapnode *n);
/* Removes page and node. Contract: no children. */
void node_destroy(struct mapnode *n);

static inline unsigned node_pend(const struct mapnode *n)
{
    return (unsigned)n->used >> MAPNODE_PEND_SHIFT & FPAGE_RWX;
}

static inline unsigned node_up(const struct mapnode *n)
{
    return (unsigned)n->used >> MAPNODE_UP_SHIFT & FPAGE_RWX;
}

static inline void node_note(struct mapnode *n, unsigned rwx)
{
    n->used |= (uint8_t)(rwx << MAPNODE_PEND_SHIFT | rwx << MAPNODE_UP_SHIFT);
}

static inline void node_clear_pend(struct mapnode *n)
{
    n->used &= (uint8_t) ~(FPAGE_RWX << MAPNODE_PEND_SHIFT);
}

static inline void node_clear_up(struct mapnode *n)
{
    n->used &= (uint8_t) ~(FPAGE_RWX << MAPNODE_UP_SHIFT);
}

/* sigma0's page at `va`, the largest that fits [va, end) and touches nothing else. Returns L4_ERR_PARAM if sigma0 owns no
 * memory at `va`, L4_ERR_NO_MEM. */
enum l4_error origin_create(struct space *sigma0, word_t va, word_t end, unsigned attr);

/* ---- walks (mapdb_walk.c) ---- */

/* What to do with a page and the mappings derived from it. */
struct walk_op {
    unsigned revoke; /* rights to take away */
    bool flush;      /* ... from the page itself too */
    bool query;      /* report accesses in the cursor's status and forget them */
    bool set_attr;
    uint8_t attr;
    bool part; /* only direct children that touch [pa_first, pa_last] and what hangs below them */
    word_t pa_first;
    word_t pa_last;
};

/* cursor->status: accesses in the low bits, then a flag for the caller, then the number of the suspended walk. */
#define CURSOR_ACCESSED   FPAGE_RWX
#define CURSOR_PHASE      8u
#define CURSOR_WALK_SHIFT 4u

void walk_init(void);
/* Visits the page `root` and everything below. L4_AGAIN: interrupted, call again with the same arguments. After L4_OK
 * `root` is gone if all its rights were to be flushed. */
enum l4_error walk_subtree(struct mapnode *root, const struct walk_op *op, struct mapdb_cursor *cur,
                           struct budget *budget);
/* A node is about to go: suspended walks step on. */
void walk_forget(struct mapnode *n);
/* Nodes change their places: suspended walks start again. */
void walk_forget_all(void);
bool walk_any_suspended(void);
/* Since boot a walk that takes rights away was given up half-way or is suspended: children may have rights that their
 * parents lost. */
bool walk_any_unfinished(void);
