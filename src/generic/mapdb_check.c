/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The mapping database: what must hold of every node. Debug builds and tests only; cost grows with the tree.
 */
#include <kernel/mapdb.h>
#include <kernel/mapdb_walk.h>
#include <hal/mmu.h>
#include <kernel/assert.h>
#include <kernel/memory.h>
#include <kernel/space.h>

static void check_translation(const struct mapnode *n)
{
    struct arch_mapping m;
    bool any = arch_pt_lookup(&n->space->arch, n->va, n->va + BIT(n->size_log2), &m);

    ASSERT(any && m.cookie == n);
    ASSERT(m.va == n->va && m.pa == n->pa && m.size_log2 == n->size_log2);
    ASSERT(m.rights == n->rights && m.attr == n->attr);
    ASSERT(n->rights != 0 && arch_rights_ceil(n->rights) == n->rights);
}

static void check_parent(const struct mapnode *n)
{
    const struct mapnode *p = n->parent;

    if (p == NULL) {
        ASSERT(n->space->sigma0 && n->va == n->pa && n->next == NULL && n->prev == NULL);
        ASSERT(!memory_is_kernels(n->pa, n->pa + bits_mask(n->size_log2)));
        return;
    }
    ASSERT(n->size_log2 <= p->size_log2);
    ASSERT(n->pa >= p->pa && n->pa - p->pa <= bits_mask(p->size_log2));
    ASSERT((n->rights & ~p->rights) == 0 || walk_any_unfinished());
    ASSERT(n->prev == NULL ? p->child == n : n->prev->next == n);
    ASSERT(n->next == NULL || n->next->prev == n);
}

void mapdb_check(struct space *space)
{
    struct arch_mapping m;
    word_t at = 0;

    while (at < ARCH_USER_END && arch_pt_lookup(&space->arch, at, 0, &m)) {
        const struct mapnode *n = mapnode_of(m.cookie);

        at = m.va + BIT(m.size_log2);
        if (n == NULL)
            continue;
        ASSERT(n->space == space && n->va == m.va);
        check_translation(n);
        check_parent(n);
        for (const struct mapnode *c = n->child; c != NULL; c = c->next) {
            ASSERT(c->parent == n);
            check_translation(c);
        }
    }
}
