/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake processor for host tests.
 */
#pragma once

struct cpu;

struct arch_cpu {
    unsigned nothing;
};

extern struct cpu *fake_this_cpu;

static inline struct cpu *arch_this_cpu(void)
{
    return fake_this_cpu;
}
