/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's part of hal/mmu.h, and what glue needs of the kernel's own mappings.
 */
#pragma once

#include <arch/layout.h>
#include <hal/no_colours.h>
#include <kernel/bits.h>
#include <kernel/errors.h>

/* 4 KB, 2 MB, and 1 GB where the CPU has them. */
#define ARCH_PAGE_SIZES      amd64_page_sizes
#define ARCH_PAGE_MIN        12u
/* r, w, and x where the CPU has NX. */
#define ARCH_PAGE_RIGHTS     (PTE_NX != 0 ? 7u : 6u)
/* KIP PageInfo in the image, before the CPU is known. */
#define ARCH_PAGE_INFO_IMAGE (BIT(12) | BIT(21) | 7u)
#define ARCH_DIRECT_END      amd64_direct_end

extern word_t amd64_page_sizes;
extern paddr_t amd64_direct_end;
extern word_t amd64_pte_nx;
#define PTE_NX amd64_pte_nx

#define AMD64_CR3_NO_FLUSH BIT(63)
#define AMD64_CR3_PCID     ((word_t)0xfff)

struct arch_space {
    word_t *root; /* top-level table, followed by a page of cookies and counts (pagetable.c) */
    word_t
        cr3; /* what to load: its physical address, the PCID, and NO_FLUSH unless the TLB may hold stale entries
                       * of this PCID */
    word_t root_used; /* user entries of the top level that are present */
    word_t *local; /* own tables of the space-local slot: three, in a row; NULL: the default ones */
    uint8_t *io_map; /* own I/O permission bitmap, 8 KB, 1 = forbidden; NULL: no ports */
};

/* w and x need r. Without NX r and x are one: {}, {r,x}, {r,w,x}. */
static inline unsigned arch_rights_ceil(unsigned rwx)
{
    if (rwx == 0)
        return 0;
    return PTE_NX != 0 ? rwx | 4u : rwx | 5u;
}

static inline unsigned arch_rights_floor(unsigned rwx)
{
    if ((rwx & 4u) == 0)
        return 0;
    return PTE_NX != 0 ? rwx : rwx | 1u;
}

static inline void *arch_p2v(paddr_t pa)
{
    return (void *)(pa + ARCH_DIRECT_BASE);
}

/* Also of things in the kernel image. */
static inline paddr_t arch_v2p(const void *va)
{
    word_t base = (word_t)va >= AMD64_KERNEL_BASE ? AMD64_KERNEL_BASE : ARCH_DIRECT_BASE;

    return (paddr_t)va - base;
}

/* The flat table is an array in kernel virtual memory: pages nobody populated show one shared read-only page. */
static inline struct tcb **arch_thread_slot(word_t number)
{
    return (struct tcb **)ARCH_THREAD_TABLE + number;
}

/* The direct view grows to all memory below `end`, as far as it can. Context: boot, pool is up. */
void amd64_direct_extend(paddr_t end);

/* Fills the page at AMD64_STUB_PAGE, which is all zero before. Context: boot. */
void *amd64_stub_page(void);

/* The I/O permission bitmap of a space: bit p % 8 of byte p / 8 set = port p forbidden. NULL if the space has none and
 * (`create`) if there is no memory for one. A new one forbids everything and takes effect at once. */
uint8_t *x86_io_bitmap_get(struct arch_space *as, bool create);
/* Allows or forbids ports first .. first + count - 1. Contract: the bitmap exists. */
void x86_io_ports_set(struct arch_space *as, unsigned first, unsigned count, bool allow);
/* Are all of these ports allowed? Are any of them? */
bool x86_io_ports_all(const struct arch_space *as, unsigned first, unsigned count);
bool x86_io_ports_any(const struct arch_space *as, unsigned first, unsigned count);
