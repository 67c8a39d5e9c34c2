/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Root task of `ci/bench --ipc`: what short IPC costs, and nothing else.
 */
#include <l4io.h>

#include "bench.h"
#include "env.h"

int main(void);

int main(void)
{
    static const L4_Word_t words[] = {0, 8, 60};

    env_init();
    bench_ipc(words, sizeof(words) / sizeof(words[0]));
    env_exit(0);
}
