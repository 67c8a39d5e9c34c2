/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The thread table: a directory in struct cpu, where the fast path reaches it without an address to build, of leaves of 16 KB.
 *
 * Numbers without threads share one leaf of dummies. The kernel sees the directory through the processor window only.
 */
#include <hal/mmu.h>

#include <arch/cpu.h>
#include <hal/utcb.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/cpu.h>
#include <kernel/kmem.h>

#define LEAF_SLOTS ((word_t)1 << THREADS_LEAF_LOG2)
#define DIR_SLOTS  ((word_t)1 << THREADS_DIR_LOG2)
#define LEAF_ORDER (THREADS_LEAF_LOG2 + 3 - KMEM_PAGE_LOG2)
#define DIR        ((struct tcb ***)(word_t)THREADS_DIR)

_Static_assert(MIPS_CPU + offsetof(struct cpu, arch.threads) == (word_t)THREADS_DIR, "layout.h");
_Static_assert(sizeof(struct cpu) <= 1u << (MIPS_WINDOW_LOG2 - 1), "processor window");
_Static_assert(THREADS_LEAF_LOG2 + THREADS_DIR_LOG2 == GLUE_THREAD_BITS, "thread table");

static struct tcb **empty_leaf;
static word_t dir_end; /* no leaf of its own from here on */

static void fill(struct tcb **leaf, struct tcb *dummy)
{
    for (word_t i = 0; i < LEAF_SLOTS; i++)
        leaf[i] = dummy;
}

void arch_thread_table_init(struct tcb *dummy)
{
    empty_leaf = kmem_alloc(LEAF_ORDER, KMEM_TABLE);
    if (empty_leaf == NULL)
        panic("no memory for the thread table");
    fill(empty_leaf, dummy);
    for (word_t i = 0; i < DIR_SLOTS; i++)
        DIR[i] = empty_leaf;
}

bool arch_thread_table_populate(word_t number)
{
    word_t i = number >> THREADS_LEAF_LOG2;
    struct tcb **leaf;

    if (DIR[i] != empty_leaf)
        return true;
    leaf = kmem_alloc(LEAF_ORDER, KMEM_TABLE);
    if (leaf == NULL)
        return false;
    fill(leaf, empty_leaf[0]);
    DIR[i] = leaf;
    dir_end = MAX(dir_end, i + 1);
    return true;
}

bool arch_thread_table_populated(word_t *number)
{
    for (word_t i = *number >> THREADS_LEAF_LOG2; i < dir_end; i++) {
        if (DIR[i] != empty_leaf)
            return true;
        *number = (i + 1) << THREADS_LEAF_LOG2;
    }
    return false;
}
