/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel memory of the fake machine.
 */
#pragma once

#include <stddef.h>

extern size_t fake_memory_limit; /* bytes */
extern size_t fake_memory_used;
extern unsigned fake_memory_fail_one_in; /* so many allocations; 0: none */
