/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/mmu.h, and what glue and boards need of translation.
 */
#pragma once

#include <arch/layout.h>
#include <hal/no_colours.h>
#include <kernel/bits.h>
#include <kernel/errors.h>

#define ARCH_PAGE_SIZES      (BIT(12) | BIT(16) | BIT(20))
#define ARCH_PAGE_MIN        12u
#define ARCH_PAGE_RIGHTS     3u /* w and x, each with r */
#define ARCH_PAGE_INFO_IMAGE (ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS)

struct arch_space {
    /* What a switch loads; the fast path takes them in this order. */
    word_t ttbr; /* physical address of the first-level table, and walk attributes */
    word_t asid; /* 0: has none now (mmu.c) */
    word_t *
        root; /* first-level table, followed by as many words of cookies and counts (pagetable.c) */
};

/* w and x need r. */
static inline unsigned arch_rights_ceil(unsigned rwx)
{
    return rwx != 0 ? rwx | 4u : 0;
}

static inline unsigned arch_rights_floor(unsigned rwx)
{
    return (rwx & 4u) != 0 ? rwx : 0;
}

struct tcb;

static inline struct tcb **arch_thread_slot(word_t number)
{
    return (struct tcb **)ARCH_THREAD_TABLE + number;
}

static inline void *arch_p2v(paddr_t pa)
{
    return (void *)(pa + ARM_VIRT_OFFSET);
}

static inline paddr_t arch_v2p(const void *va)
{
    return (paddr_t)va - ARM_VIRT_OFFSET;
}

bool arm_is_ram(paddr_t pa);

/* A user access failed: was it only that the kernel keeps the record of accesses itself? Then the record was made, and the
 * instruction is to be tried again. */
bool arm_fault_recorded(struct arch_space *as, vaddr_t va, bool write);

/* Drops what the TLB has of a user page of this space. */
void arm_tlb_invalidate(const struct arch_space *as, vaddr_t va);
/* An entry of a translation table was written: makes table walks see it. */
void arm_pte_written(const word_t *entry, unsigned count);
/* Translation for nobody: the kernel's own table, before a space's tables go. */
void arm_space_leave(const struct arch_space *as);

/* Caches (cache.c): data by address, clean and invalidate; all of them; instructions. */
void arm_dcache_flush(const void *va, size_t len);
void arm_dcache_flush_all(void);
void arm_icache_flush(void);
