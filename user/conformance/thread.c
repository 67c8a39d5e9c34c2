/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ThreadControl.
 */
#include "conf.h"

static volatile L4_Word_t seen[16];
static volatile int go;
static L4_ThreadId_t volatile partner;

#define NIL L4_nilthread
#define ME  L4_Myself()

static L4_Word_t error_of(L4_ThreadId_t dest, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                          L4_ThreadId_t pager, L4_Word_t utcb)
{
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    return L4_ThreadControl(dest, space, scheduler, pager, (void *)utcb) ? 0 : L4_ErrorCode();
}

/* Does a thread exist? Schedule knows. */
static int exists(L4_ThreadId_t t)
{
    L4_Word_t old;

    return L4_Schedule(t, ~0UL, ~0UL, ~0UL, ~0UL, &old) != 0;
}

static void block(void)
{
    (void)ct_recv(L4_anythread, CT_NEVER);
}

static void receive(void)
{
    seen[0] = ct_error(ct_recv(L4_anythread, CT_NEVER));
    seen[1] = ct_mr(1);
}

static void receive_partner(void)
{
    seen[0] = ct_error(ct_recv(partner, CT_NEVER));
}

static void send_partner(void)
{
    ct_tag(0, 0, 0);
    seen[0] = ct_error(ct_send(partner, CT_NEVER));
}

/*
 * Privilege and destinations
 */

static void try_all(void)
{
    L4_ThreadId_t t = L4_GlobalId(ct_user_base + 2000, 1);

    seen[0] = error_of(t, t, ME, NIL, CT_NO_UTCB);
    seen[1] = error_of(ct_test_id, NIL, NIL, NIL, CT_NO_UTCB);
    seen[2] = error_of(ct_test_id, ct_test_id, NIL, ME, CT_NO_UTCB);
    seen[3] = error_of(t, NIL, NIL, NIL, CT_NO_UTCB);
    seen[4] = error_of(NIL, NIL, NIL, NIL, CT_NO_UTCB);
    seen[5] = error_of(L4_GlobalId(1, 1), L4_GlobalId(1, 1), NIL, ME, CT_NO_UTCB);
}

static void unprivileged(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, try_all);
    int i;

    REQUIRE(ct_until_done(t));
    for (i = 0; i < 6; i++)
        CHECK_EQ(seen[i], 1);
    CHECK(!exists(L4_GlobalId(ct_user_base + 2000, 1)));
    CHECK_EQ(L4_Pager().raw, ct_pager_id.raw);
}

/* A thread of sigma0's space makes a thread with a space, configures it, activates it and deletes it. */
static void from_sigma0_space(void)
{
    L4_ThreadId_t t = L4_GlobalId(ct_user_base + 2001, 1);
    L4_Word_t utcb = ct_utcb_base + 3 * ct_utcb_size;

    seen[0] = error_of(t, t, ME, NIL, CT_NO_UTCB);
    seen[1] = ct_configure(t);
    seen[2] = error_of(t, t, NIL, ME, utcb);
    seen[3] = ct_state(t);
    seen[4] = error_of(t, NIL, NIL, NIL, CT_NO_UTCB);
    seen[5] = (L4_Word_t)exists(t);
    seen[6] = L4_ErrorCode();
}

static void sigma0s_privilege(void)
{
    L4_ThreadId_t t;
    int i;

    for (i = 0; i < 7; i++)
        seen[i] = 77;
    t = ct_run(ct_sigma0, from_sigma0_space);
    REQUIRE(ct_until_done(t));
    for (i = 0; i < 3; i++)
        CHECK_EQ(seen[i], 0);
    CHECK_EQ(seen[3], L4_SCHEDRESULT_WAITING);
    CHECK_EQ(seen[4], 0);
    CHECK_EQ(seen[5], 0);
    CHECK_EQ(seen[6], 2);
}

static void destinations(void)
{
    L4_Word_t system = L4_ThreadIdSystemBase(ct_kip);
    L4_Word_t bits = L4_ThreadIdBits(ct_kip);
    L4_ThreadId_t own = ct_create(CT_OWN, ME);
    L4_ThreadId_t bad[4];
    int i;

    bad[0] = NIL;
    bad[1] = __L4_Tid(L4_MyLocalId().raw + 400 * ct_utcb_size);
    bad[2] = L4_anylocalthread;
    bad[3] = __L4_Tid(L4_GlobalId(ct_user_base + 2000, 1).raw & ~(L4_Word_t)63);
    for (i = 0; i < 4; i++) {
        CHECK_EQ(error_of(bad[i], ct_test_id, ME, NIL, CT_NO_UTCB), 2);
        CHECK_EQ(error_of(bad[i], NIL, NIL, NIL, CT_NO_UTCB), 2);
    }
    CHECK_EQ(error_of(L4_LocalIdOf(own), ct_test_id, NIL, ct_main_id, CT_NO_UTCB), 0);
    CHECK_EQ(L4_PagerOf(own).raw, ct_main_id.raw);
    CHECK_EQ(error_of(L4_LocalIdOf(own), NIL, NIL, NIL, CT_NO_UTCB), 0);
    CHECK(!exists(own));
    if (system < ct_user_base) {
        CHECK_EQ(error_of(L4_GlobalId(system, 1), ct_test_id, ME, NIL, CT_NO_UTCB), 2);
        CHECK_EQ(error_of(L4_GlobalId(ct_user_base - 1, 1), NIL, NIL, NIL, CT_NO_UTCB), 2);
    }
    if (bits < __L4_BITS(18, 32)) {
        own = L4_GlobalId((L4_Word_t)1 << bits, 1);
        CHECK_EQ(error_of(own, own, ME, NIL, CT_NO_UTCB), 2);
        CHECK_EQ(error_of(own, NIL, NIL, NIL, CT_NO_UTCB), 2);
    }
    CHECK_EQ(error_of(L4_anythread, L4_anythread, ME, NIL, CT_NO_UTCB), 2);
}

/*
 * Creation
 */

static void inactive(void)
{
    L4_ThreadId_t t = ct_new_id();

    CHECK(!exists(t));
    CHECK_EQ(error_of(t, t, ME, NIL, CT_NO_UTCB), 0);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, ct_us(10000))), 4);
    CHECK_EQ(ct_error(ct_recv(t, ct_us(10000))), 5);
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    CHECK_EQ(__L4_Exregs(t, 0x11E, 4, 4, 0, 0, NIL).id.raw, 0);
    CHECK_EQ(L4_ErrorCode(), 2);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    CHECK_EQ(ct_configure(t), 0); /* so it has a space of its own */
}

/* Another thread of a space names it as well as the first. */
static void by_any_thread(void)
{
    L4_ThreadId_t a = ct_inactive(CT_NEW);
    L4_ThreadId_t b = ct_new_id();
    L4_ThreadId_t c = ct_new_id();

    CHECK_EQ(error_of(b, a, ME, NIL, CT_NO_UTCB), 0);
    CHECK_EQ(error_of(c, b, ME, ME, ct_utcb_of(c)), 0);
    CHECK_EQ(ct_state(c), L4_SCHEDRESULT_WAITING);
    c = ct_new_id();
    CHECK_EQ(error_of(c, L4_MyLocalId(), ME, ME, ct_utcb_of(c)), 0);
    CHECK_EQ(L4_GlobalIdOf(L4_LocalIdOf(c)).raw, c.raw);
}

static void bad_space(void)
{
    L4_ThreadId_t t = ct_new_id();
    L4_ThreadId_t other = ct_create(CT_OWN, ME);

    CHECK_EQ(error_of(t, L4_GlobalId(ct_user_base + 2000, 1), ME, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(t, L4_GlobalId(L4_ThreadNo(other), 2), ME, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(t, L4_GlobalId(1, 1), ME, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(t, L4_GlobalId(L4_ThreadIdSystemBase(ct_kip), 1), ME, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(t, L4_anythread, ME, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(t, L4_anylocalthread, ME, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(t, __L4_Tid(L4_MyLocalId().raw + 400 * ct_utcb_size), ME, NIL, CT_NO_UTCB),
             3);
    CHECK(!exists(t));
    CHECK_EQ(error_of(other, L4_GlobalId(ct_user_base + 2000, 1), NIL, NIL, CT_NO_UTCB), 3);
    CHECK_EQ(ct_state(other), L4_SCHEDRESULT_WAITING);
}

static void bad_scheduler(void)
{
    L4_ThreadId_t t = ct_new_id();
    L4_ThreadId_t none = L4_GlobalId(ct_user_base + 2000, 1);

    CHECK_EQ(error_of(t, t, NIL, NIL, CT_NO_UTCB), 4);
    CHECK_EQ(error_of(t, t, none, NIL, CT_NO_UTCB), 4);
    CHECK_EQ(error_of(t, ct_test_id, L4_GlobalId(L4_ThreadNo(ct_test_id), 2), ME, ct_utcb_of(t)),
             4);
    CHECK_EQ(error_of(t, t, __L4_Tid(L4_MyLocalId().raw + 400 * ct_utcb_size), NIL, CT_NO_UTCB), 4);
    CHECK(!exists(t));
    t = ct_inactive(CT_OWN);
    CHECK_EQ(error_of(t, t, none, NIL, CT_NO_UTCB), 4);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
}

static void local_parameters(void)
{
    L4_ThreadId_t t = ct_new_id();

    CHECK_EQ(error_of(t, ME, L4_MyLocalId(), L4_MyLocalId(), ct_utcb_of(t)), 0);
    CHECK_EQ(L4_PagerOf(t).raw, ct_test_id.raw);
    CHECK_EQ(error_of(t, t, NIL, __L4_Tid(L4_MyLocalId().raw + 400 * ct_utcb_size), CT_NO_UTCB), 2);
    CHECK_EQ(L4_PagerOf(t).raw, ct_test_id.raw);
}

static void unconfigured(void)
{
    L4_ThreadId_t t = ct_new_id();
    L4_ThreadId_t empty = ct_new_id();

    CHECK_EQ(error_of(t, t, ME, ME, ct_utcb_of(t)), 3);
    CHECK(!exists(t));
    REQUIRE_EQ(error_of(empty, empty, ME, NIL, CT_NO_UTCB), 0);
    CHECK_EQ(error_of(t, empty, ME, ME, ct_utcb_of(t)), 3);
    CHECK(!exists(t));
    CHECK_EQ(error_of(empty, empty, NIL, ME, ct_utcb_of(empty)), 3);
    CHECK_EQ(ct_state(empty), L4_SCHEDRESULT_INACTIVE);
}

static void bad_utcb(void)
{
    L4_ThreadId_t t = ct_new_id();
    L4_ThreadId_t used = ct_create(CT_OWN, ME);
    L4_ThreadId_t space = ct_inactive(CT_NEW);
    L4_Word_t end = ct_utcb_base + CT_SLOTS * ct_utcb_size;

    CHECK_EQ(error_of(t, ct_test_id, ME, ME, CT_NO_UTCB), 6);
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, ct_utcb_of(t) + ct_utcb_size / 2), 6);
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, ct_utcb_of(t) + 4), 6);
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, ct_utcb_of(used)), 6);
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, ct_utcb_base), 6);
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, 0), 6);
    CHECK_EQ(error_of(t, space, ME, ME, end), 6);
    CHECK_EQ(error_of(t, space, ME, ME, ct_utcb_base - ct_utcb_size), 6);
    CHECK_EQ(error_of(t, space, ME, ME, ct_page(0)), 6);
    CHECK(!exists(t));
    CHECK_EQ(error_of(t, space, ME, ME, end - ct_utcb_size), 0);
}

static void all_utcbs(void)
{
    L4_ThreadId_t space = ct_new_id();
    L4_Word_t size = L4_UtcbAreaSize(ct_kip);
    L4_Word_t old;
    L4_Word_t n;

    while (size < 32 * ct_utcb_size)
        size *= 2;
    REQUIRE_EQ(error_of(space, space, ME, NIL, CT_NO_UTCB), 0);
    REQUIRE(L4_SpaceControl(space, 0,
                            L4_FpageLog2((L4_Word_t)ct_kip, (int)L4_KipAreaSizeLog2(ct_kip)),
                            L4_Fpage(ct_utcb_base, size), NIL, &old));
    for (n = 0; n < size / ct_utcb_size; n++) {
        L4_ThreadId_t t = ct_new_id();

        CHECK_EQ(error_of(t, space, ME, ME, ct_utcb_base + n * ct_utcb_size), 0);
        CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    }
    CHECK_EQ(error_of(ct_new_id(), space, ME, ME, ct_utcb_base + n * ct_utcb_size), 6);
    CHECK_EQ(error_of(ct_new_id(), space, ME, ME, ct_utcb_base), 6);
}

static void tell(void)
{
    seen[0] = L4_MyLocalId().raw;
    seen[1] = L4_MyGlobalId().raw;
}

static void start(L4_ThreadId_t t, void (*entry)(void))
{
    L4_LoadMR(1, (L4_Word_t)entry);
    L4_LoadMR(2, ct_stack_for(t));
    ct_tag(0, 2, 0);
    REQUIRE_EQ(ct_error(ct_send(t, ct_us(100000))), 0);
}

static void tell_and_stay(void)
{
    tell();
    for (;;)
        L4_Sleep(L4_Never);
}

/* The location may come before the space is configured. */
static void utcb_early(void)
{
    L4_ThreadId_t t = ct_new_id();

    REQUIRE_EQ(error_of(t, t, ME, NIL, ct_utcb_of(t)), 0);
    REQUIRE_EQ(ct_configure(t), 0);
    REQUIRE_EQ(error_of(t, t, NIL, ME, CT_NO_UTCB), 0);
    REQUIRE_EQ(error_of(t, t, NIL, ct_pager_id, CT_NO_UTCB), 0);
    seen[0] = 0;
    start(t, tell_and_stay);
    CT_UNTIL(seen[0] != 0);
    CHECK(seen[0] >= ct_utcb_of(t) && seen[0] < ct_utcb_of(t) + ct_utcb_size);
    t = ct_new_id();
    REQUIRE_EQ(error_of(t, ct_test_id, ME, NIL, ct_utcb_of(t)), 0);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    CHECK_EQ(error_of(t, t, NIL, ME, CT_NO_UTCB), 0);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
}

static void utcb_fixed(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ME);
    L4_Word_t local = L4_LocalIdOf(t).raw;

    CHECK_EQ(error_of(t, t, NIL, NIL, ct_utcb_of(t) + 8 * ct_utcb_size), 6);
    CHECK_EQ(error_of(t, t, NIL, NIL, ct_utcb_of(t) + 4), 6);
    CHECK_EQ(error_of(t, t, NIL, NIL, ct_utcb_of(t)), 0);
    CHECK_EQ(L4_LocalIdOf(t).raw, local);
}

static void unchanged(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ME);
    L4_ThreadId_t none = L4_GlobalId(ct_user_base + 2000, 1);
    L4_ThreadId_t renamed = L4_GlobalId(L4_ThreadNo(t), 5);
    L4_ThreadId_t foreign = ct_inactive(CT_NEW);

    L4_Set_UserDefinedHandleOf(t, 9);
    CHECK_EQ(error_of(renamed, t, none, ct_main_id, CT_NO_UTCB), 4);
    CHECK_EQ(error_of(renamed, none, NIL, ct_main_id, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(renamed, t, NIL, ct_main_id, ct_utcb_of(t) + 4), 6);
    CHECK_EQ(error_of(renamed, foreign, none, ct_main_id, CT_NO_UTCB), 4);
    CHECK(!exists(renamed));
    CHECK(exists(t));
    CHECK_EQ(L4_PagerOf(t).raw, ct_test_id.raw);
    CHECK_EQ(L4_UserDefinedHandleOf(t), 9);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
}

static void start_message(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ME);

    REQUIRE_EQ(error_of(t, t, NIL, ct_main_id, CT_NO_UTCB), 0);
    seen[0] = 0xEEEE;
    partner = t;
    {
        L4_ThreadId_t stranger = ct_run(CT_OWN, send_partner);

        CHECK(ct_until(stranger, L4_SCHEDRESULT_PENDING_SEND));
        CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
        seen[1] = 0;
        start(t, tell_and_stay);
        CT_UNTIL(seen[1] != 0);
        CHECK_EQ(seen[1], t.raw);
        CHECK_EQ(ct_state(stranger), L4_SCHEDRESULT_PENDING_SEND);
    }
    CHECK_EQ(L4_PagerOf(t).raw, ct_main_id.raw);
}

/*
 * Modification
 */

static void neutral(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, receive);

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    seen[0] = 0xEEEE;
    CHECK_EQ(error_of(t, t, NIL, NIL, CT_NO_UTCB), 0);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
    L4_LoadMR(1, 3);
    ct_tag(0, 1, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
    t = ct_inactive(CT_OWN);
    CHECK_EQ(error_of(t, t, NIL, NIL, CT_NO_UTCB), 0);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_INACTIVE);
    CHECK_EQ(error_of(ME, ME, NIL, NIL, CT_NO_UTCB), 0);
}

static void tell_after_cancel(void)
{
    seen[2] = ct_error(ct_recv(L4_anythread, CT_NEVER));
    tell();
}

static void version(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, tell_after_cancel);
    L4_ThreadId_t renamed = L4_GlobalId(L4_ThreadNo(t), 7);
    L4_Word_t local;
    L4_Word_t old;

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    local = L4_LocalIdOf(t).raw;
    seen[1] = 0;
    CHECK_EQ(error_of(renamed, t, NIL, NIL, CT_NO_UTCB), 0);
    REQUIRE(ct_until_done(renamed));
    CHECK_EQ(seen[2], 7); /* cancelled in its receive phase */
    CHECK_EQ(seen[0], local);
    CHECK_EQ(seen[1], renamed.raw);
    CHECK_EQ(L4_LocalIdOf(renamed).raw, local);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 4);
    CHECK_EQ(ct_error(ct_recv(t, CT_ZERO)), 5);
    CHECK_EQ(__L4_Exregs(t, 0, 0, 0, 0, 0, NIL).id.raw, 0);
    CHECK_EQ(L4_Schedule(t, ~0UL, ~0UL, ~0UL, ~0UL, &old), 0);
    CHECK_EQ(error_of(ct_new_id(), t, ME, NIL, CT_NO_UTCB), 3);
}

/* Ends the partner of a sender and of a receiver; both get error 2. */
static void partners_of(L4_ThreadId_t t, int renames)
{
    L4_ThreadId_t sender;
    L4_ThreadId_t waiter;

    partner = t;
    seen[0] = 0xEEEE;
    sender = ct_run(CT_NEW, send_partner);
    REQUIRE(ct_until(sender, L4_SCHEDRESULT_PENDING_SEND));
    if (renames)
        CHECK_EQ(error_of(L4_GlobalId(L4_ThreadNo(t), 3), t, NIL, NIL, CT_NO_UTCB), 0);
    else
        CHECK_EQ(ct_delete(t), 0);
    CHECK(ct_until_done(sender));
    CHECK_EQ(seen[0], 4);
    t = ct_run(CT_OWN, block);
    partner = t;
    seen[0] = 0xEEEE;
    waiter = ct_run(CT_NEW, receive_partner);
    REQUIRE(ct_until(waiter, L4_SCHEDRESULT_WAITING));
    if (renames)
        CHECK_EQ(error_of(L4_GlobalId(L4_ThreadNo(t), 3), t, NIL, NIL, CT_NO_UTCB), 0);
    else
        CHECK_EQ(ct_delete(t), 0);
    CHECK(ct_until_done(waiter));
    CHECK_EQ(seen[0], 5);
}

static void version_partners(void)
{
    partners_of(ct_create(CT_OWN, ct_main_id), 1);
}

static void deletion_partners(void)
{
    partners_of(ct_create(CT_OWN, ct_main_id), 0);
}

static void pager_of_active(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, block);

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    CHECK_EQ(error_of(t, t, NIL, ct_test_id, CT_NO_UTCB), 0);
    CHECK_EQ(L4_PagerOf(t).raw, ct_test_id.raw);
    CHECK_EQ(ct_state(t), L4_SCHEDRESULT_WAITING);
}

static void look_once(void)
{
    seen[3] = ct_read(CT_VIEW(0));
}

static void look_on(void)
{
    while (!go)
        seen[4] = ct_read(CT_VIEW(0));
}

static void move(void)
{
    L4_ThreadId_t other = ct_run(CT_NEW, look_once);
    L4_ThreadId_t t;
    L4_Word_t local;

    ct_write(ct_page(0), 1000);
    ct_write(ct_page(1), 2000);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(1), 7);
    REQUIRE(ct_until_done(other));
    CHECK_EQ(seen[3], 2000);
    ct_view_clear();
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    go = 0;
    seen[4] = 0;
    t = ct_run(CT_OWN, look_on);
    CT_UNTIL(seen[4] == 1000);
    CHECK_EQ(seen[4], 1000);
    local = L4_LocalIdOf(t).raw;
    CHECK_EQ(error_of(t, other, NIL, NIL, CT_NO_UTCB), 0);
    CT_UNTIL(seen[4] == 2000);
    CHECK_EQ(seen[4], 2000);
    go = 1;
    CHECK_EQ(__L4_Exregs(__L4_Tid(local), 0, 0, 0, 0, 0, NIL).id.raw, 0);
}

/* A thread moves itself into a space that has no privilege. */
static void move_itself(void)
{
    seen[0] = error_of(ME, partner, NIL, NIL, CT_NO_UTCB);
    seen[1] = ct_read(CT_VIEW(0));
    seen[2] = error_of(ME, ct_test_id, NIL, NIL, CT_NO_UTCB);
    seen[3] = L4_MyLocalId().raw;
}

static void moved_by_itself(void)
{
    L4_ThreadId_t t;
    L4_Word_t local;

    seen[0] = seen[2] = 99;
    ct_write(ct_page(0), 0x1234);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    partner = ct_run(CT_NEW, block);
    t = ct_run(CT_OWN, move_itself);
    local = L4_LocalIdOf(t).raw;
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(seen[1], 0x1234);
    CHECK_EQ(seen[2], 1);
    CHECK_EQ(seen[3], local);
    CHECK_EQ(ct_delete(t), 0);
}

static void move_refused(void)
{
    L4_ThreadId_t space = ct_new_id();
    L4_ThreadId_t t;
    L4_Word_t old;
    L4_Word_t i;

    for (i = 0; i < L4_UtcbAreaSize(ct_kip) / ct_utcb_size; i++)
        (void)ct_new_id(); /* so that the location is beyond the small area */
    REQUIRE_EQ(error_of(space, space, ME, NIL, CT_NO_UTCB), 0);
    REQUIRE(L4_SpaceControl(space, 0,
                            L4_FpageLog2((L4_Word_t)ct_kip, (int)L4_KipAreaSizeLog2(ct_kip)),
                            L4_Fpage(ct_utcb_base, L4_UtcbAreaSize(ct_kip)), NIL, &old));
    t = ct_run(CT_OWN, receive);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    CHECK_EQ(error_of(t, space, NIL, NIL, CT_NO_UTCB), 6);
    CHECK_EQ(L4_GlobalIdOf(L4_LocalIdOf(t)).raw, t.raw);
    L4_LoadMR(1, 3);
    ct_tag(0, 1, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK(ct_until_done(t));
}

/*
 * Deletion
 */

static volatile L4_Word_t counter;

static void count_up(void)
{
    for (;;)
        counter++;
}

static void deletion(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, count_up);
    L4_Word_t before;
    int i;

    CT_UNTIL(counter > 0);
    CHECK_EQ(ct_delete(L4_GlobalId(L4_ThreadNo(t), 77)), 0);
    before = counter;
    CHECK(!exists(t));
    ct_sleep(5000);
    CHECK_EQ(counter, before);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 4);
    CHECK_EQ(ct_delete(t), 0);
    CHECK_EQ(ct_delete(L4_GlobalId(ct_user_base + 2000, 1)), 0);
    for (i = 1; i < 20; i++) {
        L4_ThreadId_t again = L4_GlobalId(L4_ThreadNo(t), (L4_Word_t)i);

        CHECK_EQ(error_of(again, ct_test_id, ME, ME, ct_utcb_of(t)), 0);
        CHECK_EQ(ct_state(again), L4_SCHEDRESULT_WAITING);
        CHECK_EQ(ct_delete(again), 0);
    }
}

static void delete_self(void)
{
    CHECK_EQ(ct_delete(ME), 2);
    CHECK_EQ(ct_delete(L4_MyLocalId()), 2);
    CHECK_EQ(ct_delete(L4_GlobalId(L4_ThreadNo(ME), 9)), 2);
}

/* a has a page and maps it on to b; then a goes. */

static void accept_page(void)
{
    L4_Accept(L4_MapGrantItems(ct_fp(CT_VIEW(1), 0)));
    seen[0] = ct_error(ct_recv(L4_anythread, CT_NEVER));
    seen[1] = ct_read(CT_VIEW(1));
    seen[2] = ct_error(ct_recv(L4_anythread, CT_NEVER));
    seen[3] = ct_read(CT_VIEW(1));
}

static void map_on(void)
{
    L4_MapItem_t item;

    seen[4] = ct_read(CT_VIEW(0));
    item = L4_MapItem(ct_fp(CT_VIEW(0), 7), 0);
    L4_LoadMRs(1, 2, item.raw);
    ct_tag(0, 0, 2);
    seen[5] = ct_error(ct_send(partner, CT_NEVER));
}

static void last_thread(void)
{
    L4_ThreadId_t a;
    L4_ThreadId_t b = ct_run(CT_NEW, accept_page);

    ct_write(ct_page(0), 0xABCD);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    partner = b;
    a = ct_run(CT_NEW, map_on);
    REQUIRE(ct_until_done(a));
    REQUIRE(ct_until(b, L4_SCHEDRESULT_WAITING));
    CHECK_EQ(seen[5], 0);
    CHECK_EQ(seen[1], 0xABCD);
    CHECK_EQ(ct_fault_count, 1);
    CHECK_EQ(ct_delete(a), 0);
    ct_tag(0, 0, 0);
    CHECK_EQ(ct_error(ct_send(b, CT_ZERO)), 0);
    CHECK(ct_until_faults(2));
    CHECK_EQ(ct_faults[1].from.raw, b.raw);
    CHECK_EQ(ct_faults[1].address, CT_VIEW(1));
    CHECK_EQ(ct_read(ct_page(0)), 0xABCD);
}

static void creators_processor(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ME);

    CHECK_EQ(((volatile L4_Word_t *)L4_LocalIdOf(t)
                  .raw)[(L4_Word_t *)&__L4_Utcb()[__L4_TCR_PROCESSOR_NO] -
                        (L4_Word_t *)L4_MyLocalId().raw],
             L4_ProcessorNo());
}

/* Until memory is used up, or thread numbers; then everything works again. */
static void exhaust(int spaces)
{
    L4_Word_t n = 0;
    L4_Word_t error;
    int numbers_end = 0;
    L4_ThreadId_t first = L4_nilthread;
    L4_ThreadId_t t = L4_nilthread;

    for (;;) {
        t = ct_new_id();
        if (n == 0)
            first = t;
        error = error_of(t, spaces ? t : ct_test_id, ME, NIL, CT_NO_UTCB);
        if (error != 0)
            break;
        n++;
        numbers_end = L4_ThreadNo(t) + 2 >= (L4_Word_t)1 << L4_ThreadIdBits(ct_kip);
        if (numbers_end)
            break;
    }
    CHECK(n >= 100);
    if (numbers_end) {
        CHECK(exists(t));
        CHECK(exists(first));
        CHECK_EQ(ct_delete(t), 0);
        n--;
    } else {
        CHECK_EQ(error, 8);
        CHECK(!exists(t));
        CHECK_EQ(error_of(t, spaces ? t : ct_test_id, ME, NIL, CT_NO_UTCB), 8);
    }
    while (n-- > 0)
        CHECK_EQ(ct_delete(L4_GlobalId(L4_ThreadNo(first) + n, 1)), 0);
    CHECK(!exists(first));
    CHECK_EQ(error_of(t, t, ME, NIL, CT_NO_UTCB), 0);
    CHECK_EQ(ct_configure(t), 0);
    if (numbers_end)
        ct_skip("there is more memory than thread numbers");
}

static void no_memory(void)
{
    exhaust(1);
    exhaust(1);
}

static void no_memory_threads(void)
{
    exhaust(0);
}

/* Several things are wrong at once: the first one counts, and nothing happens. */
static void error_order(void)
{
    L4_ThreadId_t t = L4_GlobalId(ct_user_base + 2002, 1);
    L4_ThreadId_t system = L4_GlobalId(ct_user_base - 1, 1);
    L4_ThreadId_t nobody = L4_GlobalId(ct_user_base + 2003, 1);
    L4_ThreadId_t fresh = ct_new_id();
    L4_ThreadId_t active = ct_create(CT_OWN, ME);
    L4_ThreadId_t elsewhere = ct_inactive(CT_NEW);
    L4_Word_t bad_utcb = ct_utcb_base + 1;

    CHECK_EQ(error_of(system, nobody, nobody, ME, bad_utcb), 2);
    CHECK_EQ(error_of(t, nobody, nobody, ME, bad_utcb), 4);
    CHECK_EQ(error_of(t, nobody, NIL, ME, bad_utcb), 4);
    CHECK_EQ(error_of(t, nobody, ME, ME, bad_utcb), 3);
    CHECK_EQ(error_of(t, t, ME, ME, bad_utcb), 3); /* a new space has no areas */
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, bad_utcb), 6);
    CHECK_EQ(error_of(t, ct_test_id, ME, ME, ct_utcb_of(active)), 6);
    CHECK(!exists(t));
    CHECK_EQ(error_of(active, nobody, nobody, ME, ct_utcb_of(fresh)), 6);
    CHECK_EQ(error_of(active, nobody, nobody, ME, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(active, active, nobody, ME, CT_NO_UTCB), 4);
    CHECK_EQ(error_of(L4_GlobalId(L4_ThreadNo(active), 7), nobody, ME, ME, CT_NO_UTCB), 3);
    CHECK_EQ(error_of(elsewhere, elsewhere, nobody, ME, CT_NO_UTCB), 4);
    CHECK_EQ(error_of(elsewhere, elsewhere, NIL, ME, CT_NO_UTCB), 6);
    CHECK(exists(active));
    CHECK(!exists(L4_GlobalId(L4_ThreadNo(active), 7)));
    CHECK_EQ(ct_state(active), L4_SCHEDRESULT_WAITING);
    CHECK_EQ(ct_state(elsewhere), L4_SCHEDRESULT_INACTIVE);
    CHECK_EQ(L4_PagerOf(active).raw, L4_Myself().raw);
}

static const struct ct_test tests[] = {
    {"unprivileged", unprivileged, "R63 R64", 0, 0},
    {"from-sigma0", sigma0s_privilege, "R64", 0, 0},
    {"destinations", destinations, "R65 R66", 0, 0},
    {"inactive", inactive, "R67 R68", 0, 0},
    {"space-by-any-thread", by_any_thread, "R69", 0, 0},
    {"bad-space", bad_space, "R70", 0, 0},
    {"bad-scheduler", bad_scheduler, "R71", 0, 0},
    {"local-parameters", local_parameters, "R72", 0, 0},
    {"unconfigured", unconfigured, "R73", 0, 0},
    {"bad-utcb", bad_utcb, "R74", 0, 0},
    {"all-utcbs", all_utcbs, "R75 R214", 0, 0},
    {"utcb-early", utcb_early, "R76 R77", 0, 0},
    {"utcb-fixed", utcb_fixed, "R78", 0, 0},
    {"error-order", error_order, "R66 R70 R71 R73 R74 R79", 0, 0},
    {"failure-changes-nothing", unchanged, "R79", 0, 0},
    {"start-message", start_message, "R80 R218", 0, 0},
    {"neutral", neutral, "R81", 0, 0},
    {"version", version, "R82", 0, 0},
    {"version-partners", version_partners, "R83", 0, 0},
    {"pager-of-active", pager_of_active, "R84", 0, 0},
    {"move", move, "R85", 0, 0},
    {"move-itself", moved_by_itself, "R85", 0, 0},
    {"move-refused", move_refused, "R85", 0, 0},
    {"delete", deletion, "R86 R87 R92", 0, 0},
    {"delete-self", delete_self, "R88", 0, 0},
    {"delete-partners", deletion_partners, "R89", 0, 0},
    {"delete-last", last_thread, "R91", 0, 0},
    {"creators-processor", creators_processor, "R93", 0, 0},
    {"no-memory", no_memory, "R94", 0, 60},
    {"no-memory-threads", no_memory_threads, "R94", CT_LONG, 600},
};

CT_SUITE(thread_suite, "thread", tests);
