/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Placing things in physical memory while the system boots: who has claimed what, by name, so that a collision can be
 * reported with both parties.
 */
#include <hal/mmu.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/bootmem.h>
#include <kernel/print.h>
#include <kernel/section.h>

#define CLAIMS_MAX (BOOT_MODULES_MAX + 8)

static struct claim {
    paddr_t first;
    paddr_t last;
    const char *name;
    const char *file;
} claims[CLAIMS_MAX];
static unsigned claim_count;

BOOT_CODE static const struct claim *claim_at(paddr_t first, paddr_t last)
{
    for (unsigned i = 0; i < claim_count; i++) {
        if (first <= claims[i].last && claims[i].first <= last)
            return &claims[i];
    }
    return NULL;
}

/* The last memory entry that has a say about an address; NULL: none. */
BOOT_CODE static const struct boot_mem *entry_at(const struct boot_info *info, paddr_t pa)
{
    for (unsigned i = info->mem_count; i-- > 0;) {
        if (pa >= info->mem[i].first && pa <= info->mem[i].last)
            return &info->mem[i];
    }
    return NULL;
}

/* Is all of the range conventional memory? Steps along the borders of entries. */
BOOT_CODE static bool is_conventional(const struct boot_info *info, paddr_t first, paddr_t last)
{
    for (;;) {
        const struct boot_mem *m = entry_at(info, first);
        paddr_t next;

        if (m == NULL || m->type != BOOT_MEM_CONVENTIONAL)
            return false;
        next = m->last;
        for (unsigned i = 0; i < info->mem_count; i++) {
            if (info->mem[i].first > first && info->mem[i].first <= next)
                next = info->mem[i].first - 1;
        }
        if (next >= last)
            return true;
        first = next + 1;
    }
}

BOOT_CODE static void add(paddr_t first, paddr_t last, const char *name, const char *file)
{
    if (claim_count == CLAIMS_MAX)
        boot_fail("too many boot modules");
    claims[claim_count++] =
        (struct claim){.first = first, .last = last, .name = name, .file = file};
}

BOOT_CODE void bootmem_claim(const struct boot_info *info, paddr_t first, paddr_t last,
                             const char *name, const char *file)
{
    const struct claim *other = claim_at(first, last);

    if (other != NULL)
        boot_fail("%s [%s] at %lx-%lx overlaps %s [%s] at %lx-%lx", name, file,
                  (unsigned long)first, (unsigned long)last, other->name, other->file,
                  (unsigned long)other->first, (unsigned long)other->last);
    if (last >= ARCH_DIRECT_END || !is_conventional(info, first, last))
        boot_fail("%s [%s] needs %lx-%lx, which is not usable memory of this machine", name, file,
                  (unsigned long)first, (unsigned long)last);
    add(first, last, name, file);
}

/* Highest place in one entry; the range slides down over claims and entries that forbid it. */
BOOT_CODE static paddr_t find_in(const struct boot_info *info, const struct boot_mem *m,
                                 word_t size)
{
    paddr_t end = align_down(MIN(m->last, (paddr_t)ARCH_DIRECT_END - 1) + 1, ARCH_PAGE_MIN);
    paddr_t low = align_up(m->first, ARCH_PAGE_MIN);

    while (end >= size && end - size >= low && end > low) {
        const struct claim *other = claim_at(end - size, end - 1);

        if (other != NULL) {
            end = align_down(other->first, ARCH_PAGE_MIN);
        } else if (!is_conventional(info, end - size, end - 1)) {
            end -= BIT(ARCH_PAGE_MIN);
        } else {
            return end - size;
        }
    }
    return 0;
}

BOOT_CODE paddr_t bootmem_find(const struct boot_info *info, word_t size, const char *name,
                               const char *file)
{
    paddr_t best = 0;

    size = align_up(size, ARCH_PAGE_MIN);
    for (unsigned i = 0; i < info->mem_count; i++) {
        if (info->mem[i].type == BOOT_MEM_CONVENTIONAL && info->mem[i].first < ARCH_DIRECT_END)
            best = MAX(best, find_in(info, &info->mem[i], size));
    }
    if (best != 0)
        add(best, best + size - 1, name, file);
    return best;
}

BOOT_CODE word_t bootmem_total(const struct boot_info *info)
{
    word_t total = 0;

    for (unsigned i = 0; i < info->mem_count; i++) {
        const struct boot_mem *m = &info->mem[i];

        if (m->type == BOOT_MEM_CONVENTIONAL && m->first < ARCH_DIRECT_END)
            total += MIN(m->last, (paddr_t)ARCH_DIRECT_END - 1) - m->first + 1;
    }
    return total;
}
