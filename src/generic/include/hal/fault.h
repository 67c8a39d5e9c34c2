/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exceptions of the CPU as L4 messages, in the layout of the architecture's ABI page.
 */
#pragma once

#include <kernel/types.h>

struct tcb;

/* Number of untyped words of the exception message that the thread's last exception gives. */
unsigned glue_exception_words(const struct tcb *tcb);

/* Word i (1 .. glue_exception_words) of that message. */
word_t glue_exception_word(const struct tcb *tcb, unsigned i);

/* Word i of the handler's reply, loaded back into the thread's registers; flags are filtered (R224). Called for
 * i = 1 .. number of words received. */
void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value);
