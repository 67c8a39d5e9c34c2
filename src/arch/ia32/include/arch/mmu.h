/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ia32's part of hal/mmu.h, and what glue needs of the kernel's own mappings.
 */
#pragma once

#include <arch/layout.h>
#include <hal/no_colours.h>
#include <kernel/bits.h>
#include <kernel/errors.h>

#define ARCH_PAGE_SIZES      (BIT(12) | BIT(22))
#define ARCH_PAGE_MIN        12u
#define ARCH_PAGE_RIGHTS     6u /* r and w; x goes with r */
#define ARCH_PAGE_INFO_IMAGE (ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS)

struct arch_space {
    word_t *root;     /* page directory, followed by a page of cookies and counts (pagetable.c) */
    word_t cr3;       /* its physical address; for the fast path */
    word_t root_used; /* user entries of the directory that are present */
    word_t *local;    /* own page table of the space-local slot; NULL: the default one */
    uint8_t *io_map;  /* own I/O permission bitmap, 8 KB, 1 = forbidden; NULL: no ports */
};

/* w needs r, r and x are one: the sets are {}, {r,x}, {r,w,x}. */
static inline unsigned arch_rights_ceil(unsigned rwx)
{
    if ((rwx & 2u) != 0)
        return 7;
    return rwx != 0 ? 5 : 0;
}

/* x is not the hardware's to give or take: only r and w count (api.md 5.4). */
static inline unsigned arch_rights_floor(unsigned rwx)
{
    if ((rwx & 4u) == 0)
        return 0;
    return (rwx & 2u) != 0 ? 7 : 5;
}

static inline void *arch_p2v(paddr_t pa)
{
    return (void *)(pa + ARCH_DIRECT_BASE);
}

static inline paddr_t arch_v2p(const void *va)
{
    return (paddr_t)va - ARCH_DIRECT_BASE;
}

/* The flat table is an array in kernel virtual memory: pages nobody populated show one shared read-only page. */
static inline struct tcb **arch_thread_slot(word_t number)
{
    return (struct tcb **)ARCH_THREAD_TABLE + number;
}

/* The I/O permission bitmap of a space: bit p % 8 of byte p / 8 set = port p forbidden. NULL if the space has none and
 * (`create`) if there is no memory for one. A new one forbids everything and takes effect at once. */
uint8_t *x86_io_bitmap_get(struct arch_space *as, bool create);
/* Allows or forbids ports first .. first + count - 1. Contract: the bitmap exists. */
void x86_io_ports_set(struct arch_space *as, unsigned first, unsigned count, bool allow);
/* Are all of these ports allowed? Are any of them? */
bool x86_io_ports_all(const struct arch_space *as, unsigned first, unsigned count);
bool x86_io_ports_any(const struct arch_space *as, unsigned first, unsigned count);
