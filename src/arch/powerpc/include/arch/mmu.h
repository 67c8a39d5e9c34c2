/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/mmu.h, and what the two families of translation hardware provide.
 */
#pragma once

#include <arch/layout.h>
#include <kernel/bits.h>
#include <kernel/errors.h>
#include <kernel/thread_dir.h>

#define ARCH_PAGE_MIN 12u

struct arch_space {
    word_t *root;      /* directory, followed by a page of cookies and counts (pagetable.c) */
    word_t root_used;  /* entries of the directory that are in use */
    word_t tag;        /* names the space to the hardware: PID or VSID */
    word_t generation; /* of the tag; another one than the present: the tag is void */
};

#include <arch/family.h>

static inline void *arch_p2v(paddr_t pa)
{
    return (void *)(pa + ARCH_DIRECT_BASE);
}

static inline paddr_t arch_v2p(const void *va)
{
    return (paddr_t)va - ARCH_DIRECT_BASE;
}

/* ---- tag.c ---- */

/* The space that is loaded; boot: one without pages. */
extern struct arch_space *ppc_current_space;
/* Directory of that space, for the miss handlers. */
extern word_t *ppc_current_root;

/* Is something of the space possibly in the hardware? */
bool ppc_tag_valid(const struct arch_space *as);
/* The space ends: it is loaded no more. */
void ppc_tag_leave(struct arch_space *as);
/* Forgets all of the space that the hardware holds, by giving it another tag. */
void ppc_tag_retire(struct arch_space *as);

/* ---- pagetable.c ---- */

/* A user access missed in the hardware: notes it in the page table. Returns the entry to load, with the frame of the 4 KB
 * page; 0: the access is not allowed. */
word_t ppc_pt_access(vaddr_t va, unsigned access);

/* ---- the family ---- */

/* Tags are PPC_TAG_FIRST .. PPC_TAG_LAST. Makes the tag the current one. */
void ppc_tag_load(word_t tag);
/* Drops all user translations. */
void ppc_tlb_flush_users(void);
/* Drops the translation of a 4 KB page under this tag. */
void ppc_tlb_drop(word_t tag, vaddr_t va);
/* A data or fetch exception of a user that only lacks a translation, or the record of the first write: true, it is served. */
bool ppc_mmu_fault(vaddr_t va, unsigned access);

/* Extends the direct view to physical addresses below `end`. Context: boot. */
void ppc_direct_extend(paddr_t end);
/* Shows the page to users, executable and read-only, at PPC_STUBS. */
void ppc_stubs_map(const void *page);
