/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * e500: the upper halves of the general registers, accumulator, status of the signal processing engine.
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu {
    uint64_t gpr[32]; /* the upper halves count */
    uint64_t acc;
    uint32_t spefscr;
    uint32_t unused;
};
