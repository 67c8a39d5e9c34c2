/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Scalar types of the kernel.
 *
 * A word is 32 or 64 bits wide, as the CPU is (api.md 0). Physical addresses fit a word; devices beyond that are reached
 * through arch_map_device, which takes 64 bits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exhaustive host checks compile the neutral code for a narrower word. */
#ifdef PECAN_WORD_TYPE
typedef PECAN_WORD_TYPE word_t;
#define WORD_BITS ((unsigned)(8 * sizeof(word_t)))
#else
typedef unsigned long word_t;
#define WORD_BITS ((unsigned)__SIZEOF_LONG__ * 8)
#endif

typedef word_t vaddr_t;
typedef word_t paddr_t;
typedef word_t tid_t;       /* global or local thread ID, api.md 1.1 */
typedef uint64_t time_us_t; /* microseconds since boot */

#define WORD_MAX   ((word_t) ~(word_t)0)
#define TIME_NEVER ((time_us_t) ~(time_us_t)0)
