/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Translation tables of user spaces: map, unmap, look up, and the record of accesses.
 *
 * Behind each table lie as many words: word i is the cookie of entry i if that is a page, or the number of present entries in the
 * table that entry i leads to. Tables whose last entry goes are freed at once. A 64 KB page is 16 equal entries.
 *
 * The hardware keeps no record of writes, and that of accesses only by faulting (access flag). So a writable page starts read-only:
 * the first write faults, and arm_fault_recorded makes it writable. W_BIT in the cookie tells that the page may be written. What
 * the kernel itself put there (cookie NULL or odd) is not recorded and never faults.
 */
#include <hal/mmu.h>

#include <arch/pte.h>
#include <arch/regs.h>
#include <config.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>

#define W_BIT      ((word_t)2)
#define KERNEL_BIT ((word_t)1)
#define TABLE_SIZE (2 * PT2_ENTRIES * sizeof(word_t))

const struct pte_format pte_small = {.size_log2 = 12,
                                     .entries = 1,
                                     .type = 0x2,
                                     .type_mask = 0x2,
                                     .af = 0x10,
                                     .user = 0x20,
                                     .ro = 0x200,
                                     .xn = 0x1,
                                     .ng = 0x800,
                                     .shared = 0x400,
                                     .tex_shift = 6};
const struct pte_format pte_large = {.size_log2 = 16,
                                     .entries = 16,
                                     .type = 0x1,
                                     .type_mask = 0x3,
                                     .af = 0x10,
                                     .user = 0x20,
                                     .ro = 0x200,
                                     .xn = 0x8000,
                                     .ng = 0x800,
                                     .shared = 0x400,
                                     .tex_shift = 12};
const struct pte_format pte_section = {.size_log2 = 20,
                                       .entries = 1,
                                       .type = 0x2,
                                       .type_mask = 0x3,
                                       .af = 0x400,
                                       .user = 0x800,
                                       .ro = 0x8000,
                                       .xn = 0x10,
                                       .ng = 0x20000,
                                       .shared = 0x10000,
                                       .tex_shift = 12};

/* Memory types: TEX in bits 6:4, then C and B. 0 write-back, 1 strongly ordered, 2 device, 3 write-through. */
static const uint8_t types[] = {0x10 | PTE_C | PTE_B, 0, PTE_B, PTE_C};

static struct slab table_slab;

/* An entry and the cookies or counts that belong to it. */
struct place {
    word_t *entry; /* the first one of the page */
    word_t *shadow;
    const struct pte_format *format;
};

bool arch_attr_valid(word_t attr)
{
    return attr < ARRAY_SIZE(types);
}

word_t pte_attr(const struct pte_format *f, paddr_t pa, unsigned attr)
{
    word_t bits;

    if (attr == 0 && !arm_is_ram(pa))
        attr = PTE_ATTR_DEVICE;
    bits = (word_t)(types[attr] >> 4) << f->tex_shift | (types[attr] & (PTE_C | PTE_B));
    return CONFIG_MAX_CPUS > 1 && (attr == 0 || attr == 3) ? bits | f->shared : bits;
}

static unsigned attr_of(const struct pte_format *f, word_t entry)
{
    word_t mask = (word_t)7 << f->tex_shift | PTE_C | PTE_B;
    paddr_t pa = align_down(entry, f->size_log2);

    for (unsigned i = 0; i < ARRAY_SIZE(types); i++) {
        if ((entry & mask) == (pte_attr(f, pa, i) & mask))
            return i;
    }
    return 0;
}

static const struct pte_format *format_of_size(unsigned size_log2)
{
    if (size_log2 == pte_section.size_log2)
        return &pte_section;
    return size_log2 == pte_large.size_log2 ? &pte_large : &pte_small;
}

/* ---- finding entries ---- */

static word_t *table_of(word_t entry)
{
    return arch_p2v(entry & PT1_TABLE_PA);
}

static bool is_table(word_t entry)
{
    return (entry & PT1_TYPE_MASK) == PT1_TABLE;
}

/* The entry of the first level, or of the second where there is a table. */
static struct place place_at(struct arch_space *as, vaddr_t va)
{
    word_t *entry = &as->root[PT1_INDEX(va)];
    struct place p = {.entry = entry, .shadow = entry + PT1_ENTRIES, .format = &pte_section};

    if (!is_table(*entry))
        return p;
    p.entry = table_of(*entry) + PT2_INDEX(va);
    p.format = &pte_small;
    if ((*p.entry & pte_large.type_mask) == pte_large.type) {
        p.entry = table_of(*entry) + (PT2_INDEX(va) & ~(word_t)15);
        p.format = &pte_large;
    }
    p.shadow = p.entry + PT2_ENTRIES;
    return p;
}

static struct place find_page(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct place p = place_at(as, va);

    ASSERT(*p.entry != 0 && p.format->size_log2 == size_log2);
    (void)size_log2;
    return p;
}

static void set(const struct place *p, word_t entry, word_t shadow)
{
    for (unsigned i = 0; i < p->format->entries; i++) {
        p->entry[i] = entry;
        p->shadow[i] = shadow;
    }
    arm_pte_written(p->entry, p->format->entries);
}

/* The TLB may hold parts of a 64 KB page as smaller ones. */
static void invalidate(const struct arch_space *as, vaddr_t va, const struct pte_format *f)
{
    vaddr_t first = align_down(va, f->size_log2);

    for (unsigned i = 0; i < f->entries; i++)
        arm_tlb_invalidate(as, first + i * 4096);
}

/* ---- map and unmap ---- */

/* Rights as the hardware gets them; what the kernel put there is accessed and written already. */
static word_t access_bits(const struct pte_format *f, unsigned rights, word_t cookie, unsigned used)
{
    bool recorded = cookie != 0 && (cookie & KERNEL_BIT) == 0;
    word_t bits = f->user | f->ng;

    if (!recorded || (used & FPAGE_R) != 0)
        bits |= f->af;
    if ((rights & FPAGE_W) == 0 || (recorded && (used & FPAGE_W) == 0))
        bits |= f->ro;
    if ((rights & FPAGE_X) == 0)
        bits |= f->xn;
    return bits;
}

static word_t shadow_word(void *cookie, unsigned rights)
{
    word_t w = (word_t)cookie;

    return (rights & FPAGE_W) != 0 ? w | W_BIT : w;
}

/* What the entry says happened: FPAGE_R and W. */
static unsigned used_of(const struct place *p)
{
    unsigned used = (*p->entry & p->format->af) != 0 ? FPAGE_R : 0;

    return (*p->entry & p->format->ro) == 0 ? used | FPAGE_W : used;
}

enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie)
{
    const struct pte_format *f = format_of_size(size_log2);
    word_t *first = &as->root[PT1_INDEX(va)];
    struct place p = {.entry = first, .shadow = first + PT1_ENTRIES, .format = f};

    if (f != &pte_section) {
        if (*first == 0) {
            if (table_slab.size == 0)
                slab_init(&table_slab, "page table", TABLE_SIZE, TABLE_SIZE / 2);
            p.entry = slab_alloc(&table_slab);
            if (p.entry == NULL)
                return L4_ERR_NO_MEM;
            arm_pte_written(p.entry, PT2_ENTRIES);
            *first = arch_v2p(p.entry) | PT1_TABLE;
            arm_pte_written(first, 1);
        }
        ASSERT(is_table(*first));
        p.entry = table_of(*first) + PT2_INDEX(va);
        first[PT1_ENTRIES] += f->entries;
        p.shadow = p.entry + PT2_ENTRIES;
    }
    ASSERT(*p.entry == 0);
    set(&p, pa | f->type | pte_attr(f, pa, attr) | access_bits(f, rights, (word_t)cookie, 0),
        shadow_word(cookie, rights));
    return L4_OK;
}

void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    word_t *first = &as->root[PT1_INDEX(va)];
    struct place p = find_page(as, va, size_log2);

    set(&p, 0, 0);
    invalidate(as, va, p.format);
    if (p.format == &pte_section)
        return;
    first[PT1_ENTRIES] -= p.format->entries;
    if (first[PT1_ENTRIES] != 0)
        return;
    p.entry = table_of(*first);
    *first = 0;
    arm_pte_written(first, 1);
    /* The walker may have cached the first-level entry; invalidation by any address in it drops that too
     * [ARM DDI 0406C.d, B3.10.1, "the entries ... including any cached copies of partial results"]. */
    arm_tlb_invalidate(as, va);
    slab_free(&table_slab, p.entry);
}

/* Cached lines must not outlive a change to an uncached type [ARM DDI 0406C.d, B3.11.3 "Cache maintenance requirement ..."]. */
static void flush_frame(paddr_t pa, unsigned size_log2)
{
    for (word_t at = 0; at < BIT(size_log2); at += 4096)
        arm_dcache_flush(arch_window(0, pa + at, 0), 4096);
}

/* An entry that stays valid but changes its memory type goes through an invalid one (break before make). */
void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie)
{
    struct place p = find_page(as, va, size_log2);
    word_t frame = *p.entry & ~bits_mask(size_log2);
    unsigned used = used_of(&p);
    bool other_type = attr_of(p.format, *p.entry) != attr;

    if (other_type) {
        set(&p, 0, 0);
        invalidate(as, va, p.format);
        flush_frame(frame, size_log2);
    }
    set(&p,
        frame | p.format->type | pte_attr(p.format, frame, attr) |
            access_bits(p.format, rights, (word_t)cookie, used),
        shadow_word(cookie, rights));
    invalidate(as, va, p.format);
}

/* ---- the record of accesses ---- */

/* r and x share the access flag. */
unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct place p = find_page(as, va, size_log2);
    unsigned used = used_of(&p);

    if (used == 0)
        return 0;
    if ((used & FPAGE_R) != 0 && (*p.entry & p.format->xn) == 0)
        used |= FPAGE_X;
    set(&p, (*p.entry & ~p.format->af) | p.format->ro, *p.shadow);
    invalidate(as, va, p.format);
    return used;
}

bool arm_fault_recorded(struct arch_space *as, vaddr_t va, bool write)
{
    struct place p;
    word_t entry;

    if (va >= ARCH_USER_END)
        return false;
    p = place_at(as, va);
    entry = *p.entry;
    if (entry == 0 || (write && (*p.shadow & W_BIT) == 0))
        return false;
    entry |= p.format->af;
    if (write)
        entry &= ~p.format->ro;
    if (entry == *p.entry)
        return false;
    set(&p, entry, *p.shadow);
    invalidate(as, va, p.format);
    return true;
}

/* ---- look-up ---- */

static void describe(const struct place *p, vaddr_t va, struct arch_mapping *out)
{
    unsigned shift = p->format->size_log2;

    out->va = align_down(va, shift);
    out->pa = align_down(*p->entry, shift);
    out->size_log2 = shift;
    out->rights = FPAGE_R;
    if ((*p->shadow & W_BIT) != 0)
        out->rights |= FPAGE_W;
    if ((*p->entry & p->format->xn) == 0)
        out->rights |= FPAGE_X;
    out->attr = attr_of(p->format, *p->entry);
    out->cookie = (void *)(*p->shadow & ~W_BIT);
}

bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out)
{
    vaddr_t last = (end == 0 || end > ARCH_USER_END ? (vaddr_t)ARCH_USER_END : end) - 1;

    while (va <= last) {
        struct place p = place_at(as, va);

        if (*p.entry != 0) {
            describe(&p, va, out);
            return true;
        }
        /* No wrap: last is below the kernel's area. */
        va = align_down(va, p.format->size_log2) + BIT(p.format->size_log2);
    }
    return false;
}

void arch_space_fini(struct arch_space *as)
{
    arm_space_leave(as);
    for (unsigned i = 0; i < PT1_INDEX(ARCH_USER_END); i++) {
        if (is_table(as->root[i]))
            slab_free(&table_slab, table_of(as->root[i]));
    }
    kmem_free(as->root, PT1_ORDER, KMEM_TABLE);
    as->root = NULL;
}
