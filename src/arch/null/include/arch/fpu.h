/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/fpu.h.
 */
#pragma once

struct arch_fpu {
    unsigned nothing; /* saved registers of the unit, aligned as its store instructions want */
};
