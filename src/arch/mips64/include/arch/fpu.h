/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/fpu.h.
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu {
    uint64_t f[32];
    uint64_t fcsr;
};
