/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Page tables of user spaces: a radix tree that only software walks, so its form is ours.
 *
 * Five levels of 64 slots, the top one with 16 in use: level l has one slot for 2^(12 + 6l) bytes. A slot is empty, a link to
 * the next table, or (part of) a page; pages of the sizes between two levels fill 4 or 16 neighbouring slots. The first of
 * them, the master, holds what is true of the page, the others only say that it is there. Tables whose last entry goes are
 * freed at once, so look-ups meet no empty ones.
 *
 * Accesses are noted here: a translation becomes valid in the TLB at the first access to its page and writable at the first
 * write.
 */
#include <hal/mmu.h>

#include <arch/cpu.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>

struct mips_slot {
    word_t entry; /* 0, address of a table (bit 63 set), or PTE_* */
    void *
        cookie; /* of a page; or, as a number, how many pages and links the table has that this slot leads to */
};

#define LEVEL_BITS  6u
#define TABLE_SLOTS (1u << LEVEL_BITS)
#define TOP         4u
#define TOP_SLOTS   16u

#define PTE_LINK       BIT(63)
#define PTE_PRESENT    BIT(0)
#define PTE_W          BIT(1)
#define PTE_REFERENCED BIT(2)
#define PTE_WRITTEN    BIT(3)
#define PTE_ATTR_SHIFT 4
#define PTE_ATTR       (7 * BIT(PTE_ATTR_SHIFT))
#define PTE_SIZE_SHIFT 8 /* (log2 - 12) / 2 */
#define PTE_SIZE       (7 * BIT(PTE_SIZE_SHIFT))
#define PTE_FRAME      0x00fffffffffff000

static struct slab table_slab;

/* The tables on the way to an address; table[l] is valid for l >= level. */
struct walk {
    vaddr_t va;
    unsigned level; /* where the walk ended */
    struct mips_slot *table[TOP + 1];
};

static bool is_link(word_t entry)
{
    return (entry & PTE_LINK) != 0;
}

static unsigned level_shift(unsigned level)
{
    return ARCH_PAGE_MIN + level * LEVEL_BITS;
}

static unsigned index_of(vaddr_t va, unsigned level)
{
    return (unsigned)(va >> level_shift(level)) & (TABLE_SLOTS - 1);
}

static unsigned level_of_size(unsigned size_log2)
{
    return (size_log2 - ARCH_PAGE_MIN) / LEVEL_BITS;
}

/* Slots that a page of this size fills. */
static unsigned slots_of_size(unsigned size_log2)
{
    return 1u << ((size_log2 - ARCH_PAGE_MIN) % LEVEL_BITS);
}

static unsigned size_of(word_t entry)
{
    return ARCH_PAGE_MIN + 2 * (unsigned)((entry & PTE_SIZE) >> PTE_SIZE_SHIFT);
}

static struct mips_slot *child(word_t entry)
{
    return (struct mips_slot *)entry;
}

static struct mips_slot *walk_slot(const struct walk *w, unsigned level)
{
    return &w->table[level][index_of(w->va, level)];
}

static void count_add(const struct walk *w, unsigned level, long n)
{
    if (level != TOP) {
        struct mips_slot *link = walk_slot(w, level + 1);

        link->cookie = (void *)((word_t)link->cookie + (word_t)n);
    }
}

/* Follows the tables down to `level`, or to the first slot that leads no further. */
static void walk_down(struct arch_space *as, vaddr_t va, unsigned level, struct walk *w)
{
    w->va = va;
    w->level = TOP;
    w->table[TOP] = as->root;
    while (w->level > level) {
        word_t entry = walk_slot(w, w->level)->entry;

        if (!is_link(entry))
            return;
        w->level--;
        w->table[w->level] = child(entry);
    }
}

/* The master slot of the page that has this slot. */
static struct mips_slot *master_of(const struct walk *w)
{
    unsigned index = index_of(w->va, w->level);
    word_t entry = w->table[w->level][index].entry;

    return &w->table[w->level][index & ~(slots_of_size(size_of(entry)) - 1)];
}

/* The master slot of exactly this page, which is there. */
static struct mips_slot *find_page(struct arch_space *as, vaddr_t va, unsigned size_log2,
                                   struct walk *w)
{
    struct mips_slot *slot;

    walk_down(as, va, level_of_size(size_log2), w);
    slot = walk_slot(w, w->level);
    ASSERT((slot->entry & PTE_PRESENT) != 0 && !is_link(slot->entry) &&
           size_of(slot->entry) == size_log2 && slot == master_of(w));
    return slot;
}

/* Frees the table of a level if it is empty, and those above that become so. */
static void free_empty(struct arch_space *as, struct walk *w, unsigned level)
{
    (void)as;
    for (; level < TOP; level++) {
        struct mips_slot *link = walk_slot(w, level + 1);

        if (link->cookie != NULL)
            return;
        slab_free(&table_slab, w->table[level]);
        link->entry = 0;
        count_add(w, level + 1, -1);
    }
}

/* Pages of more than the smallest size share a pair in the TLB with their neighbour of the same size. */
static void purge_pair(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    mips_tlb_purge(as, align_down(va, size_log2 + 1), size_log2 + 1);
}

static word_t page_entry(paddr_t pa, unsigned size_log2, unsigned rights, unsigned attr)
{
    word_t entry = pa | PTE_PRESENT | (word_t)attr << PTE_ATTR_SHIFT |
                   (word_t)((size_log2 - ARCH_PAGE_MIN) / 2) << PTE_SIZE_SHIFT;

    return (rights & FPAGE_W) != 0 ? entry | PTE_W : entry;
}

enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie)
{
    unsigned level = level_of_size(size_log2);
    struct mips_slot *slot;
    struct walk w;

    walk_down(as, va, level, &w);
    while (w.level > level) {
        struct mips_slot *table = slab_alloc(&table_slab);

        slot = walk_slot(&w, w.level);
        ASSERT(slot->entry == 0);
        if (table == NULL) {
            free_empty(as, &w, w.level);
            return L4_ERR_NO_MEM;
        }
        slot->entry = (word_t)table;
        slot->cookie = NULL;
        count_add(&w, w.level, 1);
        w.level--;
        w.table[w.level] = table;
    }
    slot = walk_slot(&w, level);
    for (unsigned i = 0; i < slots_of_size(size_log2); i++) {
        ASSERT(slot[i].entry == 0);
        slot[i].entry = page_entry(pa, size_log2, rights, attr);
        slot[i].cookie = cookie;
    }
    count_add(&w, level, 1);
    if (size_log2 != ARCH_PAGE_MIN)
        purge_pair(as, va, size_log2);
    mips_attr_changed(0, attr);
    return L4_OK;
}

void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct walk w;
    struct mips_slot *slot = find_page(as, va, size_log2, &w);

    for (unsigned i = 0; i < slots_of_size(size_log2); i++)
        slot[i] = (struct mips_slot){0};
    purge_pair(as, va, size_log2);
    count_add(&w, w.level, -1);
    free_empty(as, &w, w.level);
}

static unsigned attr_of(word_t entry)
{
    return (unsigned)((entry & PTE_ATTR) >> PTE_ATTR_SHIFT);
}

void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie)
{
    struct walk w;
    struct mips_slot *slot = find_page(as, va, size_log2, &w);
    word_t old = slot->entry;

    slot->entry = page_entry(old & PTE_FRAME, size_log2, rights, attr) |
                  (old & (PTE_REFERENCED | PTE_WRITTEN));
    slot->cookie = cookie;
    purge_pair(as, va, size_log2);
    mips_attr_changed(attr_of(old), attr);
}

unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct walk w;
    struct mips_slot *slot = find_page(as, va, size_log2, &w);
    word_t old = slot->entry;
    unsigned used = 0;

    if ((old & (PTE_REFERENCED | PTE_WRITTEN)) == 0)
        return 0;
    slot->entry = old & ~(PTE_REFERENCED | PTE_WRITTEN);
    purge_pair(as, va, size_log2);
    if ((old & PTE_REFERENCED) != 0)
        used |= FPAGE_R | FPAGE_X;
    if ((old & PTE_WRITTEN) != 0)
        used |= FPAGE_R | FPAGE_W;
    return used;
}

/* ---- look-up ---- */

static void describe(const struct mips_slot *master, vaddr_t va, struct arch_mapping *out)
{
    word_t entry = master->entry;

    out->size_log2 = size_of(entry);
    out->va = align_down(va, out->size_log2);
    out->pa = entry & PTE_FRAME;
    out->rights = FPAGE_R | FPAGE_X | ((entry & PTE_W) != 0 ? FPAGE_W : 0);
    out->attr = attr_of(entry);
    out->cookie = master->cookie;
}

/* First page in [va, last] below this table. */
static bool lookup_in(struct mips_slot *table, unsigned level, vaddr_t va, vaddr_t last,
                      struct arch_mapping *out)
{
    for (unsigned i = index_of(va, level); i < TABLE_SLOTS; i++) {
        word_t entry = table[i].entry;

        if (is_link(entry)) {
            if (lookup_in(child(entry), level - 1, va, last, out))
                return true;
        } else if (entry != 0) {
            describe(&table[i & ~(slots_of_size(size_of(entry)) - 1)], va, out);
            return true;
        }
        va = align_down(va, level_shift(level)) + BIT(level_shift(level));
        if (va > last)
            return false;
    }
    return false;
}

bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out)
{
    vaddr_t last = (end == 0 || end > ARCH_USER_END ? (vaddr_t)ARCH_USER_END : end) - 1;

    return va <= last && lookup_in(as->root, TOP, va, last, out);
}

/* ---- from the page table to the TLB ---- */

/* EntryLo for the 2^log2 bytes at offset `offset` of a page. */
static word_t entry_lo(word_t entry, word_t offset)
{
    word_t lo = ((entry & PTE_FRAME) + offset) >> 12 << 6 | (word_t)mips_cache_code(attr_of(entry))
                                                                << 3;

    if ((entry & PTE_REFERENCED) == 0)
        return lo;
    lo |= ENTRYLO_V;
    return (entry & PTE_W) != 0 && (entry & PTE_WRITTEN) != 0 ? lo | ENTRYLO_D : lo;
}

/* The two pages of a pair in the TLB are the page and its neighbour, if that has the same size; a larger page without such a
 * neighbour is entered as pairs of quarters of itself. A neighbour of the smallest size may be missing: its half is invalid. */
static void make_pair(const struct walk *w, const struct mips_slot *master, vaddr_t va,
                      struct mips_tlb_pair *pair)
{
    unsigned log2 = size_of(master->entry);
    unsigned slots = slots_of_size(log2);
    unsigned index = (unsigned)(master - w->table[w->level]);
    word_t buddy = w->table[w->level][index ^ slots].entry;
    bool paired = !is_link(buddy) && (buddy & PTE_PRESENT) != 0 && size_of(buddy) == log2;
    unsigned odd = (index & slots) != 0;

    pair->va = va;
    if (paired || log2 == ARCH_PAGE_MIN) {
        pair->log2 = log2;
        pair->lo[odd] = entry_lo(master->entry, 0);
        pair->lo[odd ^ 1] = paired ? entry_lo(buddy, 0) : 0;
    } else {
        word_t offset = align_down(va & bits_mask(log2), log2 - 1);

        pair->log2 = log2 - 2;
        pair->lo[0] = entry_lo(master->entry, align_down(va & bits_mask(log2), log2 - 1));
        pair->lo[1] = entry_lo(master->entry, offset + BIT(log2 - 2));
    }
}

enum mips_fill mips_fill(struct arch_space *as, vaddr_t va, bool write)
{
    struct mips_slot *slot;
    struct mips_tlb_pair pair;
    struct walk w;

    if (va >= ARCH_USER_END)
        return FILL_FAULT;
    walk_down(as, va, 0, &w);
    if (walk_slot(&w, w.level)->entry == 0)
        return FILL_FAULT;
    slot = master_of(&w);
    if (write && (slot->entry & PTE_W) == 0)
        return FILL_FAULT;
    if ((slot->entry & PTE_FRAME) >= ARCH_DIRECT_END)
        return FILL_BUS;
    slot->entry |= PTE_REFERENCED;
    if (write)
        slot->entry |= PTE_WRITTEN;
    make_pair(&w, slot, va, &pair);
    mips_tlb_load(as, &pair);
    return FILL_DONE;
}

/* ---- spaces ---- */

enum l4_error arch_space_init(struct arch_space *as)
{
    if (table_slab.size == 0)
        slab_init(&table_slab, "page table", TABLE_SLOTS * sizeof(struct mips_slot),
                  sizeof(struct mips_slot));
    as->root = slab_alloc(&table_slab);
    as->tag = 0;
    return as->root != NULL ? L4_OK : L4_ERR_NO_MEM;
}

static void free_below(struct mips_slot *table, unsigned level)
{
    for (unsigned i = 0; level != 0 && i < TABLE_SLOTS; i++) {
        if (!is_link(table[i].entry))
            continue;
        free_below(child(table[i].entry), level - 1);
        slab_free(&table_slab, child(table[i].entry));
    }
}

/* The tag is given to nobody else before the TLB was emptied. */
void arch_space_fini(struct arch_space *as)
{
    free_below(as->root, TOP);
    slab_free(&table_slab, as->root);
    as->root = NULL;
    as->tag = 0;
}
