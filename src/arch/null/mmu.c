/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/mmu.h.
 */
#include <arch/missing.h>
#include <hal/mmu.h>

void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    (void)slot;
    (void)pa;
    (void)attr;
    MISSING("a kernel view of any page frame, through one of two windows per processor");
}

enum l4_error arch_space_init(struct arch_space *as)
{
    (void)as;
    MISSING("an empty page table with the kernel in it");
}

void arch_space_fini(struct arch_space *as)
{
    (void)as;
    MISSING("free all tables of a space");
}

void arch_space_switch(struct arch_space *as)
{
    (void)as;
    MISSING("load page table root and address-space tag");
}

enum l4_error arch_pt_map(struct arch_space *as, vaddr_t va, paddr_t pa, unsigned size_log2,
                          unsigned rights, unsigned attr, void *cookie)
{
    (void)as;
    (void)va;
    (void)pa;
    (void)size_log2;
    (void)rights;
    (void)attr;
    (void)cookie;
    MISSING("enter a translation and its cookie");
}

void arch_pt_unmap(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    (void)as;
    (void)va;
    (void)size_log2;
    MISSING("remove a translation, from the TLB as well");
}

void arch_pt_protect(struct arch_space *as, vaddr_t va, unsigned size_log2, unsigned rights,
                     unsigned attr, void *cookie)
{
    (void)as;
    (void)va;
    (void)size_log2;
    (void)rights;
    (void)attr;
    (void)cookie;
    MISSING("change rights, attribute and cookie of a page");
}

bool arch_pt_lookup(struct arch_space *as, vaddr_t va, vaddr_t end, struct arch_mapping *out)
{
    (void)as;
    (void)va;
    (void)end;
    (void)out;
    MISSING("find the translation at or above an address");
}

unsigned arch_pt_used(struct arch_space *as, vaddr_t va, unsigned size_log2)
{
    (void)as;
    (void)va;
    (void)size_log2;
    MISSING("tell and clear what the hardware recorded of accesses");
}

bool arch_attr_valid(word_t attr)
{
    (void)attr;
    MISSING("accept the values of MemoryControl that pages can have");
}

void arch_tlb_flush(void)
{
    MISSING("complete all revocations on all processors");
}

void arch_cache_sync(void *va, size_t len)
{
    (void)va;
    (void)len;
    MISSING("make stored instructions visible to fetches");
}

void *arch_map_device(uint64_t pa, size_t len)
{
    (void)pa;
    (void)len;
    MISSING("an uncached kernel mapping of device registers");
}

void arch_thread_table_init(struct tcb *dummy)
{
    (void)dummy;
    MISSING("make every slot of the thread table show the dummy");
}

bool arch_thread_table_populate(word_t number)
{
    (void)number;
    MISSING("make a slot of the thread table writable");
}

bool arch_thread_table_populated(word_t *number)
{
    (void)number;
    MISSING("find the next slot that was made writable");
}
