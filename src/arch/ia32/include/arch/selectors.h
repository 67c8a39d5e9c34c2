/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Selectors of the kernel's descriptor table on ia32. Usable from assembly.
 *
 * The order of the first four segments is the one that SYSENTER and SYSEXIT compute: kernel code, kernel stack, user code,
 * user stack, each 8 behind the other [Intel SDM 325462-083, vol. 2B, "SYSEXIT"].
 */
#pragma once

#define SEL_KERNEL_CS   0x08
#define SEL_KERNEL_DS   0x10
#define SEL_USER_CS     0x1b
#define SEL_USER_DS     0x23
#define SEL_GS          0x2b /* leads to the word with the UTCB's address */
#define SEL_TSS         0x30
#define X86_GDT_ENTRIES 8
