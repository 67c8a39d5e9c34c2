/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/mmu.h. The constants are examples: 4 KB and 4 MB pages, all three rights apart, half of the address space
 * for users.
 */
#pragma once

#include <arch/missing.h>
#include <kernel/bits.h>

#define ARCH_PAGE_SIZES      (BIT(12) | BIT(22))
#define ARCH_PAGE_MIN        12u
#define ARCH_PAGE_RIGHTS     7u
#define ARCH_PAGE_INFO_IMAGE (ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS)
#define ARCH_USER_END        ((word_t)1 << (WORD_BITS - 1))
#define ARCH_DIRECT_END      ((paddr_t)0x20000000)

struct arch_space {
    word_t *root; /* page table root; address-space tag, if the hardware has tags */
};

static inline unsigned arch_rights_ceil(unsigned rwx)
{
    (void)rwx;
    MISSING("the smallest set of rights that the hardware can give and that contains these");
}

static inline unsigned arch_rights_floor(unsigned rwx)
{
    (void)rwx;
    MISSING("the largest set of rights that the hardware can give and that these contain");
}

static inline void *arch_p2v(paddr_t pa)
{
    (void)pa;
    MISSING("the kernel's view of a physical address below ARCH_DIRECT_END");
}

static inline paddr_t arch_v2p(const void *va)
{
    (void)va;
    MISSING("the physical address behind the kernel's view");
}

/* With caches that have no colours: include <hal/no_colours.h> instead of both. */
#define ARCH_COLOURS_LOG2 1u

static inline void *arch_user_window(unsigned slot, paddr_t pa, vaddr_t va, unsigned attr)
{
    (void)slot;
    (void)pa;
    (void)va;
    (void)attr;
    MISSING("the kernel's view of a page frame, at an address of the same colour as va");
}

static inline struct tcb **arch_thread_slot(word_t number)
{
    (void)number;
    MISSING(
        "the slot of a thread number: a table in kernel virtual memory, or kernel/thread_dir.h");
}
