/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Page tables of user spaces, two levels in the kernel's own format (arch/pte.h). The translation hardware of both families
 * is a cache of them.
 *
 * Directory and tables are two pages each. Word i of the second is the cookie of entry i if that is a page, or the number of
 * entries in the table that entry i leads to. A table whose last entry goes is freed at once.
 */
#include <hal/mmu.h>

#include <arch/pte.h>
#include <kernel/assert.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>

#define ENTRIES    1024u
#define LARGE_LOG2 22u
#define DIR_USED   (ARCH_USER_END >> LARGE_LOG2)

#define ATTR_UNCACHED      1u
#define ATTR_WRITE_BACK    2u
#define ATTR_WRITE_THROUGH 3u

static word_t *dir_entry(const struct arch_space *as, vaddr_t va)
{
    return &as->root[va >> LARGE_LOG2];
}

static word_t *table_entry(word_t link, vaddr_t va)
{
    return (word_t *)link + (va >> ARCH_PAGE_MIN) % ENTRIES;
}

static word_t *shadow(word_t *entry)
{
    return entry + ENTRIES;
}

static bool is_link(word_t entry)
{
    return entry != 0 && (entry & PTE_P) == 0;
}

/* Drops what the hardware may hold of a page. */
static void drop(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    if (!ppc_tag_valid(as))
        return;
    if (size_log2 == ARCH_PAGE_MIN)
        ppc_tlb_drop(as->tag, va);
    else
        ppc_tag_retire(as);
}

static word_t attr_bits(unsigned attr)
{
    switch (attr) {
    case ATTR_UNCACHED:
        return PTE_I | PTE_G;
    case ATTR_WRITE_BACK:
        return PTE_WB;
    case ATTR_WRITE_THROUGH:
        return PTE_WT;
    default:
        return 0;
    }
}

static unsigned attr_of(word_t pte)
{
    if ((pte & PTE_I) != 0)
        return ATTR_UNCACHED;
    if ((pte & PTE_WB) != 0)
        return ATTR_WRITE_BACK;
    return (pte & PTE_WT) != 0 ? ATTR_WRITE_THROUGH : 0;
}

bool arch_attr_valid(word_t attr)
{
    return attr <= ATTR_WRITE_THROUGH;
}

static word_t page_bits(unsigned rights, unsigned attr)
{
    word_t bits = PTE_P | attr_bits(attr);

    if ((rights & FPAGE_R) != 0)
        bits |= PTE_UR;
    if ((rights & FPAGE_W) != 0)
        bits |= PTE_W;
    if ((rights & FPAGE_X) != 0)
        bits |= PTE_UX;
    return bits;
}

enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie)
{
    word_t *dir = dir_entry(as, va);
    word_t *entry = dir;

    if (size_log2 == ARCH_PAGE_MIN) {
        if (*dir == 0) {
            word_t *table = kmem_alloc(1, KMEM_TABLE);

            if (table == NULL)
                return L4_ERR_NO_MEM;
            *dir = (word_t)table;
            *shadow(dir) = 0;
            as->root_used++;
        }
        ASSERT(is_link(*dir));
        ++*shadow(dir);
        entry = table_entry(*dir, va);
    } else {
        as->root_used++;
    }
    ASSERT(*entry == 0);
    *shadow(entry) = (word_t)cookie;
    *entry = pa | page_bits(rights, attr);
    return L4_OK;
}

/* The entry of exactly this page, which is there. */
static word_t *find_page(const struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    word_t *entry = dir_entry(as, va);

    if (size_log2 == ARCH_PAGE_MIN) {
        ASSERT(is_link(*entry));
        entry = table_entry(*entry, va);
    }
    ASSERT((*entry & PTE_P) != 0);
    return entry;
}

void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    word_t *entry = find_page(as, va, size_log2);
    word_t *dir = dir_entry(as, va);
    bool used = (*entry & PTE_REF) != 0;

    *entry = 0;
    *shadow(entry) = 0;
    if (used)
        drop(as, va, size_log2);
    if (entry != dir) {
        if (--*shadow(dir) != 0)
            return;
        kmem_free((void *)*dir, 1, KMEM_TABLE);
        *dir = 0;
    }
    as->root_used--;
}

void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie)
{
    word_t *entry = find_page(as, va, size_log2);
    word_t old = *entry;
    word_t new = (old & PTE_FRAME) | page_bits(rights, attr) | (old & (PTE_REF | PTE_DIRTY));

    if ((new &PTE_W) != 0 && (new &PTE_DIRTY) != 0)
        new |= PTE_UW;
    *entry = new;
    *shadow(entry) = (word_t)cookie;
    if (new != old && (old & PTE_REF) != 0)
        drop(as, va, size_log2);
}

unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    word_t *entry = find_page(as, va, size_log2);
    word_t old = *entry;

    if ((old & (PTE_REF | PTE_DIRTY)) == 0)
        return 0;
    *entry = old & ~(word_t)(PTE_REF | PTE_DIRTY | PTE_UW);
    drop(as, va, size_log2);
    return FPAGE_R | FPAGE_X | ((old & PTE_DIRTY) != 0 ? FPAGE_W : 0u);
}

static void describe(word_t *entry, vaddr_t va, unsigned size_log2, struct arch_mapping *out)
{
    out->va = align_down(va, size_log2);
    out->pa = *entry & PTE_FRAME;
    out->size_log2 = size_log2;
    out->rights = ((*entry & PTE_UR) != 0 ? FPAGE_R : 0u) | ((*entry & PTE_W) != 0 ? FPAGE_W : 0u) |
                  ((*entry & PTE_UX) != 0 ? FPAGE_X : 0u);
    out->attr = attr_of(*entry);
    out->cookie = (void *)*shadow(entry);
}

/* First page in a table from va on. */
static bool lookup_in(word_t link, vaddr_t va, vaddr_t last, struct arch_mapping *out)
{
    vaddr_t table_last = va | bits_mask(LARGE_LOG2);

    last = MIN(last, table_last);
    for (va = align_down(va, ARCH_PAGE_MIN); va <= last; va += BIT(ARCH_PAGE_MIN)) {
        word_t *entry = table_entry(link, va);

        if (*entry != 0) {
            describe(entry, va, ARCH_PAGE_MIN, out);
            return true;
        }
    }
    return false;
}

bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out)
{
    vaddr_t last = (end == 0 || end > ARCH_USER_END ? (vaddr_t)ARCH_USER_END : end) - 1;

    while (va <= last) {
        word_t *dir = dir_entry(as, va);

        if ((*dir & PTE_P) != 0) {
            describe(dir, va, LARGE_LOG2, out);
            return true;
        }
        if (*dir != 0 && lookup_in(*dir, va, last, out))
            return true;
        va = align_down(va, LARGE_LOG2) + BIT(LARGE_LOG2);
    }
    return false;
}

word_t ppc_pt_access(const struct arch_space *as, vaddr_t va, unsigned access)
{
    word_t *entry;
    word_t need = access == FPAGE_W ? PTE_W : access == FPAGE_R ? PTE_UR : PTE_UX;
    word_t large = 0;

    if (va >= ARCH_USER_END)
        return 0;
    entry = dir_entry(as, va);
    if (is_link(*entry))
        entry = table_entry(*entry, va);
    else
        large = va & bits_mask(LARGE_LOG2) & PTE_FRAME;
    if ((*entry & PTE_P) == 0 || (*entry & need) == 0)
        return 0;
    *entry |= PTE_REF;
    if (access == FPAGE_W)
        *entry |= PTE_DIRTY | PTE_UW;
    return *entry | large;
}

enum l4_error arch_space_init(struct arch_space *as)
{
    as->root = kmem_alloc(1, KMEM_TABLE);
    as->root_used = 0;
    as->tag = PPC_TAG_NONE;
    return as->root != NULL ? L4_OK : L4_ERR_NO_MEM;
}

void arch_space_fini(struct arch_space *as)
{
    ppc_tag_leave(as);
    for (unsigned i = 0; i < DIR_USED && as->root_used != 0; i++) {
        if (is_link(as->root[i]))
            kmem_free((void *)as->root[i], 1, KMEM_TABLE);
        if (as->root[i] != 0)
            as->root_used--;
    }
    kmem_free(as->root, 1, KMEM_TABLE);
    as->root = NULL;
}
