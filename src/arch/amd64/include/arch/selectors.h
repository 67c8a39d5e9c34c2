/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Selectors of the kernel's descriptor table on amd64. Usable from assembly.
 *
 * SYSCALL computes kernel code and stack, SYSRET user stack and user code from two bases: kernel + 0, + 8; user + 8, + 16
 * [Intel SDM 325462-083, vol. 2B, "SYSRET"]. The entry at user + 0, code for compatibility mode, is empty: users cannot
 * leave 64-bit mode.
 */
#pragma once

#define SEL_KERNEL_CS 0x08
#define SEL_KERNEL_DS 0x10
#define SEL_USER_BASE 0x1b
#define SEL_USER_DS   0x23
#define SEL_USER_CS   0x2b
#define SEL_GS                                                                                     \
    0x33 /* leads to the word with the UTCB's address; not present but while the kernel loads it */
#define SEL_TSS         0x48 /* two entries */
#define X86_GDT_ENTRIES 11
