/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/frame.h: the user's registers in the order in which the entry code stores them.
 */
#pragma once

#include <kernel/types.h>

struct glue_frame {
    word_t ip;
    word_t sp;
    word_t flags;
};
