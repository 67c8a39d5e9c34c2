/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Placing things in physical memory while the system boots.
 */
#pragma once

#include <kernel/boot.h>

/* Claims [first, last] under this name; `file` is the boot module's command line, "" if there is none. Ends with boot_fail naming both parties if it is taken or is no conventional
 * memory of the boot information that the kernel can reach. */
void bootmem_claim(const struct boot_info *info, paddr_t first, paddr_t last, const char *name,
                   const char *file);

/* Finds and claims `size` bytes, page aligned, as high as possible below ARCH_DIRECT_END. 0: there is no such place. */
paddr_t bootmem_find(const struct boot_info *info, word_t size, const char *name, const char *file);

/* Conventional memory that the kernel can reach, bytes. */
word_t bootmem_total(const struct boot_info *info);
