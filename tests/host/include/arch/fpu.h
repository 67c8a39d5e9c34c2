/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake floating point state for host tests.
 */
#pragma once

struct arch_fpu {
    unsigned nothing;
};
