/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Where code and data lie in the kernel's image.
 */
#pragma once

/* Runs before the first thread only: boot.c gives its memory to the pool. The linker script refuses references from code
 * and data that stay (NOCROSSREFS_TO). Of a function's helpers, those that are its alone want the mark as well. */
#define BOOT_CODE __attribute__((section(".boot_code")))

/* What an assembly fast path reads of all processors' variables: a linker script may put it where that is cheap. It must be
 * zero at first. */
#define HOT_DATA __attribute__((section(".bss.hot")))
