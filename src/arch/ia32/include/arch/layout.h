/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the ia32 kernel, and the shape of its page tables. Usable from assembly.
 *
 *   0x00000000  user area
 *   0xc0000000  direct view of physical 0 .. 768 MB, 4 MB pages, global
 *   0xf0000000  small kernel pages, one page table for all spaces: thread table, windows, UTCB words, devices
 *   0xf0400000  space-local slot: TSS and I/O permission bitmap; the shared default table unless the space has ports
 */
#pragma once

#define ARCH_USER_END    0xc0000000
#define ARCH_DIRECT_BASE 0xc0000000
#define ARCH_DIRECT_END  0x30000000 /* physical */

/* 2^18 pointers to TCBs. */
#define ARCH_THREAD_TABLE      0xf0000000
#define ARCH_THREAD_TABLE_SIZE 0x00100000

/* Two windows per processor, 32 processors. */
#define IA32_WINDOWS     0xf0100000
/* One user-readable page per processor: its first word is what %gs:0 reads. */
#define IA32_GS_PAGES    0xf0140000
#define IA32_DEVICES     0xf0200000
#define IA32_DEVICES_END 0xf0400000

/* Of processor n: base + n * STRIDE. The page with the TSS, two pages of bitmap, and a page that begins with the byte of
 * ones that ends the bitmap [Intel SDM 325462-083, vol. 1, 19.5.2 "I/O Permission Bit Map"].
 *
 * SYSENTER starts with ESP at the TSS, whose first word holds the flags to load. A debug exception or NMI that strikes there pushes its frame below, so the
 * first part of the page is a small stack. */
#define IA32_TSS_BASE   0xf0400000
#define IA32_TSS_STRIDE 0x4000
#define IA32_TSS_OFFSET 0xc00
#define IA32_TSS_ESP0   (IA32_TSS_BASE + IA32_TSS_OFFSET + 4)
#define IA32_TSS_IOMAP  (0x1000 - IA32_TSS_OFFSET) /* from the TSS */
#define IA32_TSS_LIMIT  (IA32_TSS_IOMAP + 0x2000)

#define X86_PT_LEVELS 2
#define X86_PT_BITS   10
#define PTE_FRAME     0xfffff000
#define PTE_NX        0
