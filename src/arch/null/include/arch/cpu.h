/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/cpu.h.
 */
#pragma once

#include <arch/missing.h>

struct arch_cpu {
    unsigned nothing; /* the processor's own tables and registers */
};

static inline struct cpu *arch_this_cpu(void)
{
    MISSING("return the structure of this processor, from a register or a fixed address");
}
