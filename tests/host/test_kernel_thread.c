/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ThreadControl, SpaceControl and ExchangeRegisters (api.md 4.2, 4.3, 4.10) on the fake machine.
 */
#include <string.h>
#include <hal/kip.h>
#include <kernel/kip.h>
#include <kernel/thread.h>
#include "fake_memory.h"
#include "machine.h"
#include "tap.h"

#define ID(n)     tid_make(USER_BASE + 10 + (n), 1)
#define VER(n, v) tid_make(USER_BASE + 10 + (n), (v))
#define ROOT      machine_root->id
#define UTCB(n)   (fpage_base(GLUE_ROOT_UTCB_AREA) + ((word_t)(n) << GLUE_UTCB_SIZE_LOG2))

static word_t control(tid_t dest, tid_t space, tid_t scheduler, tid_t pager, word_t utcb)
{
    word_t ok = call(machine_root, CALL_THREAD_CONTROL, dest, space, scheduler, pager, utcb);

    return ok == 1 ? 0 : TCR(machine_root, TCR_ERROR_CODE);
}

/* Interrupts at every look, so that long work stops as soon as it may, and `other` acts in between. */
static void test_two_deletions(void)
{
    struct tcb *t;
    struct tcb *r2 = machine_thread(ID(70), machine_root, 5);

    /* Many threads, so that the search for waiting ones is interrupted. */
    for (unsigned i = 0; i < 70; i++)
        CHECK(control(ID(i), i < 2 ? ID(i) : ID(0), ROOT, TID_NIL, WORD_MAX) == 0);
    CHECK(control(ID(1), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    for (unsigned i = 2; i < 70; i++)
        CHECK(control(ID(i), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(control(ID(1), ID(0), ROOT, TID_NIL, WORD_MAX) == 0);
    for (unsigned i = 2; i < 70; i++)
        CHECK(control(ID(i), ROOT, ROOT, TID_NIL, WORD_MAX) == 0);
    /* root starts to delete 0 and is interrupted; r2, of higher priority, wakes and deletes 1, the other one of the space. */
    CHECK(call(machine_root, CALL_SCHEDULE, r2->id, WORD_MAX, WORD_MAX, 255, WORD_MAX) != 0);
    CHECK(call(machine_root, CALL_SCHEDULE, ROOT, WORD_MAX, WORD_MAX, 100, WORD_MAX) != 0);
    call(r2, CALL_IPC, TID_NIL, r2->id, TIMEOUTS(NEVER, 1000));
    machine_become(machine_root);
    machine_now += 1000;
    tcb_by_number(tid_number(ID(0)))->waited_for = true; /* else nobody is looked for */
    t = machine_root;
    t->frame.call = CALL_THREAD_CONTROL;
    memcpy(t->frame.arg, ((word_t[6]){ID(0), TID_NIL, TID_NIL, TID_NIL, WORD_MAX}),
           sizeof(t->frame.arg));
    sys_thread_control(t, ID(0), TID_NIL, TID_NIL, TID_NIL, WORD_MAX);
    CHECK(t->cont == CONT_RESTART && tcb_find(ID(0)) == NULL);
    CHECK(machine_exit() == r2);
    CHECK(call(r2, CALL_THREAD_CONTROL, ID(1), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 1);
    call(r2, CALL_IPC, TID_NIL, r2->id, TIMEOUTS(NEVER, 1000));
    machine_become(machine_root);
    CHECK(tcb_by_number(tid_number(ID(0)))->id == TID_NIL);
    CHECK(tcb_by_number(tid_number(ID(1)))->id == TID_NIL);
    for (unsigned i = 2; i <= 70; i++)
        CHECK(control(ID(i), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(call(machine_root, CALL_SCHEDULE, ROOT, WORD_MAX, WORD_MAX, 255, WORD_MAX) != 0);
    tap_ok("two deletions in one space, interrupted");
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 1);
    machine_boot();
    test_two_deletions();
    return 0;
}
