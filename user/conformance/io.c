/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * I/O ports (feature ioflexpages). The ports are those of a fourth serial line, which no board has.
 */
#include "arch.h"

#define PORTS 0x2E8u

static volatile L4_Word_t port;
static volatile L4_Word_t bytes;
static volatile L4_Word_t done;
static volatile L4_Word_t seen[2];

static L4_Fpage_t ports(L4_Word_t first, L4_Word_t log2)
{
    L4_Fpage_t f;

    f.raw = first << 16 | log2 << 10 | 2 << 4;
    return f;
}

static L4_Fpage_t ask(L4_Fpage_t f)
{
    L4_Fpage_t got = L4_Sigma0_GetPage_RcvWindow(ct_sigma0, f, L4_CompleteAddressSpace);

    L4_Accept(L4_UntypedWordsAcceptor);
    return got;
}

static void ask_too(void)
{
    seen[0] = ask(ports(PORTS, 3)).raw;
    seen[1] = 1;
}

static void from_sigma0(void)
{
    L4_Fpage_t got = ask(ports(PORTS, 3));

    CHECK_EQ(got.raw & ~15UL, ports(PORTS, 3).raw);
    (void)arch_port_in(PORTS + 2, 1); /* no fault */
    CHECK_EQ(ct_fault_count, 0);
    seen[1] = 0;
    REQUIRE(ct_until_done(ct_run(CT_NEW, ask_too)));
    CHECK_EQ(seen[1], 1);
    CHECK_EQ(seen[0], 0);
}

/* The pager for ports is the test; what the loop needs of the image is touched before. */
static void access_ports(void)
{
    done = 0;
    (void)ct_recv(ct_test_id, CT_ZERO);
    L4_Set_Pager(ct_test_id);
    for (;;) {
        (void)arch_port_in(port, bytes);
        done++;
        (void)ct_recv(ct_test_id, CT_NEVER);
    }
}

/* Serves page faults of the image until an I/O fault comes. */
static void expect_io_fault(L4_ThreadId_t t, L4_Word_t log2)
{
    L4_Word_t ip;

    for (;;) {
        L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));
        L4_Word_t page = ct_mr(1) & ~(ct_page_size - 1);
        L4_MapItem_t item = L4_MapItem(ct_fp(page, 7), page);

        REQUIRE_EQ(ct_error(tag), 0);
        ip = ct_mr(2);
        if ((L4_Label(tag) & 0xFFF0) != 0xFFE0) {
            CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFF86, 2));
            CHECK_EQ(ct_mr(1) & ~15UL, ports(port, log2).raw);
            CHECK(ip - (L4_Word_t)arch_port_in < 128);
            return;
        }
        L4_LoadMRs(1, 2, item.raw);
        ct_tag(0, 0, 2);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    }
}

static void give(L4_ThreadId_t t, L4_Fpage_t f)
{
    L4_MapItem_t item = L4_MapItem(L4_FpageAddRights(f, 7), 0);

    L4_LoadMRs(1, 2, item.raw);
    ct_tag(0, 0, 2);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
}

static L4_ThreadId_t begin(L4_Word_t first, L4_Word_t size)
{
    (void)ask(ports(PORTS, 3));
    port = first;
    bytes = size;
    done = 0;
    return ct_run(CT_NEW, access_ports);
}

static void again(L4_ThreadId_t t)
{
    ct_tag(0, 0, 0);
    REQUIRE_EQ(ct_error(ct_send(t, ct_us(1000000))), 0);
}

static void faults(void)
{
    static const L4_Word_t sizes[] = {1, 2, 4};
    L4_Word_t log2;

    for (log2 = 0; log2 < 3; log2++) {
        L4_ThreadId_t t = begin(PORTS, sizes[log2]);

        expect_io_fault(t, log2);
        ct_tag(0, 0, 0);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
        expect_io_fault(t, log2); /* nothing was given */
        CHECK_EQ(done, 0);
        give(t, ports(PORTS, log2));
        CT_UNTIL(done == 1);
        CHECK_EQ(done, 1);
        /* The port behind it is another matter. */
        port = PORTS + sizes[log2];
        again(t);
        expect_io_fault(t, log2);
        harness_next();
    }
}

static void revoked(void)
{
    L4_ThreadId_t t = begin(PORTS + 1, 1);

    expect_io_fault(t, 0);
    give(t, ports(PORTS, 3));
    CT_UNTIL(done == 1);
    again(t);
    CT_UNTIL(done == 2);
    CHECK_EQ(done, 2);
    (void)L4_UnmapFpage(L4_FpageAddRights(ports(PORTS + 1, 0), 7));
    again(t);
    expect_io_fault(t, 0);
    CHECK_EQ(done, 2);
    (void)arch_port_in(PORTS + 1, 1); /* still the root task's */
    CHECK_EQ(ct_fault_count, 0);
    give(t, ports(PORTS, 3));
    CT_UNTIL(done == 3);
    CHECK_EQ(done, 3);
}

static const struct ct_test tests[] = {
    {"sigma0", from_sigma0, "R235", CT_IO, 0},
    {"faults", faults, "R238", CT_IO, 0},
    {"revoked", revoked, "R239", CT_IO, 0},
};

CT_SUITE(io_suite, "io", tests);
