/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Hand-over from the first instructions to the platform.
 */
#pragma once

#include <kernel/types.h>

/* First C code: translation by the early table. Never returns. */
__attribute__((noreturn)) void ia32_boot(word_t magic, word_t info);

/* Builds the final translation. Panics on processors that cannot have it. */
void ia32_boot_mmu(void);

/* The board takes over: what the loader left in EAX and EBX. Translation is final. */
__attribute__((noreturn)) void plat_boot(word_t magic, word_t info);
