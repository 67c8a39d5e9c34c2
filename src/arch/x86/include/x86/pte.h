/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Bits of page-table entries, and the tables that <arch/layout.h> parameterises:
 *   X86_PT_LEVELS, X86_PT_BITS   number of levels, index bits per level
 *   PTE_FRAME, PTE_NX            address bits; execute-disable bit or 0 (may be a variable, in <arch/mmu.h> then)
 * [Intel SDM 325462-083, vol. 3A, 4.3 "32-bit paging" and 4.5 "4-level paging"]
 */
#pragma once

#define PTE_P      0x001
#define PTE_W      0x002
#define PTE_U      0x004
#define PTE_PWT    0x008
#define PTE_PCD    0x010
#define PTE_A      0x020
#define PTE_D      0x040
#define PTE_PS     0x080 /* in directories: a page, not a table */
#define PTE_PAT    0x080 /* in 4 KB entries */
#define PTE_G      0x100
#define PTE_PS_PAT 0x1000 /* in large pages */

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/* Bits that give a page MemoryControl's attribute (abi-ia32 7); `large`: not a 4 KB page. */
word_t x86_pte_attr(unsigned attr, bool large);

/* The reverse: attribute 0 (default) for write-back. */
unsigned x86_attr_of_pte(word_t pte, bool large);

/* A page's entry changed in these bits: if its memory type did, caches are written back by the next arch_tlb_flush
 * [Intel SDM 325462-083, vol. 3A, 12.12.4 "Programming the PAT"]. */
void x86_attr_changed(word_t changed, bool large);

/* Programs the page attribute table of this processor, if it has one. Context: boot. */
void x86_pat_init(void);

struct arch_space;
/* The last physical address that the processor has and programs may be given. */
paddr_t x86_pa_last(void);
/* Does the processor have such a physical address? An entry with one that it has not makes every access a fault, the
 * kernel's as well. */
bool x86_pa_exists(paddr_t pa);
/* Is the space's table the one that this processor translates with? */
bool x86_space_is_loaded(const struct arch_space *as);
/* A translation of a space that is not loaded was changed. */
void x86_space_stale(struct arch_space *as);

/* Frees all tables of the user part, and the root. */
void x86_pt_free(struct arch_space *as);

#endif
