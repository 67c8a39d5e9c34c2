/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Hand-over from the first instructions to the board.
 */
#pragma once

#include <kernel/types.h>

/* First C code; interrupts off, boot vectors. Never returns. */
__attribute__((noreturn)) void mips_boot(word_t a0, word_t a1, word_t a2, word_t a3);

/* The board takes over: what the loader left in registers 4 to 7. Vectors are in place. */
__attribute__((noreturn)) void plat_boot(word_t a0, word_t a1, word_t a2, word_t a3);
