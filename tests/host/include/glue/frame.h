/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake user registers for host tests: the ones that ExchangeRegisters knows, two that exceptions show besides, and what the
 * last Ipc returned.
 */
#pragma once

struct glue_frame {
    word_t ip;
    word_t sp;
    word_t flags;
    word_t reg[2];
    word_t from; /* results of the last Ipc */
    word_t tag;
    unsigned long ipcs; /* that ended so far */
    unsigned call;      /* number of the system call under way, its arguments, its result */
    word_t arg[6];
    word_t result;
};
