/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The TLB, the software TLB behind it, and address-space tags.
 *
 * The refill handler (start.S) loads from the software TLB only; what it misses comes from the page table, through mips_fill.
 * Both hold translations of tagged spaces: a tag (ASID) belongs to one space until all 255 were given out; then both are
 * emptied and a new generation of tags begins.
 *
 * Two entries of the TLB never match the same address [MD00091 2.50, 4.8 "TLB"]: pages are entered in pairs whose size
 * depends on the page and its neighbour only (pagetable.c), and whoever changes one of the two purges the pair.
 */
#include <hal/mmu.h>

#include <arch/cpu.h>
#include <kernel/bits.h>
#include <kernel/assert.h>
#include <kernel/cpu.h>
#include <kernel/kmem.h>
#include <kernel/string.h>

#define ASID_LAST   255u
#define PAIR_LOG2   13u /* the smallest pair */
#define INDEX_MISS  0x80000000u
#define TAG_INVALID WORD_MAX

struct stlb_entry {
    word_t tag;
    word_t lo[2];
    word_t mask;
};
_Static_assert(sizeof(struct stlb_entry) == 1u << STLB_SHIFT, "assembly");
_Static_assert(offsetof(struct stlb_entry, lo) == STLB_LO0, "assembly");
_Static_assert(offsetof(struct stlb_entry, mask) == STLB_MASK, "assembly");

#define STLB ((struct stlb_entry *)(word_t)MIPS_STLB)

#define TLB_OP(op) __asm__ volatile(MIPS_HAZARD op "\n" MIPS_HAZARD : : : "memory")

/* An address for entry n that no access can have: CKSEG0 is unmapped. */
static word_t unused_va(unsigned n)
{
    return MIPS_CKSEG0 + ((word_t)n << PAIR_LOG2);
}

static void write_entry(unsigned n, word_t hi, word_t mask, word_t lo0, word_t lo1)
{
    MIPS_WRITE32(C0_INDEX, 0, n);
    MIPS_WRITE64(C0_ENTRYHI, hi);
    MIPS_WRITE32(C0_PAGEMASK, 0, mask);
    MIPS_WRITE64(C0_ENTRYLO0, lo0);
    MIPS_WRITE64(C0_ENTRYLO1, lo1);
    TLB_OP("tlbwi");
}

static void stlb_clear(void)
{
    for (unsigned i = 0; i < STLB_ENTRIES; i++)
        STLB[i].tag = TAG_INVALID;
}

static void tlb_clear(void)
{
    for (unsigned n = MIPS_WIRED; n < mips_features.tlb_entries; n++)
        write_entry(n, unused_va(n), 0, 0, 0);
}

static word_t kernel_lo(paddr_t pa, unsigned cache_code)
{
    return pa >> 12 << 6 | (word_t)cache_code << 3 | ENTRYLO_D | ENTRYLO_V | ENTRYLO_G;
}

/* The window's pages are seen under the same index bits here and elsewhere: they are aligned to their size, which no way of a
 * cache exceeds. */
void mips_tlb_init(struct cpu *cpu)
{
    void *stlb = kmem_alloc(MIPS_WINDOW_LOG2 - 1 - KMEM_PAGE_LOG2, KMEM_OTHER);

    if (stlb == NULL)
        panic("no memory for the software TLB");
    ASSERT(((word_t)cpu & bits_mask(MIPS_WINDOW_LOG2 - 1)) == 0);
    MIPS_WRITE32(C0_WIRED, 0, MIPS_WIRED);
    for (unsigned n = 0; n < MIPS_WIRED; n++)
        write_entry(n, unused_va(n), 0, 0, 0);
    tlb_clear();
    write_entry(0, (word_t)MIPS_STLB, MIPS_WINDOW_MASK, kernel_lo(arch_v2p(stlb), CCA_CACHED),
                kernel_lo(arch_v2p(cpu), CCA_CACHED));
    stlb_clear();
}

void mips_tlb_wire(unsigned index, vaddr_t va, paddr_t pa, unsigned cache_code)
{
    word_t hi = MIPS_READ64(C0_ENTRYHI);
    word_t lo = kernel_lo(pa, cache_code);
    bool odd = (va & BIT(ARCH_PAGE_MIN)) != 0;

    write_entry(index, align_down(va, PAIR_LOG2), 0, odd ? ENTRYLO_G : lo, odd ? lo : ENTRYLO_G);
    MIPS_WRITE64(C0_ENTRYHI, hi);
}

/* ---- translations of spaces ---- */

bool mips_asid_valid(const struct arch_space *as)
{
    return (as->tag ^ this_cpu()->arch.asid_generation) <= MIPS_TAG_ASID;
}

static unsigned asid_of(const struct arch_space *as)
{
    return as->tag & MIPS_TAG_ASID;
}

static struct stlb_entry *stlb_slot(vaddr_t va)
{
    return &STLB[(va >> PAIR_LOG2) & (STLB_ENTRIES - 1)];
}

void mips_tlb_load(const struct arch_space *as, const struct mips_tlb_pair *pair)
{
    word_t hi = align_down(pair->va, PAIR_LOG2) | asid_of(as);
    word_t mask = (BIT(pair->log2 - ARCH_PAGE_MIN) - 1) << PAIR_LOG2;
    struct stlb_entry *s = stlb_slot(pair->va);

    s->tag = hi;
    s->lo[0] = pair->lo[0];
    s->lo[1] = pair->lo[1];
    s->mask = mask;
    MIPS_WRITE64(C0_ENTRYHI, hi);
    TLB_OP("tlbp");
    MIPS_WRITE64(C0_ENTRYLO0, pair->lo[0]);
    MIPS_WRITE64(C0_ENTRYLO1, pair->lo[1]);
    MIPS_WRITE32(C0_PAGEMASK, 0, mask);
    if ((MIPS_READ32(C0_INDEX, 0) & INDEX_MISS) != 0)
        TLB_OP("tlbwr");
    else
        TLB_OP("tlbwi");
}

/* Entry n goes if it belongs to the space and overlaps [first, last]. */
static void purge_entry(unsigned n, unsigned asid, vaddr_t first, vaddr_t last)
{
    word_t hi;
    word_t size_mask;

    MIPS_WRITE32(C0_INDEX, 0, n);
    TLB_OP("tlbr");
    hi = MIPS_READ64(C0_ENTRYHI);
    size_mask = MIPS_READ32(C0_PAGEMASK, 0) | bits_mask(PAIR_LOG2);
    if ((hi & MIPS_TAG_ASID) == asid && (hi & ~size_mask) <= last && (hi | size_mask) >= first)
        write_entry(n, unused_va(n), 0, 0, 0);
}

static void purge_range(unsigned asid, vaddr_t first, vaddr_t last)
{
    word_t pairs = (last - first + 1) >> PAIR_LOG2;

    for (unsigned n = MIPS_WIRED; n < mips_features.tlb_entries; n++)
        purge_entry(n, asid, first, last);
    for (word_t i = 0; i < MIN(pairs, (word_t)STLB_ENTRIES); i++) {
        struct stlb_entry *s = stlb_slot(first + (i << PAIR_LOG2));

        if ((s->tag & MIPS_TAG_ASID) == asid && s->tag >= first && s->tag <= last)
            s->tag = TAG_INVALID;
    }
}

void mips_tlb_purge(const struct arch_space *as, vaddr_t va, unsigned log2)
{
    word_t tag = va | asid_of(as);
    word_t hi;

    if (!mips_asid_valid(as))
        return;
    hi = MIPS_READ64(C0_ENTRYHI);
    if (log2 > PAIR_LOG2) {
        purge_range(asid_of(as), va, va | bits_mask(log2));
    } else {
        uint32_t n;

        if (stlb_slot(va)->tag == tag)
            stlb_slot(va)->tag = TAG_INVALID;
        MIPS_WRITE64(C0_ENTRYHI, tag);
        TLB_OP("tlbp");
        n = MIPS_READ32(C0_INDEX, 0);
        if ((n & INDEX_MISS) == 0)
            write_entry(n, unused_va(n), 0, 0, 0);
    }
    MIPS_WRITE64(C0_ENTRYHI, hi);
}

/* A tag for a space that has none; after the last one all begin anew. */
static void new_tag(struct arch_space *as)
{
    struct arch_cpu *cpu = &this_cpu()->arch;

    if (cpu->asid_next > ASID_LAST) {
        cpu->asid_generation += MIPS_TAG_GENERATION;
        cpu->asid_next = 1;
        tlb_clear();
        stlb_clear();
    }
    as->tag = cpu->asid_generation | cpu->asid_next++;
}

/* No hazard: no address of users is translated before the ERET. */
void arch_space_switch(struct arch_space *as)
{
    if (!mips_asid_valid(as))
        new_tag(as);
    __asm__ volatile("dmtc0 %0, " MIPS_STR(C0_ENTRYHI) : : "r"(as->tag) : "memory");
}
