/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's part of hal/fpu.h: XSAVE's standard form with the components x87, SSE and AVX, the ones that the kernel enables;
 * FXSAVE's area is its beginning [Intel SDM 325462-083, vol. 1, 13.4 "XSAVE Area"].
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu {
    uint32_t words[208]; /* legacy area 512 bytes, header 64, AVX 256 */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct arch_fpu) == 832, "XSAVE area");

/* Enables SSE and, where the CPU has them, XSAVE and AVX on this processor. Context: boot. */
void amd64_fpu_init(void);
