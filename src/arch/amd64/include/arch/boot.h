/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Hand-over from the first instructions to the platform.
 */
#pragma once

#include <kernel/types.h>

/* First C code: translation by the boot tables. Never returns. */
__attribute__((noreturn)) void amd64_boot(word_t magic, word_t info);

/* Completes the kernel's translation: features, small pages, space-local slot; takes away the view at address 0. */
void amd64_boot_mmu(void);

/* Enters the thread table in the kernel's top-level table; nothing shows there until arch_thread_table_init. */
void amd64_threads_boot(word_t *root);

/* The board takes over: what the loader left in EAX and EBX. Translation is final. */
__attribute__((noreturn)) void plat_boot(word_t magic, word_t info);
