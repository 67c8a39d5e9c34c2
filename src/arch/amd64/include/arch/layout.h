/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the amd64 kernel, and the shape of its page tables. Usable from assembly.
 *
 *   0x0000000000000000  user area, 47 bits
 *   0xffff800000000000  direct view of physical memory, 512 GB at most (slot 256 of the top level), not executable
 *   0xfffffe8000000000  thread table (slot 509)
 *   0xffffff0000000000  space-local slot (510): TSS and I/O permission bitmap; shared tables unless the space has ports
 *   0xffffffff80000000  kernel image: physical 0 .. 1 GB (slot 511)
 *   0xffffffffc0000000  small kernel pages: system-call stubs, UTCB words, windows, devices
 */
#pragma once

#define ARCH_USER_END     0x0000800000000000
#define ARCH_DIRECT_BASE  0xffff800000000000
#define ARCH_THREAD_TABLE 0xfffffe8000000000
#define AMD64_KERNEL_BASE 0xffffffff80000000
#define AMD64_KMAP        0xffffffffc0000000

/* The boot code maps this much; amd64_direct_extend adds the rest. */
#define AMD64_DIRECT_BOOT_GB 4
#define AMD64_DIRECT_MAX     0x8000000000

/* For users, executable: system-call stubs, at the same address in all spaces (abi-amd64 2). */
#define AMD64_STUB_PAGE   AMD64_KMAP
/* One user-readable page per processor: its first word is what %gs:0 reads. 32 processors. */
#define AMD64_GS_PAGES    (AMD64_KMAP + 0x20000)
/* Two windows per processor. */
#define AMD64_WINDOWS     (AMD64_KMAP + 0x40000)
#define AMD64_DEVICES     (AMD64_KMAP + 0x80000)
#define AMD64_DEVICES_END (AMD64_KMAP + 0x200000)

/* Of processor n: base + n * STRIDE. The page with the TSS, two pages of bitmap, and a page that begins with the byte of
 * ones that ends the bitmap [Intel SDM 325462-083, vol. 1, 19.5.2 "I/O Permission Bit Map"]. */
#define AMD64_TSS_BASE   0xffffff0000000000
#define AMD64_TSS_STRIDE 0x4000
#define AMD64_TSS_IOMAP  0x1000 /* from the TSS */
#define AMD64_TSS_LIMIT  (AMD64_TSS_IOMAP + 0x2000)

#define X86_PT_LEVELS 4
#define X86_PT_BITS   9
#define PTE_FRAME     0x000ffffffffff000
