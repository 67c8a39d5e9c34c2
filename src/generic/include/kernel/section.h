/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Where code lies in the kernel's image.
 */
#pragma once

/* Runs before the first thread only: boot.c gives its memory to the pool. The linker script refuses references from code
 * and data that stay (NOCROSSREFS_TO). Of a function's helpers, those that are its alone want the mark as well. */
#define BOOT_CODE __attribute__((section(".boot_code")))
