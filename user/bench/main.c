/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Root task of ci/bench: all suites, one after the other.
 */
#include <l4io.h>

#include "bench.h"
#include "env.h"

int main(void);

char bench_buffer[2][BENCH_BUFFER_SIZE] __attribute__((aligned(1 << 20)));

int main(void)
{
    static const L4_Word_t words[] = {0, 1, 2, 4, 8, 16, 32, 48, 60, 63};

    env_init();
    bench_ipc(words, sizeof(words) / sizeof(words[0]));
    bench_calls();
    bench_strings();
    bench_mappings();
    bench_faults();
#ifdef BENCH_HAS_INTERRUPTS
    bench_interrupts();
#endif
    bench_ready();
    bench_growth();
    env_exit(0);
}
