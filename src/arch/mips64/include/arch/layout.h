/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Addresses that the MIPS64 kernel uses, for C and assembly.
 *
 * The kernel image is linked in CKSEG0, so that symbols are 32-bit constants; memory is reached through XKPHYS. Both are
 * unmapped, so the only kernel addresses that need the TLB are those of the processor window and of the copy windows, which
 * have wired entries.
 *
 * The processor window is a pair of 16 KB pages at the end of the address space, where a load has the address as its
 * signed 16-bit offset from register 0: the software TLB, then the processor's struct cpu, which is aligned to 16 KB (linker
 * script) so that both of its addresses have the same colour.
 */
#pragma once

#define ARCH_USER_END 0x10000000000
#define ARCH_DIRECT_END                                                                            \
    0x1000000000 /* 36 bits of physical address, as many as EntryLo of Release 1 holds */

#define MIPS_CKSEG0          0xffffffff80000000
#define MIPS_CKSEG0_SIZE     0x20000000
#define MIPS_XKPHYS_CACHED   0x9800000000000000 /* cache code 3 */
#define MIPS_XKPHYS_UNCACHED 0x9000000000000000 /* cache code 2 */
#define MIPS_XKPHYS_MASK     0x0000ffffffffffff

/* Offsets from register 0. */
#define MIPS_STLB        -0x8000
#define MIPS_CPU         -0x4000
#define MIPS_WINDOW_LOG2 15
#define MIPS_WINDOW_MASK 0x6000 /* PageMask of 16 KB pages */

/* Software TLB: one entry for each 8 KB, found by address bits 13 to 21. */
#define STLB_ENTRIES    512
#define STLB_SHIFT      5 /* of the entry's size */
#define STLB_INDEX_BITS 0x3fe0
#define STLB_TAG        0 /* what EntryHi holds at the miss */
#define STLB_LO0        8
#define STLB_LO1        16
#define STLB_MASK       24 /* PageMask */

/* Thread table: a directory, in struct arch_cpu, of leaves of 16 KB. */
#define THREADS_LEAF_LOG2 11
#define THREADS_DIR_LOG2  10
#define THREADS_DIR       (MIPS_CPU + 16) /* threads.c asserts it */

/* Copy windows: where the kernel sees a user page at an address of the page's colour (mmu.c). */
#define MIPS_COPY_WINDOWS       0xffffffffe0000000
#define MIPS_COPY_WINDOW_STRIDE 0x100000

/* Wired TLB entries. */
#define MIPS_WIRED 3
