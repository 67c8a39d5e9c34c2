/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Thread table and TCB memory.
 *
 * Slots without a thread show a dummy TCB whose ID is 0, so a lookup is a load and a compare without tests for holes.
 */
#include <kernel/assert.h>
#include <kernel/kmem.h>
#include <kernel/space.h>
#include <kernel/tcb.h>
#include <kernel/section.h>

static struct tcb dummy;
static struct slab tcb_slab;

struct tcb *tcb_dummy(void)
{
    return &dummy;
}

BOOT_CODE void tcb_init(void)
{
    slab_init(&tcb_slab, "tcb", sizeof(struct tcb), TCB_ALIGN);
    arch_thread_table_init(&dummy);
}

struct tcb *tcb_by_number(word_t number)
{
    return *arch_thread_slot(number);
}

struct tcb *tcb_find(tid_t tid)
{
    word_t number = tid_number(tid);
    struct tcb *t;

    if (number >= THREAD_COUNT || tid == TID_NIL)
        return NULL;
    t = tcb_by_number(number);
    return t->id == tid && !(t->flags & TF_DYING) ? t : NULL;
}

struct tcb *tcb_find_local(struct space *space, tid_t lid)
{
    struct tcb *t;

    if (!tid_is_local(lid) || lid == TID_NIL)
        return NULL;
    t = space_utcb_owner(space, lid - GLUE_UTCB_LOCAL_ID);
    return t != NULL && !(t->flags & TF_DYING) ? t : NULL;
}

struct tcb *tcb_resolve(struct space *space, tid_t tid)
{
    return tid_is_local(tid) ? tcb_find_local(space, tid) : tcb_find(tid);
}

bool tcb_insert(struct tcb *tcb)
{
    word_t number = tid_number(tcb->id);

    ASSERT(number < THREAD_COUNT && tcb_by_number(number) == &dummy);
    if (!arch_thread_table_populate(number))
        return false;
    *arch_thread_slot(number) = tcb;
    return true;
}

void tcb_remove(struct tcb *tcb)
{
    ASSERT(tcb_by_number(tid_number(tcb->id)) == tcb);
    *arch_thread_slot(tid_number(tcb->id)) = &dummy;
}

struct tcb *tcb_next(word_t *number)
{
    for (; *number < THREAD_COUNT; (*number)++) {
        struct tcb *t;

        if (!arch_thread_table_populated(number))
            return NULL;
        t = tcb_by_number(*number);
        if (t != &dummy)
            return t;
    }
    return NULL;
}

struct tcb *tcb_alloc(void)
{
    return slab_alloc(&tcb_slab);
}

void tcb_free(struct tcb *tcb)
{
    slab_free(&tcb_slab, tcb);
}
