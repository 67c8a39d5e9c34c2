/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the boot code of a board hands to kernel_start, in one form for all boot protocols.
 */
#pragma once

#include <kernel/types.h>

enum boot_mem_type {
    BOOT_MEM_CONVENTIONAL = 1,
    BOOT_MEM_RESERVED = 2, /* nobody's */
    BOOT_MEM_DEDICATED = 3,
    BOOT_MEM_SHARED = 4,
    BOOT_MEM_LOADER = 0xe, /* subtype by the loader */
    BOOT_MEM_ARCH = 0xf,   /* subtype by the architecture (x86: BIOS type) */
};

struct boot_mem {
    paddr_t first;
    paddr_t last; /* inclusive */
    uint8_t type;
    uint8_t subtype;
};

struct boot_module {
    paddr_t start;
    word_t size;
    const char *
        cmdline; /* path and arguments as the loader gave them; "" if none. In memory the kernel owns or
                          * that boot code has copied to its own buffer */
};

#define BOOT_MEM_MAX     48
#define BOOT_MODULES_MAX 32

struct boot_info {
    const char *cmdline;
    unsigned mem_count;
    struct boot_mem mem[BOOT_MEM_MAX]; /* in order: later entries override earlier ones */
    unsigned module_count;
    struct boot_module module[BOOT_MODULES_MAX]; /* [0] sigma0, [1] root task, others data */
    /* Loaded by a generic loader that patched the KIP (api.md 6.10): servers are in place, KIP words are valid,
     * mem and module are empty. */
    bool patched_kip;
    paddr_t mbi; /* the loader's own boot structure to be reported (multiboot), 0: none */
    word_t mbi_size;
    paddr_t image_first; /* the kernel image with bss, physical, inclusive end */
    paddr_t image_last;
};

/* Starts the system; never returns. Context: one processor, translation on with the kernel's direct view, console not yet
 * initialised, interrupts off. */
__attribute__((noreturn)) void kernel_start(struct boot_info *info);
