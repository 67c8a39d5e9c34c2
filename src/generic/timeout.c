/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Deadlines in a leftist heap.
 *
 * Chosen for its worst case, not its mean: interrupts are off here. The rank of a node is the length of the path that
 * goes right until it ends; left ranks are never below right ranks, so a right path has at most log2(n + 1) nodes and all
 * work happens on right paths.
 */
#include <kernel/timeout.h>
#include <kernel/assert.h>

static bool is_before(const struct timeout *a, const struct timeout *b)
{
    if (a->deadline_us != b->deadline_us)
        return a->deadline_us < b->deadline_us;
    return a->prio > b->prio;
}

static unsigned rank_of(const struct timeout *t)
{
    return t == NULL ? 0 : t->rank;
}

/* Restores the rank order of the node's children and its own rank. */
static void fix_rank(struct timeout *t)
{
    if (rank_of(t->left) < rank_of(t->right)) {
        struct timeout *left = t->left;

        t->left = t->right;
        t->right = left;
    }
    t->rank = (uint8_t)(rank_of(t->right) + 1);
}

/* Joins two heaps (NULL: empty). The result's parent is NULL. */
static struct timeout *heap_merge(struct timeout *a, struct timeout *b)
{
    struct timeout *root = NULL;
    struct timeout **link = &root;
    struct timeout *last = NULL;

    while (a != NULL && b != NULL) {
        struct timeout *first = is_before(b, a) ? b : a;
        struct timeout *other = first == a ? b : a;

        *link = first;
        first->parent = last;
        last = first;
        link = &first->right;
        a = first->right;
        b = other;
    }
    *link = a != NULL ? a : b;
    if (*link != NULL)
        (*link)->parent = last;
    for (; last != NULL; last = last->parent)
        fix_rank(last);
    return root;
}

void timeout_queue_init(struct timeout_queue *q)
{
    q->root = NULL;
}

void timeout_arm(struct timeout_queue *q, struct timeout *t, time_us_t deadline_us, uint8_t prio)
{
    ASSERT(!t->armed);
    t->deadline_us = deadline_us;
    t->prio = prio;
    t->left = NULL;
    t->right = NULL;
    t->parent = NULL;
    t->rank = 1;
    t->armed = true;
    q->root = heap_merge(q->root, t);
}

void timeout_cancel(struct timeout_queue *q, struct timeout *t)
{
    struct timeout *parent = t->parent;
    struct timeout *rest;

    if (!t->armed)
        return;
    rest = heap_merge(t->left, t->right);
    if (rest != NULL)
        rest->parent = parent;
    if (parent == NULL)
        q->root = rest;
    else if (parent->left == t)
        parent->left = rest;
    else
        parent->right = rest;
    t->armed = false;
    while (parent != NULL) {
        unsigned rank = parent->rank;

        fix_rank(parent);
        if (parent->rank == rank)
            break;
        parent = parent->parent;
    }
}

time_us_t timeout_first(const struct timeout_queue *q)
{
    return q->root == NULL ? TIME_NEVER : q->root->deadline_us;
}

struct timeout *timeout_pop(struct timeout_queue *q, time_us_t now_us)
{
    struct timeout *t = q->root;

    if (t == NULL || t->deadline_us > now_us)
        return NULL;
    timeout_cancel(q, t);
    return t;
}
