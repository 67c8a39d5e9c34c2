/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Ipc: propagation and redirection.
 */
#include "conf.h"

#define PROPAGATE  0x1000u
#define REDIRECTED 0x2000u

static L4_ThreadId_t volatile destination;
static L4_ThreadId_t volatile virtual_sender;
static L4_ThreadId_t volatile expected;
static volatile L4_Word_t send_error;
static volatile L4_Word_t seen_tag;
static volatile L4_Word_t seen_from;
static volatile L4_Word_t seen_actual;
static volatile L4_Word_t seen_intended;
static volatile L4_Word_t seen_error;
static volatile L4_Word_t seen_word;
static volatile L4_Word_t answer_error;
static volatile L4_Word_t answer_word;

static void propagate(void)
{
    L4_LoadMR(1, 0x4321);
    L4_LoadMR(0, CT_TAG(0x66, 1, 0) | PROPAGATE);
    L4_Set_VirtualSender(virtual_sender);
    send_error = ct_error(ct_send(destination, CT_NEVER));
}

static void note(L4_MsgTag_t tag, L4_ThreadId_t from)
{
    seen_error = ct_error(tag);
    seen_actual = L4_ActualSender().raw;
    seen_intended = L4_IntendedReceiver().raw;
    seen_word = ct_mr(1);
    seen_from = from.raw;
    seen_tag = tag.raw;
}

static void receive(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, expected, CT_NEVER, CT_NEVER, &from);

    note(tag, from);
}

static void block(void)
{
    (void)ct_recv(L4_Myself(), CT_NEVER);
}

static L4_ThreadId_t receiver(L4_ThreadId_t place, L4_ThreadId_t from)
{
    L4_ThreadId_t t;

    expected = from;
    seen_tag = 0;
    t = ct_run(place, receive);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    return t;
}

/* From `sender`'s place to `to`, in the name of v. */
static L4_ThreadId_t send_from(L4_ThreadId_t place, L4_ThreadId_t to, L4_ThreadId_t v)
{
    L4_ThreadId_t t;

    destination = to;
    virtual_sender = v;
    send_error = 0xEEEE;
    t = ct_run(place, propagate);
    REQUIRE(ct_until_done(t));
    REQUIRE(ct_until_done(to));
    CHECK_EQ(send_error, 0);
    CHECK_EQ(seen_error, 0);
    CHECK_EQ(seen_word, 0x4321);
    return t;
}

static void same_space(void)
{
    L4_ThreadId_t v = ct_run(CT_NEW, block);
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t s = send_from(v, r, v);

    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0) | PROPAGATE);
    CHECK_EQ(seen_from, v.raw);
    CHECK_EQ(seen_actual, s.raw);
}

static void to_own_space(void)
{
    L4_ThreadId_t v = ct_run(CT_NEW, block);
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t s = send_from(r, r, v);

    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0) | PROPAGATE);
    CHECK_EQ(seen_from, v.raw);
    CHECK(L4_IsLocalId(__L4_Tid(seen_actual)));
    CHECK(seen_actual >= ct_utcb_of(s) && seen_actual < ct_utcb_of(s) + ct_utcb_size);
}

static void refused(void)
{
    L4_ThreadId_t v = ct_run(CT_NEW, block);
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t s = send_from(CT_NEW, r, v); /* three spaces */

    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0));
    CHECK_EQ(seen_from, s.raw);
    r = receiver(CT_NEW, L4_anythread);
    s = send_from(r, r, L4_GlobalId(ct_user_base + 2000, 1));
    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0));
    r = receiver(CT_NEW, L4_anythread);
    s = send_from(v, r, L4_GlobalId(L4_ThreadNo(v), 2));
    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0));
    CHECK_EQ(seen_from, s.raw);
    r = receiver(CT_NEW, L4_anythread);
    s = send_from(v, r, L4_nilthread);
    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0));
    CHECK_EQ(seen_from, s.raw);
}

/* The virtual sender named by its local ID, and local IDs on arrival. */
static void ids(void)
{
    L4_ThreadId_t v = ct_run(CT_OWN, block);
    L4_ThreadId_t r = receiver(CT_OWN, L4_anythread);
    L4_ThreadId_t s = send_from(CT_OWN, r, L4_LocalIdOf(v));

    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0) | PROPAGATE);
    CHECK_EQ(seen_from, L4_LocalIdOf(v).raw);
    CHECK_EQ(seen_actual, L4_LocalIdOf(s).raw);
    r = receiver(CT_OWN, L4_anylocalthread);
    v = ct_run(CT_NEW, block);
    s = send_from(CT_OWN, receiver(CT_OWN, v), v);
    CHECK_EQ(seen_from, v.raw);
    CHECK_EQ(seen_actual, L4_LocalIdOf(s).raw);
    CHECK(!ct_done(r));
}

/* A receiver that waits for the virtual sender only, or for the actual one only. */
static void closed(void)
{
    L4_ThreadId_t v = ct_run(CT_NEW, block);
    L4_ThreadId_t s;
    L4_ThreadId_t r;

    s = send_from(v, receiver(CT_NEW, v), v);
    CHECK_EQ(seen_tag, CT_TAG(0x66, 1, 0) | PROPAGATE);
    CHECK_EQ(seen_from, v.raw);
    CHECK_EQ(seen_actual, s.raw);
    /* Queued before the receive. */
    destination = ct_test_id;
    virtual_sender = v;
    s = ct_run(v, propagate);
    REQUIRE(ct_until(s, L4_SCHEDRESULT_PENDING_SEND));
    CHECK_EQ(ct_error(ct_recv(ct_main_id, CT_ZERO)), 3);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, v, CT_NEVER, CT_ZERO, &r)), 0);
    CHECK_EQ(r.raw, v.raw);
    CHECK_EQ(L4_ActualSender().raw, s.raw);
    s = ct_run(v, propagate);
    REQUIRE(ct_until(s, L4_SCHEDRESULT_PENDING_SEND));
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, s, CT_NEVER, CT_ZERO, &r)), 0);
    CHECK_EQ(r.raw, v.raw);
}

/*
 * v calls an interposer, which passes the call on; the destination's answer reaches v directly.
 */

static void call(void)
{
    L4_MsgTag_t tag;

    L4_LoadMR(1, 0x4321);
    ct_tag(0x66, 1, 0);
    tag = ct_ipc(destination, destination, CT_NEVER, CT_NEVER, 0);
    answer_error = ct_error(tag);
    answer_word = ct_mr(1);
}

static void pass_on(void)
{
    L4_ThreadId_t from;

    (void)ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);
    L4_Set_VirtualSender(from);
    L4_LoadMR(0, ct_mr(0) | PROPAGATE);
    send_error = ct_error(ct_send(expected, CT_NEVER));
}

static void serve(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);

    note(tag, from);
    L4_LoadMR(1, 0x9876);
    ct_tag(0, 1, 0);
    seen_error = ct_error(ct_send(from, CT_ZERO));
}

static void answered(void)
{
    L4_ThreadId_t server = ct_run(CT_NEW, serve);
    L4_ThreadId_t middle = ct_run(CT_OWN, pass_on);
    L4_ThreadId_t client;

    REQUIRE(ct_until(server, L4_SCHEDRESULT_WAITING));
    REQUIRE(ct_until(middle, L4_SCHEDRESULT_WAITING));
    destination = middle;
    expected = server;
    answer_word = 0;
    client = ct_run(CT_OWN, call);
    REQUIRE(ct_until_done(client));
    CHECK_EQ(answer_error, 0);
    CHECK_EQ(answer_word, 0x9876);
    CHECK_EQ(send_error, 0);
    CHECK_EQ(seen_from, client.raw);
    CHECK_EQ(seen_actual, middle.raw);
    CHECK(seen_tag & PROPAGATE);
    CHECK_EQ(seen_error, 0);
}

/*
 * Redirection. Clients live in a space whose redirector is `middle`.
 */

static void set_redirector(L4_ThreadId_t space, L4_ThreadId_t redirector)
{
    L4_Word_t old;

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    REQUIRE(L4_SpaceControl(space, 0, L4_Nilpage, L4_Nilpage, redirector, &old));
}

/* A thread of a configured space, whose pager is in the redirector's space or the redirector. */
static L4_ThreadId_t redirected_space(L4_ThreadId_t redirector)
{
    L4_ThreadId_t t = ct_run(CT_NEW, block);

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    set_redirector(t, redirector);
    return t;
}

static void redirect_send(void)
{
    L4_LoadMR(1, 0x2468);
    ct_tag(0x67, 1, 0);
    send_error = ct_error(ct_send(destination, ct_us(200000)));
}

/* Waits until the redirector is set. Before, everything is touched that the send needs: page faults
 * would be redirected, too. */
static void redirect_send_late(void)
{
    L4_ThreadId_t to = destination;

    destination = L4_Myself();
    redirect_send();
    destination = to;
    (void)ct_recv(ct_test_id, CT_NEVER);
    redirect_send();
}

static L4_ThreadId_t client_in(L4_ThreadId_t space, L4_ThreadId_t to, void (*entry)(void))
{
    destination = to;
    send_error = 0xEEEE;
    return ct_run(space, entry);
}

static void to_foreign(void)
{
    L4_ThreadId_t space = redirected_space(ct_test_id);
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t client = client_in(space, r, redirect_send);
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from);

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_TAG(0x67, 1, 0) | REDIRECTED);
    CHECK_EQ(from.raw, client.raw);
    CHECK_EQ(L4_IntendedReceiver().raw, r.raw);
    CHECK_EQ(ct_mr(1), 0x2468);
    CHECK(ct_until_done(client));
    CHECK_EQ(send_error, 0);
    CHECK(!ct_done(r));
}

static void not_redirected(void)
{
    L4_ThreadId_t space = redirected_space(ct_test_id);
    L4_ThreadId_t r = receiver(space, L4_anythread);
    L4_ThreadId_t client = client_in(space, r, redirect_send);

    REQUIRE(ct_until_done(r));
    CHECK_EQ(seen_tag, CT_TAG(0x67, 1, 0));
    CHECK(ct_until_done(client));
    r = receiver(CT_OWN, L4_anythread); /* the redirector's space */
    client = client_in(space, r, redirect_send);
    REQUIRE(ct_until_done(r));
    CHECK_EQ(seen_tag, CT_TAG(0x67, 1, 0));
    CHECK_EQ(seen_from, client.raw);
    CHECK_EQ(ct_error(ct_recv(L4_anythread, ct_us(5000))), 3);
}

/* The redirector passes a call on in the client's name; the server answers the client. */
static void passed_on(void)
{
    L4_ThreadId_t space = redirected_space(ct_test_id);
    L4_ThreadId_t server = ct_run(CT_NEW, serve);
    L4_ThreadId_t client;
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag;

    REQUIRE(ct_until(server, L4_SCHEDRESULT_WAITING));
    answer_word = 0;
    client = client_in(space, server, call);
    tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from);
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK(tag.raw & REDIRECTED);
    CHECK_EQ(L4_IntendedReceiver().raw, server.raw);
    L4_Set_VirtualSender(from);
    L4_LoadMR(0, CT_TAG(0x66, 1, 0) | PROPAGATE);
    CHECK_EQ(ct_error(ct_send(server, ct_us(100000))), 0);
    REQUIRE(ct_until_done(server));
    CHECK_EQ(seen_from, client.raw);
    CHECK_EQ(seen_actual, ct_test_id.raw);
    CHECK(seen_tag & PROPAGATE);
    CHECK_EQ(seen_word, 0x4321);
    /* The server's answer to the client goes straight there: its space has no redirector. */
    CHECK(ct_until_done(client));
    CHECK_EQ(answer_error, 0);
    CHECK_EQ(answer_word, 0x9876);
}

static void ended(void)
{
    L4_ThreadId_t space = redirected_space(ct_test_id);
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t client;

    set_redirector(space, L4_nilthread); /* leaves it */
    client = client_in(space, r, redirect_send);
    CHECK_EQ(ct_error(ct_recv(client, ct_us(1000000))), 0);
    CHECK(ct_until_done(client));
    set_redirector(space, L4_anythread);
    client = client_in(space, r, redirect_send);
    REQUIRE(ct_until_done(r));
    CHECK_EQ(seen_tag, CT_TAG(0x67, 1, 0));
    CHECK_EQ(seen_from, client.raw);
}

static L4_ThreadId_t late_client(L4_ThreadId_t space, L4_ThreadId_t to)
{
    L4_ThreadId_t t = client_in(space, to, redirect_send_late);

    CT_UNTIL(send_error == 2);
    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    send_error = 0xEEEE;
    return t;
}

static void vanished(void)
{
    L4_ThreadId_t gone = ct_create(CT_OWN, L4_Myself());
    L4_ThreadId_t space = redirected_space(L4_anythread);
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t client;
    L4_ThreadId_t second;
    L4_ThreadId_t from;

    client = late_client(space, r);
    second = late_client(space, r);
    set_redirector(space, gone);
    REQUIRE_EQ(ct_delete(gone), 0);
    ct_tag(0, 0, 0);
    REQUIRE_EQ(ct_error(ct_send(client, CT_NEVER)), 0);
    REQUIRE(ct_until(client, L4_SCHEDRESULT_PENDING_SEND));
    CT_UNTIL(send_error != 0xEEEE);
    CHECK_EQ(send_error, 2);
    send_error = 0xEEEE;
    client = second;
    ct_tag(0, 0, 0);
    REQUIRE_EQ(ct_error(ct_send(client, CT_NEVER)), 0);
    REQUIRE(ct_until(client, L4_SCHEDRESULT_PENDING_SEND));
    set_redirector(space, ct_test_id);
    CHECK_EQ(ct_error(ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from)), 0);
    CHECK_EQ(from.raw, client.raw);
    CHECK_EQ(L4_IntendedReceiver().raw, r.raw);
    CHECK(ct_until_done(client));
    CHECK_EQ(send_error, 0);
    CHECK(!ct_done(r));
}

/* The redirector's space has a redirector itself: messages of its threads go there. */
static void chain(void)
{
    L4_ThreadId_t inner = ct_run(CT_NEW, pass_on);
    L4_ThreadId_t space;
    L4_ThreadId_t r = receiver(CT_NEW, L4_anythread);
    L4_ThreadId_t from;
    L4_MsgTag_t tag;

    REQUIRE(ct_until(inner, L4_SCHEDRESULT_WAITING));
    set_redirector(inner, ct_test_id);
    space = ct_run(CT_NEW, block);
    REQUIRE(ct_until(space, L4_SCHEDRESULT_WAITING));
    expected = r;
    destination = r;
    send_error = 0xEEEE;
    {
        L4_ThreadId_t sender = late_client(space, r);

        set_redirector(space, inner);
        ct_tag(0, 0, 0);
        CHECK_EQ(ct_error(ct_send(sender, CT_NEVER)), 0);
        tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from);
        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw & ~PROPAGATE, CT_TAG(0x67, 1, 0) | REDIRECTED);
        CHECK_EQ(L4_IntendedReceiver().raw, r.raw);
        CHECK_EQ(ct_mr(1), 0x2468);
        CHECK(tag.raw & PROPAGATE);
        CHECK_EQ(from.raw, sender.raw);
        CHECK_EQ(L4_ActualSender().raw, inner.raw);
        CHECK(!ct_done(r));
    }
}

static const struct ct_test tests[] = {
    {"virtual-sender-own", same_space, "R187", 0, 0},
    {"destination-own", to_own_space, "R188 R191", 0, 0},
    {"refused", refused, "R189", 0, 0},
    {"ids", ids, "R191 R192", 0, 0},
    {"closed", closed, "R192", 0, 0},
    {"answered", answered, "R190", 0, 0},
    {"redirect/foreign", to_foreign, "R193", 0, 0},
    {"redirect/not", not_redirected, "R194", 0, 0},
    {"redirect/passed-on", passed_on, "R195", 0, 0},
    {"redirect/ended", ended, "R196", 0, 0},
    {"redirect/vanished", vanished, "R197", 0, 0},
    {"redirect/chain", chain, "R193 R195", 0, 0},
};

CT_SUITE(propagate_suite, "propagate", tests);
