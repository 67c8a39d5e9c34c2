/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Statements about what the kernel itself guarantees. Never about user input.
 */
#pragma once

#include <config.h>
#include <kernel/types.h>

/* Prints the message with a backtrace and ends the run. Context: any. */
__attribute__((noreturn, format(printf, 1, 2), cold)) void panic(const char *fmt, ...);

#define BUG(msg) panic("bug: %s (%s:%d)", msg, __FILE_NAME__, __LINE__)

#define ASSERT(x)                                                                                  \
    do {                                                                                           \
        if (CONFIG_DEBUG && __builtin_expect(!(x), 0))                                             \
            panic("assertion %s (%s:%d)", #x, __FILE_NAME__, __LINE__);                            \
    } while (0)
