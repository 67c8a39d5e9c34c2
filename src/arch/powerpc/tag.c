/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Tags of address spaces: the numbers by which the hardware tells translations of different spaces apart.
 *
 * A space gets one when it is loaded. Tags are handed out in ascending order and never again; when they are used up,
 * everything is flushed and a new generation begins. So neither deleting a space nor dropping all of its translations costs a
 * search.
 */
#include <hal/mmu.h>

#include <kernel/assert.h>

static word_t no_root[1024];
static struct arch_space no_space = {.root = no_root};

struct arch_space *ppc_current_space = &no_space;
word_t *ppc_current_root = no_root;

static word_t generation = 1;
static word_t next_tag = PPC_TAG_FIRST;

bool ppc_tag_valid(const struct arch_space *as)
{
    return as->generation == generation;
}

static void supply(struct arch_space *as)
{
    if (next_tag > PPC_TAG_LAST) {
        ppc_tlb_flush_users();
        next_tag = PPC_TAG_FIRST;
        generation++;
    }
    as->tag = next_tag++;
    as->generation = generation;
}

void arch_space_switch(struct arch_space *as)
{
    if (as == ppc_current_space && ppc_tag_valid(as))
        return;
    if (!ppc_tag_valid(as))
        supply(as);
    ppc_current_space = as;
    ppc_current_root = as->root;
    ppc_tag_load(as->tag);
}

void ppc_tag_retire(struct arch_space *as)
{
    as->generation = 0;
    if (as == ppc_current_space)
        arch_space_switch(as);
}

/* "No processor runs in it", but this one may still have it loaded. */
void ppc_tag_leave(struct arch_space *as)
{
    as->generation = 0;
    if (as == ppc_current_space)
        arch_space_switch(&no_space);
}

/* Revocations are complete when the page-table functions return, as long as one processor runs. */
void arch_tlb_flush(void)
{
}
