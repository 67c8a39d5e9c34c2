/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Helpers of the tests of the core; see machine_lib.h.
 */
#include "machine_lib.h"

struct tcb *a;
struct tcb *b;
struct tcb *c;
struct tcb *x;
struct tcb *y;
struct tcb *z;

void ipc(struct tcb *t, tid_t to, tid_t from, word_t timeouts)
{
    call(t, CALL_IPC, to, from, timeouts);
}

void send(struct tcb *t, tid_t to, word_t mr0)
{
    MR(t, 0) = mr0;
    ipc(t, to, TID_NIL, FOREVER);
}

void receive(struct tcb *t, tid_t from)
{
    ipc(t, TID_NIL, from, FOREVER);
}

bool failed(struct tcb *t, word_t code)
{
    return t->state == TS_READY && t->kind == IPC_USER && (t->frame.tag & TAG_ERROR) != 0 &&
           MR(t, 0) == t->frame.tag && TCR(t, TCR_ERROR_CODE) == code;
}

bool got(struct tcb *t, tid_t from, word_t mr0)
{
    return t->state == TS_READY && t->kind == IPC_USER && t->frame.tag == mr0 && MR(t, 0) == mr0 &&
           t->frame.from == from;
}

word_t control(tid_t dest, tid_t space, tid_t scheduler, tid_t pager, word_t utcb)
{
    word_t ok = call(machine_root, CALL_THREAD_CONTROL, dest, space, scheduler, pager, utcb);

    return ok == 1 ? 0 : TCR(machine_root, TCR_ERROR_CODE);
}

void delete (struct tcb *t)
{
    CHECK(control(t->id, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
}

struct tcb *rename_to(struct tcb *t, tid_t id)
{
    CHECK(control(id, id, TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(t->id == id);
    return t;
}

word_t exregs(struct tcb *t, word_t bits)
{
    /* For threads of other spaces the root task is the pager. */
    if (t->space != machine_root->space)
        TCR(t, TCR_PAGER) = machine_root->id;
    CHECK(call(machine_root, CALL_EXREGS, t->id, bits) != 0);
    return machine_exregs.control;
}

unsigned state(struct tcb *t)
{
    return (unsigned)call(machine_root, CALL_SCHEDULE, t->id, WORD_MAX, WORD_MAX, WORD_MAX,
                          WORD_MAX);
}

void redirect(struct tcb *t, tid_t to)
{
    CHECK(call(machine_root, CALL_SPACE_CONTROL, t->id, 0, 0, 0, to) == 1);
}

void give(struct tcb *t, word_t va, word_t pa, unsigned rights)
{
    struct mapdb_cursor cursor = {0};

    CHECK(mapdb_map(machine_sigma0->space, t->space, pa | 12 << 4 | rights, va, FPAGE_COMPLETE,
                    false, &cursor) == L4_OK);
}

void take(struct tcb *t, word_t va)
{
    struct mapdb_cursor cursor = {0};
    unsigned accessed;

    CHECK(mapdb_unmap(t->space, va | 12 << 4 | FPAGE_RWX, true, &accessed, &cursor) == L4_OK);
}

void begin(void)
{
    a = machine_thread(ID(0), machine_root, 10);
    b = machine_thread(ID(1), machine_root, 11);
    c = machine_thread(ID(2), machine_root, 12);
    x = machine_thread_apart(ID(3), machine_root->id);
    y = machine_thread_apart(ID(4), machine_root->id);
    z = machine_thread_apart(ID(5), machine_root->id);
    machine_become(machine_root);
}

void clear(void)
{
    for (unsigned i = 0; i < 12; i++)
        CHECK(control(ID(i), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(cpus[0].timeouts.root == NULL);
}

void end(const char *name)
{
    clear();
    tap_ok(name);
}
