/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The boot information that the root task finds at the address in the KIP (api.md 6.9).
 */
#pragma once

#include <kernel/boot.h>
#include <kernel/loader.h>

/* Bytes that bootinfo_write needs. */
word_t bootinfo_size(const struct boot_info *info);

/* Writes the structure to physical address `at`: sigma0 and root task as executables, the other modules, the loader's own
 * structure if there is one. Contract: modules are at their final places. */
void bootinfo_write(const struct boot_info *info, const struct program *sigma0,
                    const struct program *root, paddr_t at);
