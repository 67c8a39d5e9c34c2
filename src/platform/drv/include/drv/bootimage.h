/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The modules that tools/bootimage.c put behind the kernel.
 */
#pragma once

#include <kernel/boot.h>
#include <kernel/types.h>

/* Reads the archive at the first page border behind the kernel image: adds modules, and sets the command line to a copy of the
 * archive's, followed by `more` (what the loader said; may be NULL). Uses window 0 of hal/mmu.h. Sets info->cmdline
 * in any case. False: there is none, or it is damaged; no module was added then. */
bool bootimage_read(struct boot_info *info, paddr_t image_end, const char *more);
