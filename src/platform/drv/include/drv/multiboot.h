/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Multiboot loaders: their information read, and written anew for user level.
 */
#pragma once

#include <kernel/boot.h>
#include <kernel/types.h>

/* The loader's information as boot_info, without what lies beyond pa_last, and where it saw ACPI's root table (0: not
 * told). False if the magic is no loader's. */
bool multiboot_read(struct boot_info *info, word_t magic, paddr_t mbi, paddr_t pa_last,
                    paddr_t *acpi_root);

/* Writes multiboot 1 information that does not depend on the loader's memory to a page of low memory, for user level, and
 * describes it in `info`. */
void mbi_publish(struct boot_info *info);
