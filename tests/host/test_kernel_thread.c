/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ThreadControl, SpaceControl and ExchangeRegisters (api.md 4.2, 4.3, 4.10) on the fake machine.
 */
#include <string.h>
#include <hal/kip.h>
#include <kernel/kip.h>
#include <kernel/thread.h>
#include <kernel/mapdb.h>
#include <kernel/mapnode.h>
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

static void give_pages(struct tcb *t)
{
    for (word_t i = 0; i < 100; i++) {
        struct mapdb_cursor cursor = {0};

        CHECK(mapdb_map(machine_sigma0->space, t->space, (0x40000 + (i << 12)) | 12 << 4 | 7,
                        i << 12, FPAGE_COMPLETE, false, &cursor) == L4_OK);
    }
}

/* A thread leaves a space with many pages; the call is interrupted, and its caller goes on, or is deleted meanwhile. */
static void test_left_space(void)
{
    size_t before = mapdb_count();

    for (unsigned deleted = 0; deleted < 2; deleted++) {
        struct tcb *r2 = machine_thread(ID(70), machine_root, 5);
        struct tcb *w = machine_thread(ID(71), machine_root, 6);

        CHECK(control(ID(0), ID(0), ROOT, TID_NIL, WORD_MAX) == 0);
        give_pages(tcb_find(ID(0)));
        CHECK(call(machine_root, CALL_SCHEDULE, r2->id, WORD_MAX, WORD_MAX, 255, WORD_MAX) != 0);
        CHECK(call(machine_root, CALL_SCHEDULE, ROOT, WORD_MAX, WORD_MAX, 100, WORD_MAX) != 0);
        call(r2, CALL_IPC, TID_NIL, r2->id, TIMEOUTS(NEVER, 1000));
        machine_become(w);
        machine_now += 1000;
        w->frame.call = CALL_THREAD_CONTROL;
        memcpy(w->frame.arg, ((word_t[6]){ID(0), ROOT, TID_NIL, TID_NIL, WORD_MAX}),
               sizeof(w->frame.arg));
        sys_thread_control(w, ID(0), ROOT, TID_NIL, TID_NIL, WORD_MAX);
        CHECK(w->cont == CONT_RESTART && tcb_find(ID(0))->space == machine_root->space);
        CHECK(mapdb_count() > before);
        CHECK(machine_exit() == r2);
        if (deleted) {
            machine_event_one_in = 1; /* and is interrupted too */
            CHECK(call(r2, CALL_THREAD_CONTROL, w->id, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 1);
            machine_event_one_in = 0;
            CHECK(tcb_find(ID(71)) == NULL);
        }
        call(r2, CALL_IPC, TID_NIL, r2->id, TIMEOUTS(NEVER, 1000));
        if (!deleted) {
            machine_become(w);
            CHECK(w->cont == CONT_NONE);
            machine_become(machine_root);
            CHECK(control(w->id, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
        }
        machine_become(machine_root);
        CHECK(control(ID(70), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
        CHECK(control(ID(0), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
        CHECK(call(machine_root, CALL_SCHEDULE, ROOT, WORD_MAX, WORD_MAX, 255, WORD_MAX) != 0);
        for (struct arch_mapping m;
             arch_pt_lookup(&machine_sigma0->space->arch, 0x40000, 0xa4000, &m);) {
            struct mapdb_cursor cursor = {0};
            unsigned accessed;

            CHECK(mapnode_of(m.cookie)->child == NULL); /* the space is gone */
            CHECK(mapdb_unmap(machine_sigma0->space, m.va | m.size_log2 << 4 | 7, true, &accessed,
                              &cursor) == L4_OK);
        }
        CHECK(mapdb_count() == before);
    }
    tap_ok("a space that was left ends, whoever does it");
}

/* Each error of ThreadControl, in the order of api.md 4.3.1; nothing comes of a call that fails. */
static void test_errors(void)
{
    tid_t bad = VER(90, 1);
    struct tcb *t;

    CHECK(control(TID_NIL, ROOT, ROOT, TID_NIL, WORD_MAX) == 2);
    CHECK(control(0x40, ROOT, ROOT, TID_NIL, WORD_MAX) == 2);
    CHECK(control(tid_make(SYSTEM_BASE, 1), ROOT, ROOT, TID_NIL, WORD_MAX) == 2);
    CHECK(control(tid_make(THREAD_COUNT, 1), ROOT, ROOT, TID_NIL, WORD_MAX) == 2);
    CHECK(control(ROOT, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 2);
    CHECK(control(bad, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(control(ID(0), bad, TID_NIL, 0x40, 3) == 4 && control(ID(0), bad, bad, 0x40, 3) == 4);
    CHECK(control(ID(0), bad, ROOT, 0x40, 3) == 3 &&
          control(ID(0), tid_make(1, 1), ROOT, 0x40, 3) == 3);
    CHECK(control(ID(0), ROOT, ROOT, 0x40, 3) == 2);
    CHECK(control(ID(0), ID(0), ROOT, ROOT, UTCB(9)) == 3);
    CHECK(control(ID(0), ROOT, ROOT, ROOT, WORD_MAX) == 6 &&
          control(ID(0), ROOT, ROOT, ROOT, UTCB(9) + 8) == 6);
    CHECK(control(ID(0), ROOT, ROOT, ROOT, UTCB(0)) == 6 &&
          control(ID(0), ROOT, ROOT, ROOT, UTCB(64)) == 6);
    CHECK(tcb_find(ID(0)) == NULL);
    /* Changes. */
    t = machine_thread(ID(0), machine_root, 9);
    CHECK(control(ID(0), bad, bad, 0x40, UTCB(10)) == 6 &&
          control(ID(0), bad, bad, 0x40, UTCB(9)) == 3);
    CHECK(control(ID(0), ROOT, bad, 0x40, WORD_MAX) == 4 &&
          control(ID(0), ROOT, TID_NIL, 0x40, WORD_MAX) == 2);
    CHECK(control(ID(1), ID(1), ROOT, TID_NIL, WORD_MAX) == 0);
    CHECK(control(VER(0, 2), ID(1), ROOT, ID(1), WORD_MAX) == 6);
    CHECK(t->id == ID(0) && t->space == machine_root->space && TCR(t, TCR_PAGER) == ROOT);
    CHECK(control(ID(1), ID(1), TID_NIL, ROOT, UTCB(20)) == 3 && !tcb_is_active(tcb_find(ID(1))));
    CHECK(control(ID(0), ID(0), TID_NIL, TID_NIL, WORD_MAX) == 0 && t->state == TS_READY);
    /* Not privileged. */
    t = machine_thread_apart(ID(2), ROOT);
    CHECK(call(t, CALL_THREAD_CONTROL, ID(0), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    CHECK(TCR(t, TCR_ERROR_CODE) == 1 && tcb_find(ID(0)) != NULL);
    CHECK(call(t, CALL_SPACE_CONTROL, ID(0), 0, 0, 0, 0) == 0 && TCR(t, TCR_ERROR_CODE) == 1);
    CHECK(call(t, CALL_PROCESSOR_CONTROL, 0) == 0 && TCR(t, TCR_ERROR_CODE) == 1);
    CHECK(call(t, CALL_MEMORY_CONTROL, 0) == 0 && TCR(t, TCR_ERROR_CODE) == 1);
    CHECK(call(machine_root, CALL_PROCESSOR_CONTROL, 0) == 1);
    CHECK(call(machine_root, CALL_PROCESSOR_CONTROL, 9) == 0 &&
          TCR(machine_root, TCR_ERROR_CODE) == 5);
    CHECK(call(machine_root, CALL_PROCESSOR_CONTROL, 0, 77) == 0);
    /* SpaceControl: space, UTCB area, KIP area. */
    CHECK(call(machine_root, CALL_SPACE_CONTROL, bad, 0, 0, 0, 0) == 0 &&
          TCR(machine_root, TCR_ERROR_CODE) == 3);
    CHECK(call(machine_root, CALL_SPACE_CONTROL, ID(1), 0, 0, 0x50, 0) == 0 &&
          TCR(machine_root, TCR_ERROR_CODE) == 6);
    CHECK(call(machine_root, CALL_SPACE_CONTROL, ID(1), 0, USER_UTCB_AREA, USER_UTCB_AREA, 0) == 0);
    CHECK(TCR(machine_root, TCR_ERROR_CODE) == 7 && !space_is_configured(tcb_find(ID(1))->space));
    for (unsigned i = 0; i < 3; i++)
        CHECK(control(ID(i), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    tap_ok("errors in their order, without effect");
}

/* Memory ends at each possible moment. */
#define FAR tid_make(THREAD_COUNT - 1, 1)

static void test_no_memory(void)
{
    size_t before = fake_memory_used;
    unsigned failures = 0;

    for (size_t more = 0;; more += 64) {
        word_t error;

        fake_memory_limit = before + more;
        error = control(ID(0), ID(0), ROOT, TID_NIL, WORD_MAX);
        if (error == 0)
            break;
        failures++;
        CHECK(error == 8 && tcb_find(ID(0)) == NULL && fake_memory_used == before);
    }
    /* A number whose part of the thread table is not there yet. */
    before = fake_memory_used;
    for (size_t more = 0;; more += 64) {
        word_t error;

        fake_memory_limit = before + more;
        error = control(FAR, FAR, ROOT, TID_NIL, WORD_MAX);
        if (error == 0)
            break;
        failures++;
        CHECK(error == 8 && tcb_find(FAR) == NULL && fake_memory_used == before);
    }
    fake_memory_limit = SIZE_MAX;
    CHECK(control(FAR, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    /* An interrupt's thread. */
    before = fake_memory_used;
    fake_memory_limit = before;
    CHECK(control(tid_make(4, 1), tid_make(4, 1), TID_NIL, ROOT, WORD_MAX) == 8);
    CHECK(machine_masked[4] && fake_memory_used == before);
    fake_memory_limit = SIZE_MAX;
    CHECK(call(machine_root, CALL_SPACE_CONTROL, ID(0), 0, USER_KIP_AREA, USER_UTCB_AREA,
               TID_NIL) == 1);
    before = fake_memory_used;
    for (size_t more = 0;; more += 64) {
        word_t error;

        fake_memory_limit = before + more;
        error = control(VER(0, 2), VER(0, 2), TID_NIL, ROOT, fpage_base(USER_UTCB_AREA));
        if (error == 0)
            break;
        failures++;
        CHECK(error == 8 && tcb_find(ID(0)) != NULL && !tcb_is_active(tcb_find(ID(0))));
    }
    fake_memory_limit = SIZE_MAX;
    CHECK(failures > 10 && control(ID(0), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    tap_ok("no memory at each moment");
}

/* Numbers in all parts of the thread table, with parts between that nobody uses. */
static void test_numbers(void)
{
    static const unsigned places[] = {1100, 2600, 2601, THREAD_COUNT - 1};
    word_t number = 0;
    unsigned found = 0;

    CHECK(control(ID(0), ROOT, ROOT, TID_NIL, WORD_MAX) == 0);
    for (unsigned i = 0; i < ARRAY_SIZE(places); i++) {
        tid_t id = tid_make(places[i], 1);
        struct tcb *t;

        t = machine_thread(id, machine_root, 10 + i);
        call(t, CALL_IPC, TID_NIL, machine_idler->id, TIMEOUTS(NEVER, NEVER));
        CHECK(t->state == TS_RECV);
    }
    for (; tcb_next(&number) != NULL; number++) {
        for (unsigned i = 0; i < ARRAY_SIZE(places); i++)
            found += number == places[i];
    }
    CHECK(found == ARRAY_SIZE(places) && number == THREAD_COUNT);
    /* All of them waited for the thread that gets another version. */
    CHECK(control(tid_make(tid_number(machine_idler->id), 9), machine_idler->id, TID_NIL, TID_NIL,
                  WORD_MAX) == 0);
    for (unsigned i = 0; i < ARRAY_SIZE(places); i++) {
        struct tcb *t = tcb_find(tid_make(places[i], 1));

        CHECK(t->state == TS_READY && TCR(t, TCR_ERROR_CODE) == 5);
        CHECK(control(t->id, TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    }
    CHECK(control(ID(0), TID_NIL, TID_NIL, TID_NIL, WORD_MAX) == 0);
    tap_ok("thread numbers in all parts of the table");
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 5);
    machine_boot();
    test_two_deletions();
    test_left_space();
    test_errors();
    test_no_memory();
    test_numbers();
    return 0;
}
