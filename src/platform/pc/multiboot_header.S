/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Headers by which multiboot loaders recognise the kernel: version 1 (QEMU -kernel, GRUB's `multiboot`) and version 2
 * (GRUB's `multiboot2`). Both ask for page-aligned modules; addresses come from the ELF headers.
 * [Multiboot Specification 0.6.96, 3.1 "OS image format"; Multiboot2 Specification 2.0, 3.1 "OS image format"]
 */
#define MB1_MAGIC 0x1badb002
#define MB1_FLAGS 0x00000003 /* align modules, memory information */
#define MB2_MAGIC 0xe85250d6
#define MB2_LENGTH (mb2_end - mb2_start)

    .section .multiboot, "a"
    .balign 8
    .long   MB1_MAGIC, MB1_FLAGS, -(MB1_MAGIC + MB1_FLAGS), 0
mb2_start:
    .long   MB2_MAGIC, 0, MB2_LENGTH, -(MB2_MAGIC + MB2_LENGTH)
    .short  6, 0                            /* align modules */
    .long   8
    .short  0, 0                            /* end */
    .long   8
mb2_end:

    .section .note.GNU-stack, "", @progbits
