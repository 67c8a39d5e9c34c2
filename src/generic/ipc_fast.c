/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC: the common case (kernel/ipc_fast.h) as a function.
 */
#include <kernel/ipc_fast.h>

struct tcb *ipc_fast(struct tcb *self, tid_t to, tid_t from, word_t timeouts)
{
    return ipc_fast_inline(self, to, from, timeouts);
}
