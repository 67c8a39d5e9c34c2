/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Two-level thread table (kernel/thread_dir.h).
 */
#include <hal/mmu.h>
#include <hal/utcb.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/kmem.h>
#include <kernel/section.h>
#include <kernel/thread_dir.h>
#include <kernel/tid.h>

/* Where global IDs have few bits for the number: all numbers that fit, so that an assembly fast path need not compare. */
#define DIR_BITS (WORD_BITS == 32 ? WORD_BITS - TID_VERSION_BITS : GLUE_THREAD_BITS)
#define DIR_SIZE (((word_t)1 << DIR_BITS) / THREAD_DIR_LEAF)

HOT_DATA struct tcb **thread_dir[DIR_SIZE];
static struct tcb **empty_leaf;
static word_t dir_end; /* no leaf of its own from here on */

static void fill(struct tcb **leaf, struct tcb *dummy)
{
    for (word_t i = 0; i < THREAD_DIR_LEAF; i++)
        leaf[i] = dummy;
}

void arch_thread_table_init(struct tcb *dummy)
{
    empty_leaf = kmem_alloc(0, KMEM_TABLE);
    if (empty_leaf == NULL)
        panic("no memory for the thread table");
    fill(empty_leaf, dummy);
    for (word_t i = 0; i < DIR_SIZE; i++)
        thread_dir[i] = empty_leaf;
}

bool arch_thread_table_populate(word_t number)
{
    struct tcb ***entry = &thread_dir[number / THREAD_DIR_LEAF];

    if (*entry == empty_leaf) {
        struct tcb **leaf = kmem_alloc(0, KMEM_TABLE);

        if (leaf == NULL)
            return false;
        fill(leaf, empty_leaf[0]);
        *entry = leaf;
        dir_end = MAX(dir_end, number / THREAD_DIR_LEAF + 1);
    }
    return true;
}

bool arch_thread_table_populated(word_t *number)
{
    while (*number / THREAD_DIR_LEAF < dir_end) {
        if (thread_dir[*number / THREAD_DIR_LEAF] != empty_leaf)
            return true;
        *number = (*number / THREAD_DIR_LEAF + 1) * THREAD_DIR_LEAF;
    }
    return false;
}
