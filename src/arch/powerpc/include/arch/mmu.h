/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/mmu.h, and what the two families of translation hardware provide.
 */
#pragma once

#include <arch/layout.h>
#include <hal/no_colours.h>
#include <kernel/bits.h>
#include <kernel/errors.h>
#include <kernel/thread_dir.h>

#define ARCH_PAGE_MIN 12u

struct arch_space {
    word_t *root;            /* directory, followed by a page of cookies and counts (pagetable.c) */
    word_t root_used;        /* entries of the directory that are in use */
    word_t tag;              /* names the space to the hardware, or PPC_TAG_NONE */
    struct arch_space *next; /* with a tag: list of all that have one */
    struct arch_space **link;
};

static inline void *arch_p2v(paddr_t pa)
{
    return (void *)(pa + ARCH_DIRECT_BASE);
}

static inline paddr_t arch_v2p(const void *va)
{
    return (paddr_t)va - ARCH_DIRECT_BASE;
}

/* ---- tag.c ---- */

/* The sign tells, for the fast path, that there is no tag. No other word has it. */
#define PPC_TAG_NONE   0x80000000u
#define PPC_TAG_KERNEL 0

/* Is something of the space possibly in the hardware? */
static inline bool ppc_tag_valid(const struct arch_space *as)
{
    return as->tag != PPC_TAG_NONE;
}

/* The space ends: it is loaded no more. */
void ppc_tag_leave(struct arch_space *as);
/* Forgets all of the space, which has a tag, that the hardware holds: its next tag will be another one. */
void ppc_tag_retire(struct arch_space *as);

/* ---- pagetable.c ---- */

/* A user access missed in the hardware: notes it in the page table. Returns the entry to load, with the frame of the 4 KB
 * page; 0: the access is not allowed. */
word_t ppc_pt_access(const struct arch_space *as, vaddr_t va, unsigned access);

/* ---- the family ---- */

/* The TCB that kernel entry saves to, and finds the page directory in. */
static inline void ppc_set_current(void *tcb);

/* Tags are numbers PPC_TAG_FIRST .. PPC_TAG_LAST, or PPC_TAG_KERNEL, under which users have nothing; ppc_tag_make puts them as
 * the family wants them in arch_space.tag. Below, `tag` is such a word. */
static inline word_t ppc_tag_make(word_t number);
/* The tag that is loaded. */
static inline word_t ppc_tag_current(void);
static inline void ppc_tag_load(word_t tag);
/* Drops all user translations. */
void ppc_tlb_flush_users(void);
/* Drops the translation of a 4 KB page under this tag. */
void ppc_tlb_drop(word_t tag, vaddr_t va);
/* A data or fetch exception of a user in this space, which is loaded, that only lacks a translation or the record of the
 * first write: true, it is served. */
bool ppc_mmu_fault(struct arch_space *as, vaddr_t va, unsigned access);

/* Extends the direct view to physical addresses below `end`. Context: boot. */
void ppc_direct_extend(paddr_t end);
/* Shows the page to users, executable and read-only, at PPC_STUBS. */
void ppc_stubs_map(const void *page);

#include <arch/family.h>
