/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the PowerPC glue tell each other.
 */
#pragma once

#include <kernel/tcb.h>

/* Reads the word at user address va (a multiple of 4) without faulting; false: there is no page. */
bool ppc_user_read(struct space *space, word_t va, word_t *word);

/* A program exception: serves traps and instructions that the kernel emulates; false: it is the thread's own trouble. */
bool ppc_program(struct tcb *self);
