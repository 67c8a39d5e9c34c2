/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Preemption points of long kernel operations (design.md 2).
 *
 * The kernel runs with interrupts off. A long operation asks here after every small portion of work; an interrupt that waits
 * is then taken and noted only, its consequences follow when the operation has unwound to the kernel's exit.
 */
#pragma once

#include <kernel/types.h>

/* Opens a window for interrupts. True: something was noted; the caller must put its state in order and return
 * L4_AGAIN. Callers guarantee progress: at least one portion of work between two calls. */
bool preempt_pending(void);
