/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The thread table: an array of 2^32 pointers to TCBs in kernel virtual memory.
 *
 * Where nobody is, one page of dummies shows at all places, through one shared table of each level. A thread number that
 * comes into use gets a page, and tables of its own on the way, if they are not there yet; they stay.
 */
#include <hal/mmu.h>

#include <arch/boot.h>
#include <arch/cpu.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/kmem.h>
#include <kernel/string.h>
#include <kernel/section.h>
#include <x86/pte.h>
#include <x86/regs.h>

#define ENTRIES        512u
#define SLOTS          (4096u / sizeof(struct tcb *))
#define SHARED_LINK    (PTE_P | PTE_A | PTE_W)
#define OWN_LINK       (SHARED_LINK | OWN)
#define SHARED_PAGE    (PTE_P | PTE_A | PTE_D | PTE_G | PTE_NX)
#define OWN_PAGE       (SHARED_PAGE | PTE_W | OWN)
#define OWN            ((word_t)0x200) /* ignored by the CPU: what the entry leads to is not the shared one */
#define TOP            2
#define LEVEL_SHIFT(l) (9u * (l)) /* of page numbers */
#define PAGES          (BIT(32) / SLOTS)

typedef word_t table_t[ENTRIES] __attribute__((aligned(4096)));

static table_t tables[TOP + 1]; /* the shared ones; the top one is in use itself */
static struct tcb **dummies;

BOOT_CODE void amd64_threads_boot(word_t *root)
{
    root[ARCH_THREAD_TABLE >> 39 & (ENTRIES - 1)] = arch_v2p(tables[TOP]) | PTE_P | PTE_W;
}

static void fill(word_t *table, word_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        table[i] = value;
}

BOOT_CODE void arch_thread_table_init(struct tcb *dummy)
{
    dummies = kmem_alloc(0, KMEM_OTHER);
    if (dummies == NULL)
        panic("no memory for the thread table");
    fill((word_t *)(void *)dummies, (word_t)dummy, SLOTS);
    fill(tables[0], arch_v2p(dummies) | SHARED_PAGE, ENTRIES);
    fill(tables[1], arch_v2p(tables[0]) | SHARED_LINK, ENTRIES);
    fill(tables[TOP], arch_v2p(tables[1]) | SHARED_LINK, PAGES >> LEVEL_SHIFT(TOP));
}

/* A copy of what the entry shows, to be changed by its owner. False: no memory. */
static bool own(word_t *entry, word_t link)
{
    void *copy = kmem_alloc(0, KMEM_OTHER);

    if (copy == NULL)
        return false;
    memcpy(copy, arch_p2v(*entry & PTE_FRAME), 4096);
    *entry = arch_v2p(copy) | link;
    return true;
}

/* What the CPU cached of the shared page and tables goes. INVLPG drops the cached upper levels as well, whatever the address,
 * but those of the current PCID only; a change of CR4.PGE drops everything [Intel SDM 325462-083, vol. 3A, 4.10.4.1
 * "Operations that Invalidate TLBs and Paging-Structure Caches"]. */
static void forget(word_t number)
{
    if (amd64_features.pcid) {
        x86_write_cr4(x86_read_cr4() & ~(word_t)CR4_PGE);
        x86_write_cr4(x86_read_cr4() | CR4_PGE);
    } else {
        x86_invlpg((vaddr_t)arch_thread_slot(number));
    }
}

bool arch_thread_table_populate(word_t number)
{
    word_t page = number / SLOTS;
    word_t *table = tables[TOP];
    bool changed = false;
    bool done = false;

    for (unsigned level = TOP;; level--) {
        word_t *entry = &table[page >> LEVEL_SHIFT(level) & (ENTRIES - 1)];

        if ((*entry & OWN) == 0) {
            if (!own(entry, level == 0 ? OWN_PAGE : OWN_LINK))
                break;
            changed = true;
        }
        done = level == 0;
        if (done)
            break;
        table = arch_p2v(*entry & PTE_FRAME);
    }
    if (changed)
        forget(number);
    return done;
}

/* Scans ask for number after number: the page of the last answer is remembered. */
bool arch_thread_table_populated(word_t *number)
{
    static word_t known = WORD_MAX;
    word_t page = *number / SLOTS;

    if (page == known)
        return true;
    while (page < PAGES) {
        word_t *table = tables[TOP];
        unsigned level = TOP;
        word_t entry;

        while (((entry = table[page >> LEVEL_SHIFT(level) & (ENTRIES - 1)]) & OWN) != 0 &&
               level > 0) {
            table = arch_p2v(entry & PTE_FRAME);
            level--;
        }
        if ((entry & OWN) != 0) {
            *number = MAX(*number, page * SLOTS);
            known = page;
            return true;
        }
        page = align_down(page, LEVEL_SHIFT(level)) + BIT(LEVEL_SHIFT(level));
    }
    return false;
}
