/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Protocols of the kernel: start, page faults, exceptions. The test is pager and handler.
 */
#include "arch.h"

static volatile L4_Word_t seen[6];
static L4_Word_t volatile at;

static void look(void)
{
    seen[1] = ct_read(at);
    seen[2] = 1;
}

static void look_and_stay(void)
{
    look();
    for (;;)
        L4_Sleep(L4_Never);
}

static void change(void)
{
    ct_write(at, 0x55AA);
    seen[2] = 1;
}

static void jump(void)
{
    ((void (*)(void))at)();
    seen[2] = 1;
}

static void reply_map(L4_ThreadId_t t, L4_Word_t source, L4_Word_t base, L4_Word_t rights)
{
    L4_MapItem_t item = L4_MapItem(ct_fp(source, rights), base);

    L4_LoadMRs(1, 2, item.raw);
    ct_tag(0, 0, 2);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
}

static void reply_empty(L4_ThreadId_t t)
{
    ct_tag(0, 0, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
}

/* The next message of t is a page fault with this access; returns its IP. */
static L4_Word_t expect_fault(L4_ThreadId_t t, L4_Word_t access, L4_Word_t address)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from);

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(from.raw, L4_LocalIdOf(t).raw);
    CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFFE0 | access, 2));
    CHECK_EQ(ct_mr(1), address);
    return ct_mr(2);
}

static L4_ThreadId_t start(void (*entry)(void), L4_Word_t address)
{
    at = address;
    seen[2] = 0;
    return ct_run_paged(CT_OWN, entry, L4_Myself());
}

static int near(L4_Word_t ip, void (*entry)(void))
{
    return ip - (L4_Word_t)entry < 128;
}

static void faults(void)
{
    L4_ThreadId_t t = start(look, CT_VIEW(0) + 8);
    L4_Word_t ip = expect_fault(t, arch_read_access(), CT_VIEW(0) + 8);

    ct_write(ct_page(0) + 8, 0x1357);
    CHECK(near(ip, look));
    reply_map(t, ct_page(0), CT_VIEW(0) + 8, 7);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[1], 0x1357);
    t = start(change, CT_VIEW(1) + 8);
    ip = expect_fault(t, arch_write_access(), CT_VIEW(1) + 8);
    CHECK(near(ip, change));
    reply_map(t, ct_page(1), CT_VIEW(1), 7);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(ct_read(ct_page(1) + 8), 0x55AA);
    (void)arch_code(ct_page(2));
    t = start(jump, CT_VIEW(2));
    ip = expect_fault(t, arch_fetch_access(), CT_VIEW(2));
    CHECK_EQ(ip, CT_VIEW(2));
    reply_map(t, ct_page(2), CT_VIEW(2), 7);
    CHECK(ct_until_done(t));
}

/* A write to a page that may be read only. */
static void write_protected(void)
{
    L4_ThreadId_t t = start(look, CT_VIEW(0));

    ct_write(ct_page(0), 3);
    (void)expect_fault(t, arch_read_access(), CT_VIEW(0));
    reply_map(t, ct_page(0), CT_VIEW(0), 5);
    REQUIRE(ct_until_done(t));
    t = start(change, CT_VIEW(0));
    (void)expect_fault(t, arch_write_access(), CT_VIEW(0));
    CHECK_EQ(ct_read(ct_page(0)), 3);
    reply_map(t, ct_page(0), CT_VIEW(0), 7);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(ct_read(ct_page(0)), 0x55AA);
}

static void repeated(void)
{
    L4_ThreadId_t t = start(change, CT_VIEW(3));
    L4_Word_t ip = expect_fault(t, arch_write_access(), CT_VIEW(3));
    int i;

    for (i = 0; i < 3; i++) {
        reply_empty(t);
        CHECK_EQ(expect_fault(t, arch_write_access(), CT_VIEW(3)), ip);
        CHECK_EQ(seen[2], 0);
    }
    reply_map(t, ct_page(3), CT_VIEW(4), 7); /* elsewhere */
    (void)expect_fault(t, arch_write_access(), CT_VIEW(3));
    reply_map(t, ct_page(3), CT_VIEW(3), 5); /* too little */
    (void)expect_fault(t, arch_write_access(), CT_VIEW(3));
    reply_map(t, ct_page(3), CT_VIEW(3), 7);
    CHECK(ct_until_done(t));
}

static void halted(L4_ThreadId_t pager)
{
    L4_ThreadId_t t;

    at = CT_VIEW(6);
    seen[2] = 0;
    t = ct_run_paged(CT_OWN, change, pager);
    CHECK(ct_until(t, L4_SCHEDRESULT_INACTIVE));
    ct_sleep(2000);
    CHECK_EQ(seen[2], 0);
    CHECK_EQ(ct_exregs(t, 0), 1);
    /* It can be helped. */
    L4_Set_PagerOf(t, L4_Myself());
    (void)ct_exregs(t, CT_X_RESUME);
    (void)expect_fault(t, arch_write_access(), CT_VIEW(6));
    reply_map(t, ct_page(6), CT_VIEW(6), 7);
    CHECK(ct_until_done(t));
    (void)L4_UnmapFpage(ct_fp(ct_page(6), 7));
}

static void unreachable(void)
{
    L4_ThreadId_t gone = ct_create(CT_OWN, L4_Myself());
    L4_ThreadId_t t;

    halted(L4_GlobalId(ct_user_base + 2000, 1));
    halted(L4_GlobalId(L4_ThreadNo(gone), 2));
    /* It goes while the fault waits, in either phase. */
    at = CT_VIEW(6);
    t = ct_run_paged(CT_OWN, change, gone);
    ct_sleep(2000);
    REQUIRE_EQ(ct_delete(gone), 0);
    CHECK(ct_until(t, L4_SCHEDRESULT_INACTIVE));
}

static void change_without_pager(void)
{
    L4_Set_Pager(L4_nilthread);
    change();
}

static void no_pager(void)
{
    L4_ThreadId_t t;

    at = CT_VIEW(6);
    seen[2] = 0;
    t = ct_run(CT_OWN, change_without_pager);
    CHECK(ct_until(t, L4_SCHEDRESULT_INACTIVE));
    CHECK_EQ(seen[2], 0);
    CHECK_EQ(ct_fault_count, 0);
}

/* An architecture may have a say. */
__attribute__((weak)) int arch_kernel_address_faults(void)
{
    return 1;
}

static void kernel_address(void)
{
    L4_Word_t kernel = arch_kernel_address();
    L4_ThreadId_t t;
    int i;

    if (!arch_kernel_address_faults())
        ct_skip("kernel addresses raise exceptions here");
    t = start(look, kernel);
    for (i = 0; i < 3; i++) {
        (void)expect_fault(t, arch_read_access(), kernel);
        reply_map(t, ct_page(0), kernel, 7);
    }
    (void)expect_fault(t, arch_read_access(), kernel);
    t = start(change, kernel);
    for (i = 0; i < 3; i++) {
        (void)expect_fault(t, arch_write_access(), kernel);
        reply_map(t, ct_page(0), kernel, 7);
    }
    CHECK_EQ(seen[2], 0);
}

/*
 * Exceptions
 */

static void raise(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    seen[1] = arch_raise(0x2222);
    seen[3] = arch_flags();
    seen[2] = 1;
}

static void raise_without(void)
{
    seen[2] = 0;
    (void)arch_raise(1);
    seen[2] = 1;
}

static void exception(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, raise);
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t tag;
    L4_Word_t value;
    L4_Word_t mask = arch_fixed_flags(&value);

    tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, ct_us(1000000), &from);
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(from.raw, L4_LocalIdOf(t).raw);
    CHECK_EQ(L4_Label(tag) & 0xFFFF, 0xFFB0);
    /* An empty reply: the same again. */
    reply_empty(t);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK(arch_exception(tag));
    CHECK_EQ(ct_mr(arch_exception_value_mr()), 0x2222);
    CHECK_EQ(ct_mr(arch_exception_flags_mr()) & mask, value);
    L4_LoadMR(arch_exception_value_mr(), 0x3333);
    L4_LoadMR(arch_exception_flags_mr(),
              (ct_mr(arch_exception_flags_mr()) & ~mask) | (~value & mask));
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[1], 0x3333);
    CHECK_EQ(seen[3] & mask, value);
}

static void no_handler(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, raise_without);

    CHECK(ct_until(t, L4_SCHEDRESULT_INACTIVE));
    ct_sleep(2000);
    CHECK_EQ(seen[2], 0);
    CHECK_EQ(ct_exregs(t, 0), 1);
}

/* Exceptions and page faults whose partner is cancelled go on where they were. */
static void aborted(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, raise);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    (void)ct_exregs(t, CT_X_RS);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK(arch_exception(tag));
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK(ct_until_done(t));
}

static void other_count(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, L4_Myself());

    at = CT_VIEW(0);
    ct_write(ct_page(0), 8);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    seen[2] = 0;
    /* Words other than two: IP and SP stay as ExchangeRegisters set them. */
    (void)__L4_Exregs(t, 0x018, ct_stack_for(t), (L4_Word_t)look_and_stay, 0, 0, L4_nilthread);
    CHECK_EQ(ct_tc(t, t, L4_nilthread, ct_pager_id, CT_NO_UTCB), 0);
    ct_sleep(2000);
    CHECK_EQ(seen[2], 0);
    ct_tag(0, 3, 0);
    CHECK_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CT_UNTIL(seen[2] != 0);
    CHECK_EQ(seen[1], 8);
}

static const struct ct_test tests[] = {
    {"start/other-count", other_count, "R218", 0, 0},
    {"page-fault/message", faults, "R219 R220", 0, 0},
    {"page-fault/write-protected", write_protected, "R219", 0, 0},
    {"page-fault/repeated", repeated, "R220", 0, 0},
    {"page-fault/unreachable", unreachable, "R222", 0, 0},
    {"page-fault/no-pager", no_pager, "R222", 0, 0},
    {"page-fault/kernel-address", kernel_address, "R223", 0, 0},
    {"exception/message", exception, "R224", 0, 0},
    {"exception/aborted", aborted, "R51 R224", 0, 0},
    {"exception/no-handler", no_handler, "R225", 0, 0},
};

CT_SUITE(protocol_suite, "protocol", tests);
