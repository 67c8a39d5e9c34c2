/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake address translation: checks every contract of hal/mmu.h that the neutral code has to keep.
 */
#include <assert.h>
#include <string.h>
#include <hal/mmu.h>

word_t fake_page_sizes = BIT(12) | (word_t)(1ul << 22);
unsigned fake_page_min = 12;
unsigned fake_rights = 7;
long fake_map_failure = -1;
word_t fake_user_end = (word_t)0x40000000;

/* Index of the first page whose last byte is at or above va. */
static size_t find(const struct arch_space *as, vaddr_t va)
{
    size_t low = 0;
    size_t high = as->count;

    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct arch_mapping *m = &as->pages[mid].m;

        if (m->va + bits_mask(m->size_log2) < va)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct fake_page *exact(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    size_t i = find(as, va);

    assert(i < as->count && as->pages[i].m.va == va && as->pages[i].m.size_log2 == size_log2);
    return &as->pages[i];
}

enum l4_error arch_space_init(struct arch_space *as)
{
    memset(as, 0, sizeof(*as));
    return L4_OK;
}

void arch_space_fini(struct arch_space *as)
{
    for (size_t i = 0; i < as->count; i++)
        assert(as->pages[i].m.cookie == NULL || ((uintptr_t)as->pages[i].m.cookie & 1) != 0);
    free(as->pages);
    memset(as, 0, sizeof(*as));
}

enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie)
{
    size_t i = find(as, va);

    assert((BIT(size_log2) & fake_page_sizes) != 0 && ((va | pa) & bits_mask(size_log2)) == 0);
    assert(va + bits_mask(size_log2) < ARCH_USER_END);
    assert(rights != 0 && arch_rights_ceil(rights) == rights);
    assert(i == as->count || as->pages[i].m.va > va + bits_mask(size_log2));
    if (fake_map_failure == 0)
        return L4_ERR_NO_MEM;
    if (fake_map_failure > 0)
        fake_map_failure--;
    if (as->count == as->room) {
        as->room = as->room * 2 + 16;
        as->pages = realloc(as->pages, as->room * sizeof(*as->pages));
        assert(as->pages != NULL);
    }
    memmove(&as->pages[i + 1], &as->pages[i], (as->count - i) * sizeof(*as->pages));
    as->count++;
    as->pages[i] = (struct fake_page){{va, pa, size_log2, rights, attr, cookie}, 0};
    return L4_OK;
}

void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    size_t i = (size_t)(exact(as, va, size_log2) - as->pages);

    as->count--;
    memmove(&as->pages[i], &as->pages[i + 1], (as->count - i) * sizeof(*as->pages));
}

void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie)
{
    struct fake_page *p = exact(as, va, size_log2);

    assert(rights != 0 && arch_rights_ceil(rights) == rights);
    p->m.rights = rights;
    p->m.attr = attr;
    p->m.cookie = cookie;
}

bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out)
{
    size_t i = find(as, va);

    if (i == as->count || as->pages[i].m.va >= (end == 0 ? ARCH_USER_END : end))
        return false;
    *out = as->pages[i].m;
    return true;
}

unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    struct fake_page *p = exact(as, va, size_log2);
    unsigned used = p->used;

    p->used = 0;
    return used;
}

void fake_touch(struct arch_space *as, vaddr_t va, unsigned rwx)
{
    size_t i = find(as, va);

    assert(i < as->count && as->pages[i].m.va <= va);
    as->pages[i].used |= rwx;
}

void arch_tlb_flush(void)
{
}
