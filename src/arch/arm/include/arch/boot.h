/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Hand-over from the first instructions to the platform.
 */
#pragma once

#include <kernel/types.h>

/* First C code: translation by the early table, stack set. In: what the loader left in r0 to r2. */
__attribute__((noreturn)) void arm_boot(word_t r0, word_t r1, word_t r2);

/* The board takes over: finds memory and calls arm_ram_found. */
__attribute__((noreturn)) void plat_boot(word_t r0, word_t r1, word_t r2);

/* Builds the kernel's translation. */
void arm_boot_mmu(void);

/* RAM ends here (physical, exclusive): extends the direct view. Context: boot, before the first space. */
void arm_ram_found(paddr_t end);

/* Interrupts are pending: the board takes them all. Context: interrupts off. */
void plat_irq_entry(void);
