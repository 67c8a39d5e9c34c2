/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: floating-point and, where there is the unit, AltiVec registers.
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu {
    uint32_t vr[32][4] __attribute__((aligned(16)));
    uint32_t vscr[4];
    uint64_t fpr[32];
    uint64_t fpscr;
};
