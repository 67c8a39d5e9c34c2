/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Tags of address spaces: what the hardware tells translations of different spaces apart by.
 *
 * A space gets one when it is loaded. Tags are handed out in ascending order and never again; when they are used up,
 * everything is flushed, all spaces lose theirs, and they begin anew. So neither deleting a space nor dropping all of its
 * translations costs a search. Which space is loaded stands in the processor only: the fast path switches without a
 * trace here.
 */
#include <hal/mmu.h>

#include <kernel/assert.h>

static struct arch_space *tagged;
static word_t next_tag = PPC_TAG_FIRST;

static void link_tagged(struct arch_space *as)
{
    as->next = tagged;
    as->link = &tagged;
    if (tagged != NULL)
        tagged->link = &as->next;
    tagged = as;
}

static void forget(struct arch_space *as)
{
    *as->link = as->next;
    if (as->next != NULL)
        as->next->link = as->link;
    as->tag = PPC_TAG_NONE;
}

static __attribute__((noinline)) void supply(struct arch_space *as)
{
    if (next_tag > PPC_TAG_LAST) {
        while (tagged != NULL)
            forget(tagged);
        ppc_tlb_flush_users();
        next_tag = PPC_TAG_FIRST;
    }
    as->tag = ppc_tag_make(next_tag++);
    link_tagged(as);
}

void arch_space_switch(struct arch_space *as)
{
    if (!ppc_tag_valid(as))
        supply(as);
    ppc_tag_load(as->tag);
}

void ppc_tag_retire(struct arch_space *as)
{
    bool current = as->tag == ppc_tag_current();

    forget(as);
    if (current)
        arch_space_switch(as);
}

/* "No processor runs in it", but this one may still have it loaded. */
void ppc_tag_leave(struct arch_space *as)
{
    if (!ppc_tag_valid(as))
        return;
    if (as->tag == ppc_tag_current())
        ppc_tag_load(ppc_tag_make(PPC_TAG_KERNEL));
    forget(as);
}

/* Revocations are complete when the page-table functions return, as long as one processor runs. */
void arch_tlb_flush(void)
{
}
