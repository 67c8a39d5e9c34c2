/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * String and map items on the fake machine (api.md 4.8.5-4.8.9): every cutting against a plain model, page faults on both
 * sides, and what ends a transfer half-way.
 *
 * x sends to y; a is x's pager, b is y's. Page v of x is RAM at X_RAM + v, of y at Y_RAM + v.
 */
#include <string.h>
#include "machine_lib.h"

#define X_RAM  0x40000u
#define Y_RAM  0x80000u
#define REGION 0x10000u /* both use [0, REGION) */

static uint8_t expected[REGION];
static unsigned faults;

static word_t string_word(word_t length, unsigned pointers, bool compound, bool more)
{
    return length << 10 | (compound ? BIT(9) : 0) | (word_t)(pointers - 1) << 4 | more;
}

static void start(void)
{
    begin();
    TCR(x, TCR_PAGER) = a->id;
    TCR(y, TCR_PAGER) = b->id;
    for (unsigned i = 0; i < REGION; i++) {
        machine_ram[X_RAM + i] = (uint8_t)rnd();
        machine_ram[Y_RAM + i] = (uint8_t)rnd();
    }
    memcpy(expected, machine_ram + Y_RAM, REGION);
}

/* Lets x and y work until both wait for others or are done. */
static void progress(void)
{
    for (unsigned i = 0; i < 10000; i++) {
        struct tcb *t = x->state == TS_READY && x->cont != CONT_NONE   ? x
                        : y->state == TS_READY && y->cont != CONT_NONE ? y
                                                                       : NULL;

        if (t == NULL)
            return;
        machine_enter();
        sys_thread_switch(machine_user, t->id);
        machine_exit();
    }
    CHECK(!"ends");
}

/* Does pager p have a fault of `owner`? Checks the message. */
static bool has_fault(struct tcb *p, struct tcb *owner)
{
    if (p->state != TS_READY || p->frame.tag == 0x77)
        return false;
    CHECK(p->frame.from == owner->id);
    if (owner == x)
        CHECK(p->frame.tag == tag_kernel(2, FPAGE_R, 2) && MR(p, 2) == x->frame.ip);
    else
        CHECK(p->frame.tag == tag_kernel(2, FPAGE_W, 2) && MR(p, 2) == WORD_MAX);
    CHECK(state(x) == 5 && state(y) == 7);
    return true;
}

/* Pager's reply; it waits for the next fault then. */
static void answer(struct tcb *p, struct tcb *owner, bool mend)
{
    if (mend)
        give(owner, align_down(MR(p, 1), 12),
             align_down(MR(p, 1), 12) + (owner == x ? X_RAM : Y_RAM), 7);
    MR(p, 0) = 0;
    ipc(p, owner->id, TID_ANY, TIMEOUTS(ZERO, NEVER));
    progress();
}

static void serve(void)
{
    progress();
    for (unsigned i = 0; i < 1000; i++) {
        if (has_fault(a, x))
            answer(a, x, true);
        else if (has_fault(b, y))
            answer(b, y, true);
        else
            return;
        faults++;
    }
    CHECK(!"ends");
}

/* ---- random cutting ---- */

struct pieces {
    unsigned count;
    word_t addr[64];
    word_t length[64];
    word_t total;
};

/* One string item in registers reg[0], reg[stride] ..., of at most `words`; returns the words used. */
static unsigned make_string(word_t *reg, long stride, unsigned words, word_t max, bool more,
                            struct pieces *p, word_t *place)
{
    unsigned used = 0;

    *p = (struct pieces){.count = 0};
    for (;;) {
        unsigned n = 1 + (unsigned)rnd_below(MIN(5u, words - used - 1));
        bool compound = words - used - 1 - n >= 2 && rnd_below(2) == 0;
        word_t length = rnd_below(4) == 0 ? rnd_below(3) : rnd_below(max);

        reg[(long)used++ * stride] = string_word(length, n, compound, more);
        for (unsigned i = 0; i < n; i++) {
            /* Apart from each other: the model knows no order. */
            *place += rnd_below(40);
            CHECK(*place + length <= REGION);
            reg[(long)used++ * stride] = *place;
            p->addr[p->count] = *place;
            p->length[p->count++] = length;
            p->total += length;
            *place += length;
        }
        if (!compound)
            return used;
    }
}

static word_t byte_address(const struct pieces *p, word_t n)
{
    unsigned i = 0;

    while (n >= p->length[i])
        n -= p->length[i++];
    return p->addr[i] + n;
}

/* What arrives: as much of `from` as `to` holds. */
static word_t model(const struct pieces *from, const struct pieces *to)
{
    word_t n = MIN(from->total, to->total);

    for (word_t i = 0; i < n; i++)
        expected[byte_address(to, i)] = machine_ram[X_RAM + byte_address(from, i)];
    return n;
}

static void some_pages(void)
{
    for (word_t v = 0; v < REGION; v += 4096) {
        take(x, v);
        take(y, v);
        if (rnd_below(2) == 0)
            give(x, v, X_RAM + v, 4 + (unsigned)rnd_below(4));
        if (rnd_below(2) == 0)
            give(y, v, Y_RAM + v, 1 + (unsigned)rnd_below(7));
    }
}

static void random_strings(void)
{
    unsigned count = 1 + (unsigned)rnd_below(3);
    struct pieces from;
    struct pieces to;
    word_t place_x = 0;
    word_t place_y = 0;
    word_t copied = 0;
    unsigned mr = 3;
    unsigned br = 1;
    bool cut = false;

    some_pages();
    for (unsigned i = 0; i < count; i++) {
        bool last = i + 1 == count;
        word_t max = 1 + rnd_below(600);

        mr += make_string(&MR(x, mr), 1, 18, max, !last, &from, &place_x);
        br += make_string(&BR(y, br), &BR(y, 1) - &BR(y, 0), 10, max * (1 + rnd_below(4)), !last,
                          &to, &place_y);
        if (!cut)
            copied += model(&from, &to);
        cut = cut || from.total > to.total;
    }
    MR(x, 0) = tag(5, 2, mr - 3);
    receive(a, TID_ANY);
    receive(b, TID_ANY);
    BR(y, 0) = ACCEPT_STRINGS;
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    serve();
    if (cut) {
        CHECK(failed(x, copied << 4 | 8) && failed(y, copied << 4 | 9) && y->frame.from == x->id);
        CHECK((y->frame.tag & ~TAG_ERROR) == tag(5, 2, mr - 3));
    } else {
        CHECK(got(y, x->id, tag(5, 2, mr - 3)) && !(x->frame.tag & TAG_ERROR));
        for (unsigned i = 1; i < mr; i++)
            CHECK(MR(y, i) == MR(x, i));
    }
    CHECK(memcmp(expected, machine_ram + Y_RAM, REGION) == 0);
    CHECK(x->state == TS_READY && y->state == TS_READY && !x->timeout.armed);
    MR(machine_root, 0) = 0x77;
    ipc(machine_root, a->id, TID_NIL, AT_ONCE);
    MR(machine_root, 0) = 0x77;
    ipc(machine_root, b->id, TID_NIL, AT_ONCE);
}

static void test_random_strings(unsigned events)
{
    start();
    machine_event_one_in = events;
    faults = 0;
    for (tap_step = 0; tap_step < 300; tap_step++)
        random_strings();
    machine_event_one_in = 0;
    CHECK(faults > 300);
    end(events == 0 ? "strings of all cuttings"
                    : "strings of all cuttings, interrupted after each piece");
}

/* ---- single cases ---- */

/* Time that passes just before the next simple string is sent. */
static time_us_t hurry;

/* One simple string of n bytes from `from` to `to` with m bytes of room; x sends, y waits already. */
static void simple(word_t from, word_t n, word_t to, word_t m)
{
    MR(x, 0) = tag(1, 0, 2);
    MR(x, 1) = string_word(n, 1, false, false);
    MR(x, 2) = from;
    BR(y, 0) = ACCEPT_STRINGS;
    BR(y, 1) = string_word(m, 1, false, false);
    BR(y, 2) = to;
    receive(y, x->id);
    machine_become(x);
    machine_now += hurry;
    hurry = 0;
    ipc(x, y->id, TID_NIL, FOREVER);
}

static void pages(bool of_x, bool of_y)
{
    for (word_t v = 0; v < 0x4000; v += 4096) {
        take(x, v);
        take(y, v);
        if (of_x)
            give(x, v, X_RAM + v, 7);
        if (of_y)
            give(y, v, Y_RAM + v, 7);
    }
}

static void test_overflow(void)
{
    start();
    pages(true, true);
    /* No buffers, second buffer missing, no string in BR1, buffer beyond the BRs. */
    simple(0, 10, 0, 10);
    CHECK(got(y, x->id, tag(1, 0, 2)));
    MR(x, 0) = tag(1, 0, 2);
    BR(y, 0) = 0;
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9) && MR(y, 1) == MR(x, 1) && MR(y, 2) == MR(x, 2));
    BR(y, 0) = ACCEPT_STRINGS;
    MR(x, 3) = MR(x, 1);
    MR(x, 4) = 100;
    MR(x, 0) = tag(1, 0, 4);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 10 << 4 | 8) && failed(y, 10 << 4 | 9) && MR(y, 3) == MR(x, 3));
    MR(x, 0) = tag(1, 0, 2);
    BR(y, 1) = 8;
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9));
    for (unsigned i = 1; i < NUM_BRS; i++)
        BR(y, i) = string_word(1, 1, true, false);
    MR(x, 0) = tag(1, 0, 2);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9));
    /* u + t > 63; an item longer than the message; unknown types; nil window. */
    MR(x, 0) = tag(1, 32, 32);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9));
    MR(x, 0) = tag(1, 1, 2);
    MR(x, 2) = string_word(1, 5, false, false);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9) && MR(y, 2) == MR(x, 2));
    for (unsigned type = 4; type < 8; type++) {
        MR(x, 0) = tag(1, 0, 2);
        MR(x, 1) = (word_t)type << 1;
        BR(y, 0) = ACCEPT_STRINGS;
        receive(y, x->id);
        ipc(x, y->id, TID_NIL, FOREVER);
        CHECK(failed(x, 8) && failed(y, 9));
    }
    /* Beyond the user area, on either side; an address that wraps. */
    simple(ARCH_USER_END, 1, 0, 10);
    CHECK(failed(x, 8) && failed(y, 9));
    simple(0, 1, WORD_MAX - 5, 10);
    CHECK(failed(x, 8) && failed(y, 9));
    end("messages that overflow");
}

static void test_xfer_timeouts(void)
{
    static const struct {
        unsigned send;
        unsigned receive;
        time_us_t limit;
        bool senders;
    } cases[] = {
        {ZERO, NEVER, 0, true},   {NEVER, ZERO, 0, false}, {ZERO, ZERO, 0, true},
        {100, 200, 100, true},    {200, 100, 100, false},  {150, 150, 150, true},
        {NEVER, 300, 300, false}, {300, NEVER, 300, true},
    };

    start();
    for (unsigned i = 0; i < ARRAY_SIZE(cases) * 2; i++) {
        word_t own = cases[i / 2].senders ? 5u : 6u;
        time_us_t start_us;

        pages(i % 2 == 0, i % 2 != 0);
        TCR(x, TCR_XFER_TIMEOUTS) = TIMEOUTS(cases[i / 2].send, 1);
        TCR(y, TCR_XFER_TIMEOUTS) = TIMEOUTS(1, cases[i / 2].receive);
        take(x, 0x1000);
        take(y, 0x1000);
        give(x, 0, X_RAM, 7);
        give(y, 0, Y_RAM, 7);
        if (i % 2 == 0)
            give(x, 0x1000, X_RAM + 0x1000, 7);
        else
            give(y, 0x1000, Y_RAM + 0x1000, 7);
        start_us = machine_now;
        simple(0x0f00, 0x200, 0x0f00, 0x200);
        if (cases[i / 2].limit != 0) {
            CHECK(state(x) == 5 && state(y) == 7);
            machine_sleep(cases[i / 2].limit - 1);
            CHECK(state(x) == 5 && state(y) == 7);
            machine_sleep(1);
            CHECK(machine_now == start_us + cases[i / 2].limit);
        }
        CHECK(failed(x, 0x100 << 4 | own << 1) && failed(y, 0x100 << 4 | (11 - own) << 1 | 1));
        CHECK(list_empty(&a->senders) && list_empty(&b->senders));
        /* Nothing fires without a fault. */
        pages(true, true);
        simple(0x0f00, 0x200, 0x0f00, 0x200);
        machine_sleep(1000);
        CHECK(got(y, x->id, tag(1, 0, 2)));
    }
    /* The limit covers the rest of the transfer, also after the first fault is mended. */
    pages(false, false);
    TCR(x, TCR_XFER_TIMEOUTS) = TIMEOUTS(100, 0);
    TCR(y, TCR_XFER_TIMEOUTS) = TIMEOUTS(NEVER, NEVER);
    receive(a, TID_ANY);
    simple(0, 0x2000, 0, 0x2000);
    machine_sleep(60);
    CHECK(has_fault(a, x));
    answer(a, x, true);
    CHECK(y->outer_peer == x && x->timeout.armed);
    machine_sleep(40);
    CHECK(failed(x, 10) && failed(y, 13));
    end("xfer timeouts");
}

/* ---- what ends a transfer ---- */

enum ending {
    END_CANCEL_X,
    END_CANCEL_Y,
    END_DELETE_X,
    END_DELETE_Y,
    END_DELETE_PAGER,
    END_RENAME_X,
    END_RENAME_Y,
    END_RENAME_PAGER,
    END_COUNT
};
/* x's or y's fault; the pager has not taken it, or has. */
enum moment {
    X_FAULT_QUEUED,
    X_FAULT_TAKEN,
    Y_FAULT_QUEUED,
    Y_FAULT_TAKEN,
    INTERRUPTED,
    MOMENT_COUNT
};

static void finish(enum ending how, struct tcb *pager)
{
    tid_t id = how == END_RENAME_X ? x->id : how == END_RENAME_Y ? y->id : pager->id;

    switch (how) {
    case END_CANCEL_X:
        exregs(x, EXREGS_S);
        break;
    case END_CANCEL_Y:
        exregs(y, EXREGS_R);
        break;
    case END_DELETE_X:
        delete (x);
        break;
    case END_DELETE_Y:
        delete (y);
        break;
    case END_DELETE_PAGER:
        delete (pager);
        break;
    default:
        CHECK(control(tid_make(tid_number(id), 5), tid_make(tid_number(id), 5), TID_NIL, TID_NIL,
                      WORD_MAX) == 0);
        break;
    }
}

static void end_transfer(enum moment when, enum ending how)
{
    bool of_x = when == X_FAULT_QUEUED || when == X_FAULT_TAKEN;
    struct tcb *pager;
    bool at_pager = how == END_DELETE_PAGER || how == END_RENAME_PAGER;

    if (when == INTERRUPTED && at_pager)
        return;
    start();
    pager = of_x ? a : b;
    pages(false, false);
    give(x, 0, X_RAM, 7);
    give(y, 0, Y_RAM, 7);
    if (when == INTERRUPTED || !of_x)
        give(x, 0x1000, X_RAM + 0x1000, 7);
    if (when == INTERRUPTED || of_x)
        give(y, 0x1000, Y_RAM + 0x1000, 7);
    if (when == X_FAULT_TAKEN || when == Y_FAULT_TAKEN)
        receive(pager, TID_ANY);
    if (when == INTERRUPTED) {
        /* The root task's sleep ends while x copies; its timer is seen after the first piece. */
        call(machine_root, CALL_IPC, TID_NIL, machine_root->id, TIMEOUTS(NEVER, 50));
        hurry = 50;
    }
    simple(0x0f00, 0x200, 0x0f00, 0x200);
    CHECK(state(x) == 5 && state(y) == 7);
    CHECK(when != INTERRUPTED || x->cont == CONT_TRANSFER);
    finish(how, pager);
    CHECK(how == END_DELETE_X || failed(x, 0x100 << 4 | 14));
    CHECK(how == END_DELETE_Y || failed(y, 0x100 << 4 | 15));
    CHECK(at_pager || list_empty(&pager->senders));
    CHECK(cpus[0].timeouts.root == NULL);
    clear();
}

/* x's pager answers with a mapping of many pages and is interrupted; then the transfer, or the pager's part, ends. */
static void end_answer(unsigned how)
{
    start();
    pages(false, false);
    give(x, 0, X_RAM, 7);
    give(y, 0, Y_RAM, 7);
    give(y, 0x1000, Y_RAM + 0x1000, 7);
    receive(a, TID_ANY);
    simple(0x0f00, 0x200, 0x0f00, 0x200);
    CHECK(has_fault(a, x));
    for (word_t i = 0; i < 64; i++)
        give(a, 0x100000 + (i << 12), 0x100000 + (i << 12), 7);
    MR(a, 0) = tag(0, 0, 2);
    MR(a, 1) = 0x200000 | 8;
    MR(a, 2) = 0x100000 | 18 << 4 | 7;
    call(machine_root, CALL_IPC, TID_NIL, machine_root->id, TIMEOUTS(NEVER, 50));
    machine_become(a);
    machine_now += 50;
    ipc(a, x->id, TID_NIL, FOREVER);
    CHECK(a->cont == CONT_TRANSFER && a->peer == x && x->outer_peer == y);
    CHECK(state(x) == 5 && state(y) == 7);
    if (how == 0)
        exregs(x, EXREGS_S);
    else if (how == 1)
        exregs(y, EXREGS_R);
    else if (how == 2)
        exregs(a, EXREGS_S);
    else
        delete (a);
    CHECK(failed(x, 0x100 << 4 | 14) && failed(y, 0x100 << 4 | 15));
    CHECK(how == 3 || failed(a, 14));
    clear();
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 6);
    machine_boot();
    test_random_strings(0);
    test_random_strings(1);
    test_overflow();
    test_xfer_timeouts();
    for (unsigned when = 0; when < MOMENT_COUNT; when++) {
        for (unsigned how = 0; how < END_COUNT; how++)
            end_transfer((enum moment)when, (enum ending)how);
    }
    tap_ok("everything that ends a transfer");
    for (unsigned how = 0; how < 4; how++)
        end_answer(how);
    tap_ok("a pager's answer that is cut off");
    return 0;
}
