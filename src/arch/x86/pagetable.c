/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Page tables of user spaces: map, unmap, look up; the number of levels is a constant of <arch/layout.h>.
 *
 * A table is two pages. The first is the hardware's; word i of the second is the cookie of entry i if that is a page, or
 * the number of present entries in the table that entry i leads to. Tables whose last entry goes are freed at once, so
 * look-ups meet no empty ones. Level 0 is the table of 4 KB pages.
 *
 * User pages are never global: loading CR3 drops them from the TLB (with PCIDs, if x86_space_stale was called), so only the
 * space that is loaded needs INVLPG, which drops cached upper levels as well [Intel SDM 325462-083, vol. 3A, 4.10.4.1 "Operations that Invalidate TLBs and
 * Paging-Structure Caches"].
 */
#include <hal/mmu.h>

#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>
#include <x86/cpuid.h>
#include <x86/pte.h>
#include <x86/regs.h>

#define ENTRIES   (1u << X86_PT_BITS)
#define TOP       (X86_PT_LEVELS - 1)
#define LINK_BITS (PTE_P | PTE_W | PTE_U)

/* The tables on the way to an address; table[l] is valid for l >= level. */
struct walk {
    vaddr_t va;
    unsigned level; /* where the walk ended */
    word_t *table[X86_PT_LEVELS];
};

static unsigned level_shift(unsigned level)
{
    return ARCH_PAGE_MIN + level * X86_PT_BITS;
}

static unsigned index_of(vaddr_t va, unsigned level)
{
    return (unsigned)(va >> level_shift(level)) & (ENTRIES - 1);
}

static bool is_leaf(word_t entry, unsigned level)
{
    return level == 0 || (entry & PTE_PS) != 0;
}

/* The cookie or count that belongs to an entry: the same place in the next page. */
static word_t *shadow(word_t *entry)
{
    return entry + ENTRIES;
}

static word_t *child(word_t entry)
{
    return arch_p2v(entry & PTE_FRAME);
}

static word_t *walk_entry(const struct walk *w, unsigned level)
{
    return &w->table[level][index_of(w->va, level)];
}

/* Number of present entries in the table of a level. */
static word_t *walk_count(struct arch_space *as, const struct walk *w, unsigned level)
{
    return level == TOP ? &as->root_used : shadow(walk_entry(w, level + 1));
}

static unsigned level_of_size(unsigned size_log2)
{
    return (size_log2 - ARCH_PAGE_MIN) / X86_PT_BITS;
}

static void invalidate(struct arch_space *as, vaddr_t va)
{
    if (x86_space_is_loaded(as))
        x86_invlpg(va);
    else
        x86_space_stale(as);
}

/* Follows the tables down to `level`, or to the first entry that leads no further. */
static void walk_down(struct arch_space *as, vaddr_t va, unsigned level, struct walk *w)
{
    w->va = va;
    w->level = TOP;
    w->table[TOP] = as->root;
    while (w->level > level) {
        word_t entry = *walk_entry(w, w->level);

        if ((entry & PTE_P) == 0 || is_leaf(entry, w->level))
            return;
        w->level--;
        w->table[w->level] = child(entry);
    }
}

/* The entry of exactly this page, which is there. */
static word_t *find_page(struct arch_space *as, vaddr_t va, unsigned size_log2, struct walk *w)
{
    unsigned level = level_of_size(size_log2);
    word_t *entry;

    walk_down(as, va, level, w);
    entry = walk_entry(w, w->level);
    ASSERT(w->level == level && (*entry & PTE_P) != 0 && is_leaf(*entry, level));
    return entry;
}

/* Clears the present entry of a level, and frees the tables that become empty: the one an entry above w->level led to, and
 * those further up. */
static void remove_entry(struct arch_space *as, struct walk *w, unsigned level)
{
    for (;;) {
        word_t *entry = walk_entry(w, level);
        word_t *count = walk_count(as, w, level);

        *entry = 0;
        *shadow(entry) = 0;
        invalidate(as, w->va);
        if (level > w->level)
            kmem_free(w->table[level - 1], 1, KMEM_TABLE);
        (*count)--;
        if (*count != 0 || level == TOP)
            return;
        level++;
    }
}

static word_t page_bits(unsigned size_log2, unsigned rights, unsigned attr)
{
    bool large = size_log2 != ARCH_PAGE_MIN;
    word_t bits = PTE_P | PTE_U | x86_pte_attr(attr, large);

    if (large)
        bits |= PTE_PS;
    if ((rights & FPAGE_W) != 0)
        bits |= PTE_W;
    if ((rights & FPAGE_X) == 0)
        bits |= PTE_NX;
    return bits;
}

enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie)
{
    unsigned level = level_of_size(size_log2);
    struct walk w;
    word_t *entry;

    if (!x86_pa_exists(pa + bits_mask(size_log2)))
        return L4_ERR_NO_MEM;
    walk_down(as, va, level, &w);
    while (w.level > level) {
        word_t *table = kmem_alloc(1, KMEM_TABLE);

        entry = walk_entry(&w, w.level);
        ASSERT((*entry & PTE_P) == 0);
        if (table == NULL) {
            if (w.level != TOP && *walk_count(as, &w, w.level) == 0)
                remove_entry(as, &w, w.level + 1);
            return L4_ERR_NO_MEM;
        }
        *entry = arch_v2p(table) | LINK_BITS;
        *shadow(entry) = 0;
        ++*walk_count(as, &w, w.level);
        w.level--;
        w.table[w.level] = table;
    }
    entry = walk_entry(&w, level);
    ASSERT((*entry & PTE_P) == 0);
    *shadow(entry) = (word_t)cookie;
    *entry = pa | page_bits(size_log2, rights, attr);
    ++*walk_count(as, &w, level);
    return L4_OK;
}

void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct walk w;

    find_page(as, va, size_log2, &w);
    remove_entry(as, &w, w.level);
}

/* The processor may set the accessed and dirty bits meanwhile (another one, once there are several): hence atomic. */
void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie)
{
    struct walk w;
    word_t *entry = find_page(as, va, size_log2, &w);
    word_t frame = *entry & PTE_FRAME & ~bits_mask(size_log2);
    word_t old = *entry;
    word_t new;

    do {
        new = frame | page_bits(size_log2, rights, attr) | (old & (PTE_A | PTE_D));
    } while (
        !__atomic_compare_exchange_n(entry, &old, new, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    *shadow(entry) = (word_t)cookie;
    invalidate(as, va);
    x86_attr_changed(old ^ new, size_log2 != ARCH_PAGE_MIN);
}

unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct walk w;
    word_t *entry = find_page(as, va, size_log2, &w);
    unsigned used = 0;
    word_t old;

    if ((*entry & (PTE_A | PTE_D)) == 0)
        return 0;
    old = __atomic_fetch_and(entry, ~(word_t)(PTE_A | PTE_D), __ATOMIC_SEQ_CST);
    invalidate(as, va);
    if ((old & PTE_A) != 0)
        used |= FPAGE_R | FPAGE_X;
    if ((old & PTE_D) != 0)
        used |= FPAGE_R | FPAGE_W;
    return used;
}

static void describe(word_t *entry, vaddr_t va, unsigned level, struct arch_mapping *out)
{
    unsigned shift = level_shift(level);

    out->va = align_down(va, shift);
    out->pa = *entry & PTE_FRAME & ~bits_mask(shift);
    out->size_log2 = shift;
    out->rights = FPAGE_R;
    if ((*entry & PTE_W) != 0)
        out->rights |= FPAGE_W;
    if (PTE_NX == 0 || (*entry & PTE_NX) == 0)
        out->rights |= FPAGE_X;
    out->attr = x86_attr_of_pte(*entry, level != 0);
    out->cookie = (void *)*shadow(entry);
}

/* First page in [va, last] below this table. */
static bool lookup_in(word_t *table, unsigned level, vaddr_t va, vaddr_t last,
                      struct arch_mapping *out)
{
    for (unsigned i = index_of(va, level); i < ENTRIES; i++) {
        word_t entry = table[i];

        if ((entry & PTE_P) != 0) {
            if (is_leaf(entry, level)) {
                describe(&table[i], va, level, out);
                return true;
            }
            if (lookup_in(child(entry), level - 1, va, last, out))
                return true;
        }
        va = align_down(va, level_shift(level)) + BIT(level_shift(level));
        if (va == 0 || va > last)
            return false;
    }
    return false;
}

bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out)
{
    vaddr_t last = (end == 0 || end > ARCH_USER_END ? (vaddr_t)ARCH_USER_END : end) - 1;

    return va <= last && lookup_in(as->root, TOP, va, last, out);
}

static void free_below(word_t *table, unsigned level, unsigned entries)
{
    if (level == 0)
        return;
    for (unsigned i = 0; i < entries; i++) {
        word_t entry = table[i];

        if ((entry & PTE_P) == 0 || is_leaf(entry, level))
            continue;
        free_below(child(entry), level - 1, ENTRIES);
        kmem_free(child(entry), 1, KMEM_TABLE);
    }
}

void x86_pt_free(struct arch_space *as)
{
    free_below(as->root, TOP, index_of((vaddr_t)ARCH_USER_END - 1, TOP) + 1);
    kmem_free(as->root, 1, KMEM_TABLE);
    as->root = NULL;
}
