/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ia32's part of hal/fpu.h. Saved state of the floating point unit: FXSAVE format, or FNSAVE's 108 bytes on CPUs without it.
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu {
    uint32_t words[128];
} __attribute__((aligned(16)));
_Static_assert(sizeof(struct arch_fpu) == 512, "FXSAVE area");
