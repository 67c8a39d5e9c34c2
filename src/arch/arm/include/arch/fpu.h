/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/fpu.h.
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu {
    uint64_t d[32]; /* the last 16 only where the CPU has them */
    uint32_t fpscr;
};

/* Is there a unit, and is it switched on now? */
bool arm_fpu_present(void);
bool arm_fpu_is_on(void);

/* Finds out what the processor has. Context: boot. */
void arm_fpu_detect(void);
