/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the neutral kernel asks of address translation.
 *
 * The implementer's <arch/mmu.h> supplies, besides the functions declared here:
 *   struct arch_space       page table root, address-space tag; embedded in struct space as member `arch`
 *   ARCH_PAGE_SIZES         word with bit n set where pages of 2^n bytes exist
 *   ARCH_PAGE_MIN           log2 of the smallest page
 *   ARCH_PAGE_RIGHTS        rwx bits that the hardware controls independently (KIP PageInfo)
 *   ARCH_PAGE_INFO_IMAGE    constant PageInfo of the image; if the two above depend on the CPU: of all CPUs
 *   ARCH_COLOURS_LOG2       log2 of the number of colours of pages: kernel and user views of a UTCB agree in that many
 *                           address bits above those of the smallest page; 0 but for virtually indexed caches
 *   ARCH_USER_END           first address beyond the user area (user addresses are 0 .. ARCH_USER_END - 1)
 *   ARCH_DIRECT_END         first physical address that arch_p2v does not reach
 *
 * Every mapping carries a cookie (a mapping node; for pages that the kernel itself put
 * there NULL or, with bit 0 set, whatever it wants to find again).
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/types.h>

struct arch_space;

/* One translation, as arch_pt_lookup finds it. */
struct arch_mapping {
    vaddr_t va; /* first byte of the page */
    paddr_t pa;
    unsigned size_log2; /* of the page */
    unsigned rights;    /* FPAGE_R | W | X as the hardware enforces them */
    unsigned attr; /* memory attribute, 0 = default; architecture's numbering of MemoryControl */
    void *cookie;
};

/* The smallest set of rights that the hardware can give and that contains `rwx` (0 stays 0). */
static inline unsigned arch_rights_ceil(unsigned rwx);
/* The largest set of rights that the hardware can give and that `rwx` contains (may be 0). */
static inline unsigned arch_rights_floor(unsigned rwx);

/* Kernel's view of physical memory below ARCH_DIRECT_END. Cheap. */
static inline void *arch_p2v(paddr_t pa);
static inline paddr_t arch_v2p(const void *va);

/* A kernel view of the page frame that holds `pa`, wherever it is; the result points at `pa` itself. Slot 0 or 1 per
 * processor; valid until the slot is used again. Pages below ARCH_DIRECT_END cost nothing. */
void *arch_window(unsigned slot, paddr_t pa, unsigned attr);

/* The same for memory that users see at `va`: where caches are indexed by virtual address, the view has the colour of `va`.
 * Ports without such caches include <hal/no_colours.h>. */
static inline void *arch_user_window(unsigned slot, paddr_t pa, vaddr_t va, unsigned attr);

/* An empty user address space. Fails: L4_ERR_NO_MEM. */
enum l4_error arch_space_init(struct arch_space *as);
/* Releases all tables. Contract: no processor runs in the space, and all mappings with cookies are gone. */
void arch_space_fini(struct arch_space *as);
/* Makes the space current on this processor. */
void arch_space_switch(struct arch_space *as);

/* Enters a translation. Contract: the range holds no other translation (smaller, equal or larger); size_log2 is in
 * ARCH_PAGE_SIZES, va and pa are aligned to it; rights are a set that arch_rights_ceil returns; attr was accepted by
 * arch_attr_valid. Fails: L4_ERR_NO_MEM, and then nothing was changed. */
enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie);

/* Removes the translation of exactly this page, together with what the processors cached of it. */
void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2);

/* Changes rights, attribute and cookie of exactly this page (present already, same frame). Cannot fail. Keeps the
 * referenced and written information. */
void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie);

/* Finds the translation that covers `va`, or else the first one above it and below `end` (exclusive; 0 means
 * ARCH_USER_END). Returns false if there is none. Cost: O(table levels), skips empty tables. */
bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out);

/* What the hardware recorded of accesses to exactly this page since the last call: FPAGE_R referenced, FPAGE_W written,
 * FPAGE_X executed (hardware that cannot tell r from x sets both). Clears the record, cached copies included. */
unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2);

/* Is this value of MemoryControl's attribute words one that this CPU can give to pages? (0 always is.) */
bool arch_attr_valid(word_t attr);

/* Completes all revocations so far on all processors: after it no processor uses a stale translation. */
void arch_tlb_flush(void);

/* Makes instruction fetch see what was stored at [va, va+len) through the kernel's view. */
void arch_cache_sync(void *va, size_t len);

/* Uncached kernel mapping of device registers, for drivers at boot. Never fails for a board's own devices; panics when
 * the region for device mappings is used up. */
void *arch_map_device(uint64_t pa, size_t len);

struct tcb;

/* The table of threads: one slot for each thread number below 2^GLUE_THREAD_BITS, memory only where it is used. Reading
 * a slot is at most two dependent loads. */
static inline struct tcb **arch_thread_slot(word_t number);
/* Makes every slot show `dummy`. Context: boot, pool is up. */
void arch_thread_table_init(struct tcb *dummy);
/* Makes the slot writable; its neighbours stay as they are. Fails: false, out of memory. */
bool arch_thread_table_populate(word_t number);
/* Advances *number to the first slot at or after it that was made writable; false if there is none. */
bool arch_thread_table_populated(word_t *number);

#include <arch/mmu.h>
