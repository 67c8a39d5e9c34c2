/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the ARM kernel. Usable from assembly. The board's cross file says where RAM begins: ARM_RAM_BASE.
 *
 *   0x00000000  user area
 *   0xe0000000  direct view of the first 448 MB of RAM, 1 MB sections, global
 *   0xfd000000  thread table: pointers to TCBs by thread number
 *   0xfe000000  the kernel's view of the page at 0xff000000
 *   0xfef00000  small kernel pages, one second-level table for all spaces: windows, devices
 *   0xff000000  the UTCB reference word of the running processor, user-readable (abi-arm 1)
 *   0xfffff000  where programs jump to call the kernel: never mapped
 *
 * The exception vectors are in the kernel image (VBAR). With several processors only the first-level entries of 0xfe000000 and
 * 0xff000000 differ between them (docs/abi-arm.md, "Several processors").
 */
#pragma once

#define ARCH_USER_END    0xe0000000
#define ARCH_DIRECT_BASE 0xe0000000
#define ARM_DIRECT_SIZE  0x1c000000
#define ARCH_DIRECT_END  (ARM_RAM_BASE + ARM_DIRECT_SIZE) /* physical */

/* What the first instructions map: the kernel and its boot image's head. All boards have that much RAM. */
#define ARM_EARLY_SIZE 0x04000000

#define ARCH_THREAD_TABLE 0xfd000000
#define ARM_CPU_PAGE      0xfe000000

#define ARM_KMAP        0xfef00000
#define ARM_WINDOWS     0xfef00000 /* two per processor, 8 processors */
#define ARM_DEVICES     0xfef10000
#define ARM_DEVICES_END 0xff000000
#define ARM_UTCB_WORD   0xff000000

/* 0xe0000000 - RAM: what turns a physical into a virtual address. */
#define ARM_VIRT_OFFSET (ARCH_DIRECT_BASE - ARM_RAM_BASE)
