/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What physical memory belongs to the kernel. All else, devices included, is sigma0's (api.md 5.1).
 */
#pragma once

#include <kernel/types.h>

/* Does the range [first, last] (inclusive) touch memory that is the kernel's own? Context: any. */
bool memory_is_kernels(paddr_t first, paddr_t last);

/* Declares [first, last] to be the kernel's. Boot only; 8 ranges at most. */
void memory_reserve(paddr_t first, paddr_t last);
