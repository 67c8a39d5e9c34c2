/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * sigma0 and what the root task finds at its start.
 */
#include <l4/bootinfo.h>

#include "arch.h"

static volatile L4_Word_t seen[4];
static volatile L4_Word_t wanted;
static L4_Word_t volatile at;

/* The request as such; returns the error, the reply is in MR1 and MR2. */
static L4_Word_t ask(L4_Word_t label, L4_Word_t u, L4_Word_t mr1, L4_Word_t mr2, L4_Fpage_t window,
                     L4_Word_t timeout)
{
    L4_MsgTag_t tag;
    L4_Word_t error;

    L4_Accept(L4_MapGrantItems(window));
    L4_LoadMR(1, mr1);
    L4_LoadMR(2, mr2);
    L4_LoadMR(3, 0);
    L4_LoadMR(0, CT_KERNEL_TAG(label, u));
    tag = L4_Call_Timeouts(ct_sigma0, L4_Never, (L4_Time_t){(L4_Word16_t)timeout});
    error = ct_error(tag);
    if (error == 0)
        seen[3] = tag.raw;
    L4_Accept(L4_UntypedWordsAcceptor);
    return error;
}

/* Labels of sigma0's protocols, negative numbers in words of any size (api.md 6). */
#define RPC      ((L4_Word_t)(-6L * 16))
#define EXTENDED ((L4_Word_t)(-1001L * 16))

static L4_Word_t any_page(unsigned view)
{
    L4_Fpage_t f;

    f.raw = (~(L4_Word_t)0 & ~(L4_Word_t)0x3FF) | ct_page_log2() << 4;
    REQUIRE_EQ(ask(RPC, 2, f.raw, 0, ct_fp(CT_VIEW(view), 0), ct_us(1000000)), 0);
    CHECK_EQ(seen[3], CT_TAG(0, 0, 2));
    f.raw = ct_mr(2);
    CHECK_EQ(ct_mr(1) & 0xE, 8);
    CHECK_EQ(ct_mr(1) & ~(L4_Word_t)0x3FF, L4_Address(f));
    CHECK_EQ(f.raw & 7, 7);
    return L4_Address(f);
}

static void any(void)
{
    L4_Word_t page[16];
    unsigned i;
    unsigned k;

    for (i = 0; i < 16; i++) {
        page[i] = any_page(i);
        ct_write(CT_VIEW(i), page[i]);
        for (k = 0; k < i; k++)
            CHECK(page[k] != page[i]);
    }
    for (i = 0; i < 16; i++)
        CHECK_EQ(ct_read(CT_VIEW(i)), page[i]);
    CHECK_EQ(ct_fault_count, 0);
}

/* The page again by its address, at another place; all rights, the same memory. */
static void specific(void)
{
    L4_Word_t page = any_page(0);

    ct_write(CT_VIEW(0), 0x5151);
    REQUIRE_EQ(ask(RPC, 2, ct_fp(page, 0).raw, 0, ct_fp(CT_VIEW(1), 0), ct_us(1000000)), 0);
    CHECK_EQ(ct_mr(2) & ~7UL, ct_fp(page, 0).raw);
    CHECK_EQ(ct_mr(2) & 7, 7);
    CHECK_EQ(ct_mr(1) & ~(L4_Word_t)0x3FF, page);
    CHECK_EQ(ct_read(CT_VIEW(1)), 0x5151);
    ct_write(CT_VIEW(1), 0x5252);
    CHECK_EQ(ct_read(CT_VIEW(0)), 0x5252);
    (void)arch_code(CT_VIEW(1));
    ((void (*)(void))CT_VIEW(1))();
    /* Three words, with the bit that says so. */
    REQUIRE_EQ(ask(RPC, 3, ct_fp(page, 8).raw | 8, 0, ct_fp(CT_VIEW(2), 0), ct_us(1000000)), 0);
    CHECK_EQ(ct_mr(1) & ~(L4_Word_t)0x3FF, page);
}

static void ask_other(void)
{
    seen[0] = ask(RPC, 2, ct_fp(wanted, 0).raw, 0, ct_fp(CT_VIEW(5), 0), ct_us(1000000));
    seen[1] = ct_mr(2);
    seen[2] = 1;
}

static L4_Word_t other_asks(L4_Word_t page)
{
    seen[2] = 0;
    wanted = page;
    REQUIRE(ct_until_done(ct_run(CT_NEW, ask_other)));
    CHECK_EQ(seen[0], 0);
    return seen[1];
}

/* Physical memory of a type after all descriptors; ~0: there is none. */
static L4_Word_t of_type(L4_Word_t type)
{
    L4_MemoryDesc_t *m;
    L4_MemoryDesc_t *later;
    L4_Word_t i;
    L4_Word_t k;

    for (i = 0; (m = L4_MemoryDesc(ct_kip, i)) != 0; i++) {
        L4_Word_t low = (L4_MemoryDescLow(m) + ct_page_size - 1) & ~(ct_page_size - 1);
        int hidden = L4_IsMemoryDescVirtual(m) || (m->raw[0] & 15) != type || low == 0 ||
                     L4_MemoryDescHigh(m) - low < ct_page_size - 1;

        for (k = i + 1; (later = L4_MemoryDesc(ct_kip, k)) != 0 && !hidden; k++)
            hidden = !L4_IsMemoryDescVirtual(later) && L4_MemoryDescLow(later) <= low &&
                     L4_MemoryDescHigh(later) >= low;
        if (!hidden)
            return low;
    }
    return ~(L4_Word_t)0;
}

static void refused(void)
{
    L4_Word_t page = any_page(0);
    L4_Word_t reserved = of_type(L4_ReservedMemoryType);

    CHECK_EQ(other_asks(page), 0);
    REQUIRE(reserved != ~(L4_Word_t)0);
    REQUIRE_EQ(ask(RPC, 2, ct_fp(reserved, 0).raw, 0, ct_fp(CT_VIEW(1), 0), ct_us(1000000)), 0);
    CHECK_EQ(ct_mr(2), 0);
    REQUIRE_EQ(ask(RPC, 2, ct_fpl(page, 10, 0).raw, 0, ct_fp(CT_VIEW(1), 0), ct_us(1000000)), 0);
    if (ct_page_log2() > 10)
        CHECK_EQ(ct_mr(2), 0);
    ct_substitute(ct_page(0));
    ct_write(ct_page(0), 0xABBA);
    CHECK_EQ(ct_read(CT_VIEW(1)), 0xABBA); /* nothing was mapped */
}

static void shared(void)
{
    L4_Word_t page = of_type(L4_SharedMemoryType);
    int i;

    if (page == ~(L4_Word_t)0)
        ct_skip("the board has no shared memory");
    for (i = 0; i < 3; i++)
        CHECK_EQ(other_asks(page) & ~7UL, ct_fp(page, 0).raw);
}

static void touch(void)
{
    seen[0] = ct_read(at);
    seen[2] = 1;
}

/* Conventional memory is mapped where it is; other memory is not, and the fault repeats. */
static void faults(void)
{
    L4_Word_t page = any_page(0);
    L4_Word_t reserved = of_type(L4_ReservedMemoryType);
    L4_ThreadId_t t;

    ct_write(CT_VIEW(0), 0x7171);
    /* The supervisor and the tests are of one space, but sigma0 may tell threads apart. */
    L4_Set_Pager(ct_sigma0);
    CHECK_EQ(ct_read(page), 0x7171);
    L4_Set_Pager(ct_pager_id);
    at = reserved;
    seen[2] = 0;
    t = ct_run_paged(CT_OWN, touch, ct_sigma0);
    ct_sleep(20000);
    CHECK_EQ(seen[2], 0);
    REQUIRE_EQ(ct_delete(t), 0);
    CHECK(any_page(1) != page);
}

/* Threads that fault for ever go at any moment of it. */
static void faults_deleted(void)
{
    int i;

    at = of_type(L4_ReservedMemoryType);
    for (i = 0; i < 40; i++) {
        L4_ThreadId_t t = ct_run_paged(CT_OWN, touch, ct_sigma0);

        ct_sleep(500 + (L4_Word64_t)i * 37);
        REQUIRE_EQ(ct_delete(t), 0);
        if (i % 10 == 9)
            harness_next();
    }
    (void)any_page(0);
    ct_view(CT_VIEW(1), ct_page_size, ct_page(0), 7);
    ct_write(ct_page(0), 1);
    CHECK_EQ(ct_read(CT_VIEW(1)), 1);
}

static void malformed(void)
{
    L4_Word_t t = ct_us(10000);
    L4_Word_t page = ct_fp(ct_page(0), 7).raw;

    CHECK_EQ(ask(0, 2, page, 0, ct_fp(CT_VIEW(0), 0), t), 3);
    CHECK_EQ(ask(RPC, 1, page, 0, ct_fp(CT_VIEW(0), 0), t), 3);
    CHECK_EQ(ask(RPC, 4, page, 0, ct_fp(CT_VIEW(0), 0), t), 3);
    CHECK_EQ(ask(RPC, 0, page, 0, ct_fp(CT_VIEW(0), 0), t), 3);
    CHECK_EQ(ask(0xFF00, 2, page, 0, ct_fp(CT_VIEW(0), 0), t), 3);
    L4_LoadMR(3, 8);
    L4_LoadMR(4, 0);
    L4_LoadMR(0, CT_KERNEL_TAG(RPC, 2 | 2 << 6));
    CHECK(L4_IpcFailed(L4_Call_Timeouts(ct_sigma0, L4_Never, (L4_Time_t){(L4_Word16_t)t})));
    (void)any_page(0);
}

/* The extended protocol is for the root server's first thread: the supervisor asks for us. */
static void dump(void)
{
    CHECK_EQ(ask(EXTENDED, 2, 1, 1, L4_Nilpage, ct_us(10000)), 3);
    CHECK_EQ(ask(EXTENDED, 2, 2, 1, L4_Nilpage, ct_us(10000)), 3);
    CHECK_EQ(ct_main_asks(EXTENDED, 1, 1, ct_us(10000)), 3);
    CHECK_EQ(ct_main_asks(EXTENDED, 2, 1, ct_us(5000000)), 0);
    CHECK_EQ(ct_main_asks(EXTENDED, 2, 0, ct_us(1000000)), 3);
    CHECK_EQ(ct_main_asks(EXTENDED, 9, 1, ct_us(10000)), 3);
}

static void root_task(void)
{
    L4_Word_t old;

    CHECK_EQ(ct_main_id.raw, L4_GlobalId(ct_user_base + 2, 1).raw);
    CHECK_EQ(L4_PagerOf(ct_main_id).raw, ct_sigma0.raw);
    CHECK(L4_Schedule(ct_main_id, ~0UL, ~0UL, ~0UL, ~0UL, &old) != 0);
    CHECK_EQ(old & 0xFFFF, 0);
    CHECK_EQ(ct_utcb_base, L4_LocalIdOf(ct_main_id).raw & ~(ct_utcb_size - 1));
    /* It started at its entry, with the stack pointer of the interface page and priority 255:
     * the supervisor has seen that no thread of priority 255 ran before it waited. */
    CHECK_EQ(ct_starts_at_255, 1);
}

static void boot_modules(void)
{
    const L4_BootInfo_t *info = (const L4_BootInfo_t *)L4_BootInfo(ct_kip);
    L4_BootRec_t *record;
    L4_Word_t n;
    unsigned programs = 0;

    if (info == 0)
        ct_skip("the loader left no boot information");
    REQUIRE(L4_BootInfo_Valid(info));
    record = L4_BootInfo_FirstEntry(info);
    for (n = L4_BootInfo_Entries(info); n > 0; n--, record = L4_BootRec_Next(record)) {
        CHECK((L4_Word_t)record - (L4_Word_t)info < L4_BootInfo_Size(info));
        programs += L4_BootRec_Type(record) == L4_BootInfo_SimpleExec;
    }
    CHECK(programs >= 2);
}

static const struct ct_test tests[] = {
    {"specific-page", specific, "R228", 0, 0},
    {"any-page", any, "R229", 0, 0},
    {"refused", refused, "R230", 0, 0},
    {"shared", shared, "R231", 0, 0},
    {"page-faults", faults, "R232", 0, 0},
    {"page-faults-deleted", faults_deleted, "R232 R89", 0, 20},
    {"malformed", malformed, "R233", 0, 0},
    {"dump", dump, "R234", 0, 10},
    {"root-task", root_task, "R236", 0, 0},
    {"boot-modules", boot_modules, "R237", 0, 0},
};

CT_SUITE(sigma0_suite, "sigma0", tests);
