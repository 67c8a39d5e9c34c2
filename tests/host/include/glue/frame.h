/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake user registers for host tests.
 */
#pragma once

struct glue_frame {
    word_t ip;
    word_t sp;
    word_t flags;
};
