/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * timeout.c against a plain array: same first deadline, same order of deadlines and priorities.
 */
#include <kernel/bits.h>
#include <kernel/timeout.h>
#include "tap.h"

#define NODES 400u

static struct timeout nodes[NODES];
static struct timeout_queue queue;

static bool is_before(const struct timeout *a, const struct timeout *b)
{
    return a->deadline_us < b->deadline_us ||
           (a->deadline_us == b->deadline_us && a->prio > b->prio);
}

static struct timeout *model_first(void)
{
    struct timeout *first = NULL;

    for (unsigned i = 0; i < NODES; i++) {
        if (nodes[i].armed && (first == NULL || is_before(&nodes[i], first)))
            first = &nodes[i];
    }
    return first;
}

static void check_first(void)
{
    struct timeout *first = model_first();

    CHECK(timeout_first(&queue) == (first == NULL ? TIME_NEVER : first->deadline_us));
}

static unsigned check_heap(const struct timeout *t, const struct timeout *parent)
{
    unsigned left;
    unsigned right;

    if (t == NULL)
        return 0;
    CHECK(t->armed && t->parent == parent && (parent == NULL || !is_before(t, parent)));
    left = check_heap(t->left, t);
    right = check_heap(t->right, t);
    CHECK(left >= right && t->rank == right + 1);
    return t->rank;
}

static void pop(time_us_t now)
{
    struct timeout *want = model_first();
    struct timeout *got = timeout_pop(&queue, now);

    if (want == NULL || want->deadline_us > now) {
        CHECK(got == NULL);
        return;
    }
    CHECK(got != NULL && !got->armed);
    CHECK(got->deadline_us == want->deadline_us && got->prio == want->prio);
}

static void random_run(unsigned long steps, uint64_t range)
{
    time_us_t now = 0;

    for (tap_step = 0; tap_step < steps; tap_step++) {
        struct timeout *t = &nodes[rnd_below(NODES)];

        if (rnd_below(8) == 0)
            pop(now += rnd_below(range / 64 + 1));
        else if (t->armed || rnd_below(10) == 0)
            timeout_cancel(&queue, t);
        else
            timeout_arm(&queue, t, now + rnd_below(range), (uint8_t)rnd_below(4));
        check_first();
        if (tap_step % 256 == 0)
            check_heap(queue.root, NULL);
    }
    while (queue.root != NULL)
        pop(TIME_NEVER);
    check_first();
}

/* Ascending and descending deadlines are the extreme shapes. */
static void ordered(bool up)
{
    for (unsigned i = 0; i < NODES; i++)
        timeout_arm(&queue, &nodes[i], up ? i : NODES - i, 0);
    check_heap(queue.root, NULL);
    for (unsigned i = 0; i < NODES; i += 3)
        timeout_cancel(&queue, &nodes[i]);
    check_heap(queue.root, NULL);
    while (queue.root != NULL)
        pop(TIME_NEVER);
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 4);
    timeout_queue_init(&queue);
    ordered(true);
    tap_ok("timeout/ascending");
    ordered(false);
    tap_ok("timeout/descending");
    random_run(200000, 1000);
    tap_ok("timeout/random-many-ties");
    random_run(200000, (uint64_t)1 << 40);
    tap_ok("timeout/random");
    return 0;
}
