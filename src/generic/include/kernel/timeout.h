/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Deadlines of one processor, in a heap of embedded nodes: insert and remove cost O(log n), the first is at hand.
 *
 * Only the owning processor touches a queue (design.md 3). Among equal deadlines the higher priority comes first, then the
 * earlier inserted need not (api.md 7.2).
 */
#pragma once

#include <kernel/types.h>

struct timeout {
    time_us_t deadline_us;
    struct timeout *parent; /* heap links; meaning known to timeout.c only */
    struct timeout *left;
    struct timeout *right;
    uint8_t rank;
    uint8_t prio; /* for ties: higher first */
    bool armed;
};

struct timeout_queue {
    struct timeout *root;
};

void timeout_queue_init(struct timeout_queue *q);

/* Contract: t is not armed. */
void timeout_arm(struct timeout_queue *q, struct timeout *t, time_us_t deadline_us, uint8_t prio);

/* No effect if not armed. */
void timeout_cancel(struct timeout_queue *q, struct timeout *t);

/* The earliest deadline, TIME_NEVER if there is none. O(1). */
time_us_t timeout_first(const struct timeout_queue *q);

/* Takes out and returns the first node whose deadline is <= now; NULL if there is none. */
struct timeout *timeout_pop(struct timeout_queue *q, time_us_t now_us);
