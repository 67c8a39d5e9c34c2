/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the fuzz targets share. The input takes the place of the random numbers of the host tests (tests/host/tap.h), so a
 * target can use their generators.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The input of this run. */
void fuzz_input(const uint8_t *data, size_t size);
/* Is anything left of it? */
int fuzz_more(void);
/* The next n bytes; zeros behind the end. */
void fuzz_bytes(void *to, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
