/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * SpaceControl, MemoryControl, ProcessorControl.
 */
#include "arch.h"

static volatile L4_Word_t seen[8];

static L4_Fpage_t kip_area(void)
{
    return L4_FpageLog2((L4_Word_t)ct_kip, (int)L4_KipAreaSizeLog2(ct_kip));
}

static L4_Fpage_t utcb_area(void)
{
    return L4_Fpage(ct_utcb_base, CT_SLOTS * ct_utcb_size);
}

static L4_Word_t space_error(L4_ThreadId_t t, L4_Fpage_t kip, L4_Fpage_t utcb)
{
    L4_Word_t old;

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    return L4_SpaceControl(t, 0, kip, utcb, L4_nilthread, &old) ? 0 : L4_ErrorCode();
}

static L4_Word_t memory_error(L4_Word_t control, L4_Fpage_t f, L4_Word_t a0, L4_Word_t a1)
{
    L4_Word_t attributes[4] = {a0, a1, 0, 0};

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    L4_LoadMR(0, f.raw);
    return L4_MemoryControl(control, attributes) ? 0 : L4_ErrorCode();
}

static L4_Word_t processor_error(L4_Word_t n, L4_Word_t internal, L4_Word_t external)
{
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    return L4_ProcessorControl(n, internal, external, 0) ? 0 : L4_ErrorCode();
}

static void try_all(void)
{
    seen[0] = space_error(L4_Myself(), kip_area(), utcb_area());
    seen[1] = space_error(ct_test_id, kip_area(), utcb_area());
    seen[2] = memory_error(0, ct_fp((L4_Word_t)&seen, 0), 0, 0);
    seen[3] = processor_error(0, 0, 0);
    seen[4] = processor_error(999, 0, 0);
    seen[5] = space_error(L4_nilthread, kip_area(), utcb_area());
}

static void unprivileged(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, try_all);
    int i;

    REQUIRE(ct_until_done(t));
    for (i = 0; i < 6; i++)
        CHECK_EQ(seen[i], 1);
}

static L4_ThreadId_t empty_space(void)
{
    L4_ThreadId_t t = ct_new_id();

    REQUIRE_EQ(ct_tc(t, t, L4_Myself(), L4_nilthread, CT_NO_UTCB), 0);
    return t;
}

static void no_space(void)
{
    L4_ThreadId_t t = empty_space();

    CHECK_EQ(space_error(L4_nilthread, kip_area(), utcb_area()), 3);
    CHECK_EQ(space_error(L4_GlobalId(L4_ThreadNo(t), 2), kip_area(), utcb_area()), 3);
    CHECK_EQ(space_error(L4_GlobalId(ct_user_base + 2000, 1), kip_area(), utcb_area()), 3);
    CHECK_EQ(space_error(L4_anythread, kip_area(), utcb_area()), 3);
    CHECK_EQ(space_error(L4_anylocalthread, kip_area(), utcb_area()), 3);
    CHECK_EQ(
        space_error(__L4_Tid(L4_MyLocalId().raw + 400 * ct_utcb_size), kip_area(), utcb_area()), 3);
    CHECK_EQ(space_error(L4_GlobalId(1, 1), kip_area(), utcb_area()), 3);
    CHECK_EQ(space_error(L4_MyLocalId(), kip_area(), utcb_area()), 0);
}

static void areas(void)
{
    L4_ThreadId_t t = empty_space();
    L4_Word_t kernel = arch_kernel_address();
    L4_Word_t small = L4_UtcbAreaSizeLog2(ct_kip) - 1;
    L4_Fpage_t inside = L4_FpageLog2(ct_utcb_base, (int)L4_KipAreaSizeLog2(ct_kip));

    CHECK_EQ(space_error(t, kip_area(), L4_Nilpage), 6);
    CHECK_EQ(space_error(t, kip_area(), L4_FpageLog2(ct_utcb_base, (int)small)), 6);
    CHECK_EQ(space_error(t, kip_area(), L4_FpageLog2(kernel, (int)L4_UtcbAreaSizeLog2(ct_kip))), 6);
    CHECK_EQ(space_error(t, L4_Nilpage, L4_Nilpage), 6);
    CHECK_EQ(space_error(t, L4_Nilpage, utcb_area()), 7);
    CHECK_EQ(space_error(t, L4_FpageLog2((L4_Word_t)ct_kip, (int)L4_KipAreaSizeLog2(ct_kip) - 1),
                         utcb_area()),
             7);
    CHECK_EQ(space_error(t, L4_FpageLog2(kernel, (int)L4_KipAreaSizeLog2(ct_kip)), utcb_area()), 7);
    CHECK_EQ(space_error(t, inside, utcb_area()), 7);
    /* None of them did anything: no thread can be active. */
    CHECK_EQ(ct_tc(t, t, L4_nilthread, L4_Myself(), ct_utcb_of(t)), 3);
    CHECK_EQ(space_error(t, kip_area(), utcb_area()), 0);
    CHECK_EQ(ct_tc(t, t, L4_nilthread, L4_Myself(), ct_utcb_of(t)), 0);
}

static void read_kip(void)
{
    seen[0] = *(volatile L4_Word32_t *)ct_kip; /* the magic has 32 bits */
    seen[1] = (L4_Word_t)L4_GetKernelInterface();
}

static void configured(void)
{
    L4_ThreadId_t t;

    seen[0] = 0;
    t = ct_run(CT_NEW, read_kip);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], L4_MAGIC);
    CHECK_EQ(seen[1], (L4_Word_t)ct_kip);
    /* Areas that come later do not count, even bad ones. */
    CHECK_EQ(space_error(t, L4_FpageLog2(CT_WINDOW, (int)L4_KipAreaSizeLog2(ct_kip)),
                         L4_Fpage(CT_VIEW(64), 64 * ct_page_size)),
             0);
    CHECK_EQ(space_error(t, L4_Nilpage, L4_Nilpage), 0);
    t = ct_run(t, read_kip);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[1], (L4_Word_t)ct_kip);
}

static void old_control(void)
{
    L4_ThreadId_t t = empty_space();
    L4_Word_t old = 77;

    CHECK(L4_SpaceControl(t, 0, kip_area(), utcb_area(), L4_nilthread, &old) != 0);
    CHECK_EQ(old, 0);
    old = 77;
    CHECK(L4_SpaceControl(t, 0, kip_area(), utcb_area(), L4_anythread, &old) != 0);
    CHECK_EQ(old, 0);
    CHECK(L4_SpaceControl(t, 0, kip_area(), utcb_area(), __L4_Tid(0x1000), &old) == 0);
    CHECK_EQ(L4_ErrorCode(), 2);
}

static void memory(void)
{
    L4_Fpage_t f[2];
    L4_Word_t attributes[4] = {0, 0, 0, 0};

    ct_view(CT_VIEW(0), 2 * ct_page_size, ct_page(0), 7);
    (void)ct_read(CT_VIEW(0));
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(0), 0), 0, 0), 0);
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(0), 0), arch_attribute(), 0), 0);
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(0), 0), 0, 0), 0);
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(0), 0), arch_bad_attribute(), 0), 5);
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(0), 1), arch_bad_attribute(), 0), 0); /* attribute 1 */
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(0), 1), 0, arch_bad_attribute()), 5);
    CHECK_EQ(memory_error(64, ct_fp(CT_VIEW(0), 0), 0, 0), 5);
    CHECK_EQ(memory_error(0, L4_Nilpage, arch_bad_attribute(), 0), 0);
    CHECK_EQ(memory_error(0, ct_fpl(CT_VIEW(0), 10, 0), 0, 0), 5);
    CHECK_EQ(memory_error(0, ct_fp(CT_VIEW(5), 0), 0, 0), 1); /* not mapped */
    CHECK_EQ(ct_read(CT_VIEW(0)), ct_read(ct_page(0)));
    (void)ct_read(CT_VIEW(1));
    f[0] = ct_fp(CT_VIEW(0), 0);
    f[1] = ct_fp(CT_VIEW(1), 0);
    CHECK(L4_Set_PageAttributes(2, f, attributes) != 0);
}

static void processor(void)
{
    L4_ProcDesc_t *p = L4_ProcDesc(ct_kip, 0);
    L4_Word_t n = L4_NumProcessors(ct_kip);

    CHECK_EQ(processor_error(n, 0, 0), 5);
    CHECK_EQ(processor_error(~(L4_Word_t)0, 0, 0), 5);
    CHECK_EQ(processor_error(0, 0, 0), 0);
    CHECK_EQ(processor_error(0, L4_ProcDescInternalFreq(p), L4_ProcDescExternalFreq(p)), 0);
    CHECK_EQ(processor_error(0, L4_ProcDescInternalFreq(p) / 2, 0), 5);
}

static const struct ct_test tests[] = {
    {"unprivileged", unprivileged, "R210 R216 R217", 0, 0},
    {"space/none", no_space, "R210", 0, 0},
    {"space/areas", areas, "R211", 0, 0},
    {"space/configured", configured, "R212 R213", 0, 0},
    {"space/old-control", old_control, "R215", 0, 0},
    {"memory", memory, "R216", 0, 0},
    {"processor", processor, "R217", 0, 0},
};

CT_SUITE(control_suite, "control", tests);
