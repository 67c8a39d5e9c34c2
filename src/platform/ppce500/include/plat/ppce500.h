/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of this board tell each other: what the device tree said.
 */
#pragma once

#include <kernel/types.h>

struct ppce500 {
    uint64_t uart;
    uint32_t uart_hz;
    uint64_t pic;
    uint64_t reset; /* register that resets the board when bit 1 is written; 0: none */
};

extern struct ppce500 ppce500;
