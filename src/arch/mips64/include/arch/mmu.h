/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/mmu.h, and what the files of this folder tell each other of translation.
 */
#pragma once

#include <arch/cp0.h>
#include <arch/layout.h>
#include <kernel/bits.h>
#include <kernel/errors.h>
#include <kernel/types.h>

#define ARCH_PAGE_SIZES      (BIT(12) | BIT(14) | BIT(16) | BIT(18) | BIT(20) | BIT(22) | BIT(24))
#define ARCH_PAGE_MIN        12u
#define ARCH_PAGE_RIGHTS     6u /* r and w; x goes with r */
#define ARCH_PAGE_INFO_IMAGE (ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS)

/* Caches have ways of up to 16 KB. */
#define ARCH_COLOURS_LOG2 2u

struct cpu;
struct mips_slot;
struct tcb;

struct arch_space {
    struct mips_slot *root; /* page table (pagetable.c) */
    /* What EntryHi holds while the space is current: ASID, and from bit 13 on, where it does no harm, the generation of tags
     * that the ASID belongs to. Valid if that is the processor's. 0: none yet. */
    word_t tag;
};

#define MIPS_TAG_ASID 0xffu
#define MIPS_TAG_GENERATION                                                                        \
    ((word_t)1 << 13) /* the first one; the next is twice as much, and so on */

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
    return (void *)(pa | MIPS_XKPHYS_CACHED);
}

/* Kernel symbols lie in CKSEG0, everything else in XKPHYS. */
static inline paddr_t arch_v2p(const void *va)
{
    word_t v = (word_t)va;

    return v >= MIPS_CKSEG0 ? v - MIPS_CKSEG0 : v & MIPS_XKPHYS_MASK;
}

/* Result of mips_fill. */
enum mips_fill {
    FILL_DONE,  /* the translation is loaded: repeat the instruction */
    FILL_FAULT, /* a page fault is due */
    FILL_BUS,   /* mapped to a physical address that cannot exist */
};

/* A TLB exception at user address `va` of the current space: loads the translation if the page table has it. */
enum mips_fill mips_fill(struct arch_space *as, vaddr_t va, bool write);

/* ---- tlb.c ---- */

/* One pair of translations as the TLB takes it. */
struct mips_tlb_pair {
    vaddr_t va;    /* any address in the pair */
    unsigned log2; /* size of each page */
    word_t lo[2];  /* EntryLo0, EntryLo1 */
};

/* Sets up the TLB and the processor window, which shows `cpu`. */
void mips_tlb_init(struct cpu *cpu);
/* Enters the pair into the TLB and, under the 8 KB of pair->va, into the software TLB. Contract: the space is current. */
void mips_tlb_load(const struct arch_space *as, const struct mips_tlb_pair *pair);
/* Removes whatever translates addresses of [va, va + 2^log2) of the space. */
void mips_tlb_purge(const struct arch_space *as, vaddr_t va, unsigned log2);
/* Kernel mapping of one page by wired entry `index`, which it replaces. */
void mips_tlb_wire(unsigned index, vaddr_t va, paddr_t pa, unsigned cache_code);
/* Is the tag one of the current generation? */
bool mips_asid_valid(const struct arch_space *as);

/* ---- threads.c ---- */

static inline struct tcb **arch_thread_slot(word_t number)
{
    struct tcb ***dir = (struct tcb ***)(word_t)THREADS_DIR;

    return &dir[number >> THREADS_LEAF_LOG2][number & bits_mask(THREADS_LEAF_LOG2)];
}

/* ---- cache.c ---- */

/* Cache code of a memory attribute (abi-mips64 8). */
unsigned mips_cache_code(unsigned attr);
/* Writes back and invalidates all data caches; invalidates the instruction cache. */
void mips_cache_flush_data(void);
void mips_cache_flush_insn(void);
/* Address bits above the page's that select the cache index: pages that differ in them are of different colour. */
word_t mips_cache_colours(void);

/* ---- mmu.c ---- */

/* A view of the page at an address of va's colour, by the slot's wired entry. */
void *mips_coloured_window(unsigned slot, paddr_t pa, vaddr_t va);

static inline void *arch_user_window(unsigned slot, paddr_t pa, vaddr_t va, unsigned attr)
{
    if (((pa ^ va) & mips_cache_colours()) == 0 || mips_cache_code(attr) != CCA_CACHED)
        return arch_window(slot, pa, attr);
    return mips_coloured_window(slot, pa, va);
}

/* The attribute of some page changes: at the next arch_tlb_flush the caches follow. */
void mips_attr_changed(unsigned from, unsigned to);
