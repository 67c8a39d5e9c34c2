/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of this board tell each other: what the firmware said.
 */
#pragma once

#include <kernel/types.h>

struct mac99 {
    word_t macio; /* the device that holds interrupt controller and serial line */
};

extern struct mac99 mac99;
