/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The kernel debugger as the rest of the kernel sees it. Without one (option kdb) everything here is a plain message.
 */
#pragma once

#include <kernel/types.h>

struct tcb;

/* A user thread asked for the debugger with this message (kernel's copy, may be ""). Prints it with the thread's ID
 * and instruction pointer and returns. */
void debug_enter(struct tcb *tcb, const char *message);

/* Name and offset of the function that holds a kernel address; "" if unknown. */
const char *debug_symbol(word_t addr, word_t *offset);
