/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Creation, change and deletion of threads (ThreadControl, api.md 4.3).
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/tcb.h>

#define THREAD_DEFAULT_PRIO     100u
#define THREAD_DEFAULT_SLICE_US 10000u

/* One of the initial servers (api.md 6.8): new privileged space with the standard areas, ready to run at ip.
 * Panics when memory does not suffice. */
struct tcb *thread_create_server(tid_t id, tid_t pager, tid_t scheduler, word_t ip, word_t sp,
                                 bool sigma0);

/* Fields of a TCB that is about to enter the table; memory is cleared already. */
void thread_init(struct tcb *t, tid_t id, tid_t scheduler);
