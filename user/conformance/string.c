/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Ipc: strings, with and without page faults, and how such transfers end early.
 *
 * A sender and a receiver, each in a thread of its own, do one transfer that the test has
 * prepared in `out` and `in_br`.
 */
#include "conf.h"

#define BYTES 20000u

static L4_Word8_t src[BYTES];
static L4_Word8_t dst[BYTES + 64];

static L4_Word_t out[64];
static volatile L4_Word_t out_xfer;
static volatile L4_Word_t out_error;
static volatile L4_Word_t in_br[33];
static volatile L4_Word_t in_xfer;
static volatile L4_Word_t in_error;
static volatile L4_Word_t in_mr[64];
static volatile L4_Word_t in_from;
static L4_ThreadId_t volatile sender_id;
static L4_ThreadId_t volatile receiver_id;

#define OVERFLOW_S(off)     (8 | (L4_Word_t)(off) << 4)
#define OVERFLOW_R(off)     (9 | (L4_Word_t)(off) << 4)
#define CODE(e, phase, off) ((L4_Word_t)(e) << 1 | (phase) | (L4_Word_t)(off) << 4)

static void sender(void)
{
    int i;

    L4_Set_XferTimeouts(out_xfer);
    for (i = 63; i >= 0; i--)
        L4_LoadMR(i, out[i]);
    out_error = ct_error(ct_send(receiver_id, CT_NEVER));
}

static void receiver(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag;
    int i;

    L4_Set_XferTimeouts(in_xfer);
    for (i = 0; i < 33; i++)
        L4_LoadBR(i, in_br[i]);
    for (i = 0; i < 64; i++)
        L4_LoadMR(i, 0xEEEE0000UL + (L4_Word_t)i);
    tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);
    for (i = 0; i < 64; i++)
        in_mr[i] = ct_mr(i);
    in_from = from.raw;
    in_error = ct_error(tag);
}

static L4_Word_t item(L4_Word_t length, L4_Word_t pointers, int compound, int more)
{
    return length << 10 | (compound ? 0x200u : 0) | (pointers - 1) << 4 | (more ? 1 : 0);
}

/* One simple string from src into one simple buffer. */
static void simple(L4_Word_t from, L4_Word_t length, L4_Word_t to, L4_Word_t room)
{
    L4_Word_t i;

    for (i = 0; i < 33; i++)
        in_br[i] = 0;
    out[0] = CT_TAG(0x55, 1, 2);
    out[1] = 0x1111;
    out[2] = item(length, 1, 0, 0);
    out[3] = from;
    in_br[0] = 1;
    in_br[1] = item(room, 1, 0, 0);
    in_br[2] = to;
}

static void begin(void)
{
    unsigned i;

    for (i = 0; i < BYTES; i++)
        src[i] = (L4_Word8_t)(i * 7 + i / 253 + 1);
    for (i = 0; i < sizeof(dst); i++)
        dst[i] = 0xEE;
    out_xfer = 0;
    in_xfer = 0;
    out_error = 0xFFFF;
    in_error = 0xFFFF;
    simple((L4_Word_t)src, 100, (L4_Word_t)dst, 100);
}

static void start(L4_ThreadId_t from, L4_ThreadId_t to)
{
    out_error = 0xFFFF;
    in_error = 0xFFFF;
    receiver_id = ct_run(to, receiver);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    sender_id = ct_run(from, sender);
}

static void both_end(L4_Word_t out_expected, L4_Word_t in_expected)
{
    REQUIRE(ct_until_done(sender_id));
    REQUIRE(ct_until_done(receiver_id));
    CHECK_EQ(out_error, out_expected);
    CHECK_EQ(in_error, in_expected);
}

static void transfer(L4_Word_t out_expected, L4_Word_t in_expected)
{
    start(CT_NEW, CT_NEW);
    both_end(out_expected, in_expected);
    CHECK_EQ(in_from, sender_id.raw);
}

/* Does dst hold the first n bytes of src, and nothing behind them? */
static void check_copy(L4_Word_t n)
{
    L4_Word_t i;
    L4_Word_t wrong = 0;

    for (i = 0; i < n; i++)
        wrong += dst[i] != src[i];
    CHECK_EQ(wrong, 0);
    for (; i < sizeof(dst); i++)
        wrong += dst[i] != 0xEE;
    CHECK_EQ(wrong, 0);
}

static void simple_strings(void)
{
    static const unsigned lengths[] = {1, 2, 3, 4, 5, 63, 4095, 4096, 4097, 12345, BYTES};
    unsigned i;

    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        begin();
        simple((L4_Word_t)src, lengths[i], (L4_Word_t)dst, lengths[i]);
        transfer(0, 0);
        check_copy(lengths[i]);
        CHECK_EQ(in_mr[0], out[0]);
        CHECK_EQ(in_mr[1], 0x1111);
        CHECK_EQ(in_mr[2], out[2]);
        CHECK_EQ(in_mr[3], out[3]);
        harness_next();
    }
}

static void same_space(void)
{
    begin();
    simple((L4_Word_t)src, 9000, (L4_Word_t)dst, 9000);
    start(CT_OWN, CT_OWN);
    both_end(0, 0);
    check_copy(9000);
    CHECK_EQ(in_from, L4_LocalIdOf(sender_id).raw);
}

/* Cuts `total` bytes at random into groups of substrings; returns the words used. */
static unsigned cut(volatile L4_Word_t *reg, unsigned room, L4_Word_t base, L4_Word_t total,
                    L4_Word_t *state)
{
    unsigned n = 0;

    for (;;) {
        L4_Word_t pointers = 1 + ct_random(state) % 3;
        L4_Word_t length = 1 + ct_random(state) % 700;
        L4_Word_t i;
        int last;

        last = n + 1 + pointers + 2 > room || pointers * length >= total;
        if (last) {
            pointers = 1;
            length = total;
        }
        reg[n++] = item(length, pointers, !last, 0);
        for (i = 0; i < pointers; i++) {
            reg[n++] = base;
            base += length;
            total -= length;
        }
        if (last)
            return n;
    }
}

static void compound(void)
{
    L4_Word_t state = ct_seed;
    int i;

    for (i = 0; i < 30; i++) {
        L4_Word_t length = 1 + ct_random(&state) % 9000;
        unsigned words;

        begin();
        if (i & 1) {
            words = cut(out + 2, 60, (L4_Word_t)src, length, &state);
            out[0] = CT_TAG(0x56, 1, words);
        } else {
            out[2] = item(length, 1, 0, 0);
        }
        if (i & 2)
            (void)cut(in_br + 1, 32, (L4_Word_t)dst, length, &state);
        else
            in_br[1] = item(length, 1, 0, 0);
        transfer(0, 0);
        check_copy(length);
        harness_next();
    }
}

/* Pieces that lie in no order, on both sides. */
static void scattered(void)
{
    unsigned i;

    begin();
    out[0] = CT_TAG(0x57, 0, 7);
    out[1] = item(100, 3, 1, 0);
    out[2] = (L4_Word_t)src + 200;
    out[3] = (L4_Word_t)src;
    out[4] = (L4_Word_t)src + 100;
    out[5] = item(60, 1, 0, 0);
    out[6] = (L4_Word_t)src + 5000;
    out[0] = CT_TAG(0x57, 0, 6);
    in_br[1] = item(180, 2, 0, 0);
    in_br[2] = (L4_Word_t)dst + 180;
    in_br[3] = (L4_Word_t)dst;
    transfer(0, 0);
    for (i = 0; i < 360; i++) {
        unsigned from = i < 100 ? i + 200 : i < 200 ? i - 100 : i < 300 ? i - 100 : i + 4700;
        unsigned to = i < 180 ? i + 180 : i - 180;

        if (dst[to] != src[from]) {
            CHECK_EQ(dst[to], src[from]);
            return;
        }
    }
}

/* Three strings of 100, 50, 30 bytes into buffers that follow each other. */
static void three(L4_Word_t rooms[3], int buffers)
{
    L4_Word_t at = (L4_Word_t)dst;
    int i;

    begin();
    out[0] = CT_TAG(0x58, 0, 6);
    out[1] = item(100, 1, 0, 1);
    out[2] = (L4_Word_t)src;
    out[3] = item(50, 1, 0, 1);
    out[4] = (L4_Word_t)src + 100;
    out[5] = item(30, 1, 0, 0);
    out[6] = (L4_Word_t)src + 150;
    for (i = 0; i < buffers; i++) {
        in_br[1 + 2 * i] = item(rooms[i], 1, 0, i + 1 < buffers);
        in_br[2 + 2 * i] = at;
        at += rooms[i];
    }
}

static void several(void)
{
    L4_Word_t rooms[3] = {100, 50, 30};

    three(rooms, 3);
    transfer(0, 0);
    check_copy(180);
}

static void longer_buffer(void)
{
    L4_Word_t rooms[3] = {100, 150, 30};
    L4_Word_t i;

    three(rooms, 3);
    transfer(0, 0);
    for (i = 0; i < 100; i++)
        REQUIRE_EQ(dst[i], src[i]);
    for (i = 0; i < 50; i++)
        REQUIRE_EQ(dst[100 + i], src[100 + i]);
    for (i = 50; i < 150; i++)
        REQUIRE_EQ(dst[100 + i], 0xEE);
    for (i = 0; i < 30; i++)
        REQUIRE_EQ(dst[250 + i], src[150 + i]);
    CHECK_EQ(dst[280], 0xEE);
}

static void short_buffer(void)
{
    begin();
    simple((L4_Word_t)src, 5000, (L4_Word_t)dst, 4500);
    transfer(OVERFLOW_S(4500), OVERFLOW_R(4500));
    check_copy(4500);
    CHECK_EQ(in_mr[0], out[0] | 0x8000);
    CHECK_EQ(in_mr[1], 0x1111);
    CHECK_EQ(in_mr[2], out[2]);
}

static void no_buffer(void)
{
    begin();
    in_br[0] = 0;
    transfer(OVERFLOW_S(0), OVERFLOW_R(0));
    check_copy(0);
    CHECK_EQ(in_mr[0], out[0] | 0x8000);
    CHECK_EQ(in_mr[2], out[2]);
    CHECK_EQ(in_mr[3], out[3]);
}

static void second_buffer_missing(void)
{
    L4_Word_t rooms[3] = {100, 50, 30};

    three(rooms, 1);
    transfer(OVERFLOW_S(100), OVERFLOW_R(100));
    check_copy(100);
    harness_next();
    rooms[2] = 10;
    three(rooms, 3);
    transfer(OVERFLOW_S(160), OVERFLOW_R(160));
    check_copy(160);
}

/* The test receives itself: ErrorCode is read after further calls that succeed. */
static void cut_result(void)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag;

    begin();
    receiver_id = ct_test_id;
    sender_id = ct_run(CT_NEW, sender);
    REQUIRE(ct_until(sender_id, L4_SCHEDRESULT_PENDING_SEND));
    L4_LoadBR(0, 1);
    L4_LoadBR(1, item(60, 1, 0, 0));
    L4_LoadBR(2, (L4_Word_t)dst);
    tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);
    CHECK_EQ(tag.raw, out[0] | 0x8000);
    CHECK_EQ(from.raw, sender_id.raw);
    CHECK(ct_until_done(sender_id));
    in_br[0] = 0;
    receiver_id = ct_run(CT_OWN, receiver);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    ct_tag(0, 0, 0);
    CHECK(L4_IpcSucceeded(ct_send(receiver_id, CT_NEVER)));
    CHECK_EQ(out_error, OVERFLOW_S(60));
    check_copy(60);
}

static void cut_code(void)
{
    begin();
    receiver_id = ct_test_id;
    sender_id = ct_run(CT_NEW, sender);
    L4_LoadBR(0, 0);
    CHECK(L4_IpcFailed(ct_recv(sender_id, ct_us(1000000))));
    in_br[0] = 0;
    {
        L4_ThreadId_t t = L4_GlobalId(L4_ThreadNo(ct_pager_id), 1);

        ct_tag(0, 0, 0);
        CHECK(L4_IpcSucceeded(ct_send(t, CT_NEVER)));
    }
    CHECK_EQ(L4_ErrorCode(), OVERFLOW_R(0));
}

static void bad_items(void)
{
    begin();
    in_br[1] = 8; /* a map item */
    transfer(OVERFLOW_S(0), OVERFLOW_R(0));
    harness_next();
    begin();
    out[2] = 14; /* reserved */
    transfer(OVERFLOW_S(0), OVERFLOW_R(0));
    harness_next();
    begin();
    out[2] = item(100, 3, 0, 0); /* more words than there are */
    transfer(OVERFLOW_S(0), OVERFLOW_R(0));
    harness_next();
    begin();
    out[0] = CT_TAG(0, 1, 1);
    transfer(OVERFLOW_S(0), OVERFLOW_R(0));
    harness_next();
    begin();
    in_br[31] = item(100, 4, 0, 0); /* beyond BR32 */
    in_br[1] = item(10, 29, 1, 0);
    transfer(OVERFLOW_S(0), OVERFLOW_R(0));
    check_copy(0);
}

/* The last page below the end of the user area, then nothing more. */
static void user_end(void)
{
    L4_MemoryDesc_t *m = 0;
    L4_Word_t end;
    L4_Word_t i;

    for (i = 0; (m = L4_MemoryDesc(ct_kip, i)) != 0; i++)
        if (L4_IsMemoryDescVirtual(m) && L4_MemoryDescType(m) == L4_ConventionalMemoryType)
            break;
    REQUIRE(m != 0);
    end = L4_MemoryDescHigh(m) + 1;
    ct_view(end - ct_page_size, ct_page_size, ct_page(0), 7);
    begin();
    simple(end - 48, 100, (L4_Word_t)dst, 100);
    start(CT_NEW, CT_NEW);
    both_end(OVERFLOW_S(48), OVERFLOW_R(48));
    begin();
    simple((L4_Word_t)src, 100, end - 32, 100);
    start(CT_NEW, CT_NEW);
    both_end(OVERFLOW_S(32), OVERFLOW_R(32));
    begin();
    simple(end, 100, (L4_Word_t)dst, 100);
    start(CT_NEW, CT_NEW);
    both_end(OVERFLOW_S(0), OVERFLOW_R(0));
    check_copy(0);
}

static void most_words(void)
{
    unsigned i;

    begin();
    out[0] = CT_TAG(0x59, 0, 33);
    out[1] = item(40, 32, 0, 0);
    for (i = 0; i < 32; i++)
        out[2 + i] = (L4_Word_t)src + 40 * i;
    in_br[1] = item(42, 31, 0, 0);
    for (i = 0; i < 31; i++)
        in_br[2 + i] = (L4_Word_t)dst + 42 * i;
    transfer(0, 0);
    check_copy(1280);
    harness_next();
    begin();
    for (i = 0; i < 16; i++) {
        out[1 + 2 * i] = item(8, 1, 0, i < 15);
        out[2 + 2 * i] = (L4_Word_t)src + 8 * i;
        in_br[1 + 2 * i] = item(8, 1, 0, i < 15);
        in_br[2 + 2 * i] = (L4_Word_t)dst + 8 * i;
    }
    out[0] = CT_TAG(0x5A, 0, 32);
    transfer(0, 0);
    check_copy(128);
}

static void empty(void)
{
    begin();
    simple((L4_Word_t)src, 0, (L4_Word_t)dst, 100);
    transfer(0, 0);
    check_copy(0);
    harness_next();
    begin();
    simple(0, 0, 0, 0);
    transfer(0, 0);
    check_copy(0);
}

/*
 * Page faults: the sender's string in views 0..3, the receiver's buffer in views 8..11
 */

#define OFF 64u /* from the start of a page */

static L4_Word_t out_at(void)
{
    return CT_VIEW(0) + OFF;
}

static L4_Word_t in_at(void)
{
    return CT_VIEW(8) + OFF;
}

/* Three pages; `out_pages` and `in_pages` of them the pager will map. */
static void faulting(L4_Word_t out_pages, L4_Word_t in_pages)
{
    L4_Word_t n = 2 * ct_page_size;
    L4_Word_t i;

    begin();
    for (i = 0; i < 3 * ct_page_size / sizeof(L4_Word_t); i++) {
        ct_write(ct_page(0) + i * sizeof(L4_Word_t), i * 0x10003UL + 5);
        ct_write(ct_page(8) + i * sizeof(L4_Word_t), 0);
    }
    ct_view_clear();
    if (out_pages > 0)
        ct_view(CT_VIEW(0), out_pages * ct_page_size, ct_page(0), 7);
    if (in_pages > 0)
        ct_view(CT_VIEW(8), in_pages * ct_page_size, ct_page(8), 7);
    simple(out_at(), n, in_at(), n);
}

static void check_pages(L4_Word_t n)
{
    const volatile L4_Word8_t *from = (const volatile L4_Word8_t *)(ct_page(0) + OFF);
    const volatile L4_Word8_t *to = (const volatile L4_Word8_t *)(ct_page(8) + OFF);
    L4_Word_t wrong = 0;
    L4_Word_t i;

    for (i = 0; i < n; i++)
        wrong += from[i] != to[i];
    CHECK_EQ(wrong, 0);
    for (; i < 2 * ct_page_size; i++)
        wrong += to[i] != 0;
    CHECK_EQ(wrong, 0);
}

static void check_fault(unsigned n, L4_ThreadId_t who, L4_Word_t access, L4_Word_t address)
{
    REQUIRE(ct_fault_count > n);
    CHECK_EQ(ct_faults[n].from.raw, who.raw);
    CHECK_EQ(ct_faults[n].tag & ~(access == L4_Readable ? 1UL << 16 : 0),
             CT_KERNEL_TAG(0xFFE0 | access, 2));
    CHECK_EQ(ct_faults[n].address, address);
    if (access == L4_Writable)
        CHECK_EQ(ct_faults[n].ip, ~(L4_Word_t)0);
}

static void sender_faults(void)
{
    faulting(3, 0);
    simple(out_at(), 2 * ct_page_size, (L4_Word_t)dst, 2 * ct_page_size);
    start(CT_NEW, CT_OWN);
    both_end(0, 0);
    CHECK_EQ(ct_fault_count, 3);
    check_fault(0, sender_id, L4_Readable, out_at());
    check_fault(1, sender_id, L4_Readable, CT_VIEW(1));
    check_fault(2, sender_id, L4_Readable, CT_VIEW(2));
    CHECK_EQ(dst[2 * ct_page_size - 1], *(volatile L4_Word8_t *)(ct_page(2) + OFF - 1));
}

static void receiver_faults(void)
{
    faulting(0, 3);
    simple(ct_page(0) + OFF, 2 * ct_page_size, in_at(), 2 * ct_page_size);
    start(CT_OWN, CT_NEW);
    both_end(0, 0);
    CHECK_EQ(ct_fault_count, 3);
    check_fault(0, receiver_id, L4_Writable, in_at());
    check_fault(1, receiver_id, L4_Writable, CT_VIEW(9));
    check_fault(2, receiver_id, L4_Writable, CT_VIEW(10));
    check_pages(2 * ct_page_size);
}

static void both_fault(void)
{
    faulting(3, 3);
    start(CT_NEW, CT_NEW);
    both_end(0, 0);
    CHECK_EQ(ct_fault_count, 6);
    check_pages(2 * ct_page_size);
}

/* The pager keeps the first page waiting. */
static void slow_pager(void)
{
    faulting(0, 3);
    start(CT_NEW, CT_NEW);
    REQUIRE(ct_until_faults(1));
    ct_sleep(200000);
    CHECK(!ct_done(sender_id));
    CHECK(!ct_done(receiver_id));
    ct_view(CT_VIEW(0), 3 * ct_page_size, ct_page(0), 7);
    ct_release();
    both_end(0, 0);
    check_pages(2 * ct_page_size);
}

/* Threads' states while the transfer waits for a page. */
static void states(void)
{
    faulting(1, 3);
    start(CT_NEW, CT_NEW);
    REQUIRE(ct_until_faults(3));
    CHECK_EQ(ct_state(sender_id), L4_SCHEDRESULT_SENDING);
    CHECK_EQ(ct_state(receiver_id), L4_SCHEDRESULT_RECEIVING);
    ct_view(CT_VIEW(0), 3 * ct_page_size, ct_page(0), 7);
    ct_release();
    both_end(0, 0);
    harness_next();
    faulting(3, 1);
    start(CT_NEW, CT_NEW);
    REQUIRE(ct_until_faults(3));
    CHECK_EQ(ct_state(sender_id), L4_SCHEDRESULT_SENDING);
    CHECK_EQ(ct_state(receiver_id), L4_SCHEDRESULT_RECEIVING);
}

/* The first page on either side is touched before, so that it is there. */

static void sender_touching(void)
{
    (void)ct_read(out[3]);
    sender();
}

static void receiver_touching(void)
{
    ct_write(in_br[2] & ~(L4_Word_t)(sizeof(L4_Word_t) - 1), 0);
    receiver();
}

/*
 * Xfer timeouts. One page is there on either side, the second one is missing in the sender
 * (who = 0) or the receiver (1).
 */

static L4_Word_t timed(int who, L4_Word_t out_timeouts, L4_Word_t in_timeouts, L4_Word_t out_code,
                       L4_Word_t in_code)
{
    L4_Word_t off = ct_page_size - OFF;
    L4_Word64_t begin_us;

    faulting(who == 0 ? 1 : 3, who == 1 ? 1 : 3);
    out_xfer = out_timeouts;
    in_xfer = in_timeouts;
    if (who == 0)
        simple(out_at(), 2 * ct_page_size, ct_page(8) + OFF, 2 * ct_page_size);
    else
        simple(ct_page(0) + OFF, 2 * ct_page_size, in_at(), 2 * ct_page_size);
    begin_us = ct_now();
    receiver_id = ct_run(who == 1 ? CT_NEW : CT_OWN, receiver_touching);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    sender_id = ct_run(who == 0 ? CT_NEW : CT_OWN, sender_touching);
    REQUIRE(ct_until_done(sender_id));
    begin_us = ct_now() - begin_us;
    both_end(CODE(out_code, 0, off), CODE(in_code, 1, off));
    check_pages(off);
    harness_next();
    return (L4_Word_t)begin_us;
}

static void xfer_zero(void)
{
    L4_Word_t zero = CT_ZERO << 16;

    (void)timed(0, zero, 0, 5, 6);
    (void)timed(1, zero, 0, 5, 6);
    (void)timed(0, 0, CT_ZERO, 6, 5);
    (void)timed(1, 0, CT_ZERO, 6, 5);
}

static void xfer_smaller(void)
{
    L4_Word_t small = ct_us(20000);
    L4_Word_t large = ct_us(1000000);

    CHECK(timed(0, small << 16, large, 5, 6) >= 20000);
    CHECK(timed(1, small << 16, large, 5, 6) >= 20000);
    CHECK(timed(0, large << 16, small, 6, 5) >= 20000);
    CHECK(timed(1, large << 16, small, 6, 5) >= 20000);
    CHECK(timed(0, 0, small, 6, 5) >= 20000);
    CHECK_LATE(timed(1, small << 16, 0, 5, 6) < 500000);
    /* The other halves do not count. */
    CHECK(timed(0, small << 16 | CT_ZERO, large | CT_ZERO << 16, 5, 6) >= 20000);
    (void)timed(0, small << 16, small, 5, 6);
}

static void xfer_offset(void)
{
    L4_Word_t off = ct_page_size - OFF;

    faulting(1, 1);
    out_xfer = CT_ZERO << 16;
    receiver_id = ct_run(CT_NEW, receiver_touching);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    sender_id = ct_run(CT_NEW, sender_touching);
    both_end(CODE(5, 0, off), CODE(6, 1, off));
    check_pages(off);
    CHECK_EQ(ct_fault_count, 2);
}

static void xfer_unneeded(void)
{
    begin();
    out_xfer = CT_ZERO << 16 | CT_ZERO;
    in_xfer = CT_ZERO << 16 | CT_ZERO;
    simple((L4_Word_t)src, BYTES, (L4_Word_t)dst, BYTES);
    start(CT_OWN, CT_OWN);
    both_end(0, 0);
    check_copy(BYTES);
}

/* A buffer that may be read only faults; so does a source that is not there. */
static void protection(void)
{
    faulting(3, 0);
    ct_view(CT_VIEW(8), 3 * ct_page_size, ct_page(8), 5);
    receiver_id = ct_run(CT_NEW, receiver);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    sender_id = ct_run(CT_NEW, sender);
    REQUIRE(ct_until_faults(2));
    check_fault(0, sender_id, L4_Readable, out_at());
    check_fault(1, receiver_id, L4_Writable, in_at());
    ct_sleep(5000);
    CHECK(!ct_done(sender_id));
    check_pages(0);
    ct_view(CT_VIEW(8), 3 * ct_page_size, ct_page(8), 7);
    ct_release();
    both_end(0, 0);
    check_pages(2 * ct_page_size);
}

static void present_read_only(void)
{
    (void)ct_read(in_br[2]);
    receiver();
}

static void protection_present(void)
{
    faulting(3, 0);
    ct_view(CT_VIEW(8), 3 * ct_page_size, ct_page(8), 5);
    receiver_id = ct_run(CT_NEW, present_read_only);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    CHECK_EQ(ct_fault_count, 1);
    sender_id = ct_run(CT_NEW, sender);
    REQUIRE(ct_until_faults(3));
    check_fault(2, receiver_id, L4_Writable, in_at());
    check_pages(0);
}

/* Strings and map items in turn. */
static void mixed(void)
{
    L4_MapItem_t map = L4_MapItem(ct_fp(ct_page(4), 7), 0);

    begin();
    ct_write(ct_page(4), 0x77);
    out[0] = CT_TAG(0x5B, 1, 6);
    out[2] = item(100, 1, 0, 1);
    out[3] = (L4_Word_t)src;
    out[4] = map.raw[0];
    out[5] = map.raw[1];
    out[6] = item(50, 1, 0, 0);
    out[7] = (L4_Word_t)src + 100;
    in_br[0] = ct_fp(CT_VIEW(5), 0).raw | 1;
    in_br[1] = item(100, 1, 0, 1);
    in_br[3] = item(50, 1, 0, 0);
    in_br[4] = (L4_Word_t)dst + 100;
    start(CT_OWN, CT_OWN);
    both_end(0, 0);
    check_copy(150);
    CHECK_EQ(ct_read(CT_VIEW(5)), 0x77);
    CHECK_EQ(in_mr[4], out[4]);
    CHECK_EQ(in_mr[5], out[5]);
}

/*
 * Ends from outside while a page is awaited: who = 0 the sender faults, 1 the receiver
 */

static void interrupted(int who)
{
    faulting(who == 0 ? 1 : 3, who == 1 ? 1 : 3);
    start(CT_NEW, CT_NEW);
    REQUIRE(ct_until_faults(3));
    ct_sleep(1000);
}

static void abort_by_exregs(void)
{
    L4_Word_t off = ct_page_size - OFF;
    int i;

    if (!L4_HasFeature("pagerexregs"))
        ct_skip("this kernel has no pagerexregs");
    for (i = 0; i < 4; i++) {
        interrupted(i & 1);
        (void)ct_exregs(i & 2 ? receiver_id : sender_id, CT_X_RS);
        both_end(CODE(7, 0, off), CODE(7, 1, off));
        check_pages(off);
        harness_next();
    }
    interrupted(0);
    CHECK_EQ(ct_exregs(sender_id, 2) & 6, 4); /* R alone on a sender */
    CHECK_EQ(ct_exregs(receiver_id, 4) & 6, 2);
    ct_sleep(2000);
    CHECK(!ct_done(sender_id) && !ct_done(receiver_id));
}

static void abort_by_deletion(void)
{
    L4_Word_t off = ct_page_size - OFF;
    int i;

    for (i = 0; i < 4; i++) {
        interrupted(i & 1);
        CHECK_EQ(ct_delete(i & 2 ? receiver_id : sender_id), 0);
        if (i & 2) {
            REQUIRE(ct_until_done(sender_id));
            CHECK_EQ(out_error, CODE(7, 0, off));
        } else {
            REQUIRE(ct_until_done(receiver_id));
            CHECK_EQ(in_error, CODE(7, 1, off));
        }
        check_pages(off);
        harness_next();
    }
}

/* The pager goes while both wait for it. */
static void pager_vanishes(void)
{
    L4_ThreadId_t pager;

    faulting(3, 3);
    pager = ct_run(CT_OWN, receiver);
    REQUIRE(ct_until(pager, L4_SCHEDRESULT_WAITING));
    receiver_id = ct_run_paged(CT_OWN, receiver, pager);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    sender_id = ct_run(CT_OWN, sender);
    ct_sleep(10000);
    CHECK(!ct_done(sender_id));
    CHECK_EQ(ct_delete(pager), 0);
    both_end(CODE(7, 0, 0), CODE(7, 1, 0));
}

static void remote(void)
{
    begin();
    simple((L4_Word_t)src, 5000, (L4_Word_t)dst, 4500);
    receiver_id = ct_run(CT_NEW, receiver);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    REQUIRE(L4_Set_ProcessorNo(receiver_id, 1) != 0);
    sender_id = ct_run(CT_NEW, sender);
    both_end(OVERFLOW_S(4500), OVERFLOW_R(4500));
    check_copy(4500);
    harness_next();
    faulting(3, 3);
    receiver_id = ct_run(CT_NEW, receiver);
    REQUIRE(ct_until(receiver_id, L4_SCHEDRESULT_WAITING));
    REQUIRE(L4_Set_ProcessorNo(receiver_id, 1) != 0);
    sender_id = ct_run(CT_NEW, sender);
    both_end(0, 0);
    check_pages(2 * ct_page_size);
    CHECK(in_mr[0] & 0x4000);
}

static const struct ct_test tests[] = {
    {"simple", simple_strings, "R144", 0, 0},
    {"same-space", same_space, "R164", 0, 0},
    {"compound", compound, "R145", 0, 0},
    {"scattered", scattered, "R145", 0, 0},
    {"several", several, "R146", 0, 0},
    {"longer-buffer", longer_buffer, "R147", 0, 0},
    {"short-buffer", short_buffer, "R148", 0, 0},
    {"no-buffer", no_buffer, "R149", 0, 0},
    {"second-buffer-missing", second_buffer_missing, "R150 R151", 0, 0},
    {"cut-result", cut_result, "R152", 0, 0},
    {"cut-code", cut_code, "R152", 0, 0},
    {"bad-items", bad_items, "R153", 0, 0},
    {"user-end", user_end, "R154", 0, 0},
    {"most-words", most_words, "R155", 0, 0},
    {"empty", empty, "R156", 0, 0},
    {"sender-faults", sender_faults, "R157", 0, 0},
    {"receiver-faults", receiver_faults, "R158", 0, 0},
    {"both-fault", both_fault, "R157 R158", 0, 0},
    {"slow-pager", slow_pager, "R159", 0, 0},
    {"states", states, "R99", 0, 0},
    {"xfer-zero", xfer_zero, "R160", 0, 0},
    {"xfer-offset", xfer_offset, "R160", 0, 0},
    {"xfer-smaller", xfer_smaller, "R161", 0, 0},
    {"xfer-unneeded", xfer_unneeded, "R162", 0, 0},
    {"protection", protection, "R163", 0, 0},
    {"protection-present", protection_present, "R163", 0, 0},
    {"mixed", mixed, "R165", 0, 0},
    {"abort-exregs", abort_by_exregs, "R52", 0, 0},
    {"abort-deletion", abort_by_deletion, "R90", 0, 0},
    {"pager-vanishes", pager_vanishes, "R89 R222", 0, 0},
    {"other-processor", remote, "R166", CT_SMP, 0},
};

CT_SUITE(string_suite, "string", tests);
