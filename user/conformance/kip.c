/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * KernelInterface and the kernel interface page.
 */
#include <l4/bootinfo.h>

#include "arch.h"

static volatile L4_Word_t seen[4];
static volatile int kept;

static L4_Word_t kip_word(unsigned i)
{
    return ((const volatile L4_Word_t *)ct_kip)[i];
}

static void look(void)
{
    L4_Word_t v;
    L4_Word_t f;
    L4_Word_t id;

    seen[0] = (L4_Word_t)L4_KernelInterface(&v, &f, &id);
    seen[1] = v;
    seen[2] = f;
    seen[3] = id;
    kept = arch_kip_keeps_registers();
}

static void check_seen(L4_Word_t kip)
{
    CHECK_EQ(seen[0], kip);
    CHECK_EQ(seen[1], kip_word(1));
    CHECK_EQ(seen[2], kip_word(2));
    CHECK_EQ(seen[3], ((L4_Word_t *)((L4_Word_t)ct_kip + kip_word(3)))[0]);
    CHECK(kept);
}

static void interface(void)
{
    look();
    check_seen((L4_Word_t)ct_kip);
    seen[0] = 0;
    REQUIRE(ct_until_done(ct_run(CT_OWN, look)));
    check_seen((L4_Word_t)ct_kip);
    seen[0] = 0;
    REQUIRE(ct_until_done(ct_run(CT_NEW, look)));
    check_seen((L4_Word_t)ct_kip);
}

/* In sigma0's space, where this program's memory is at the same addresses. */
static void interface_sigma0(void)
{
    seen[0] = 0;
    kept = 0;
    REQUIRE(ct_until_done(ct_run(ct_sigma0, look)));
    check_seen((L4_Word_t)ct_kip);
}

/* A space with its page elsewhere. */
static void elsewhere(void)
{
    L4_ThreadId_t t = ct_new_id();
    L4_Word_t at = CT_WINDOW;
    L4_Word_t old;

    REQUIRE_EQ(ct_tc(t, t, L4_Myself(), L4_nilthread, CT_NO_UTCB), 0);
    REQUIRE(L4_SpaceControl(t, 0, L4_FpageLog2(at, (int)L4_KipAreaSizeLog2(ct_kip)),
                            L4_Fpage(ct_utcb_base, CT_SLOTS * ct_utcb_size), L4_nilthread, &old));
    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, L4_Myself(), ct_utcb_of(t)), 0);
    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, ct_pager_id, CT_NO_UTCB), 0);
    L4_LoadMR(1, (L4_Word_t)look);
    L4_LoadMR(2, ct_stack_for(t));
    ct_tag(0, 2, 0);
    seen[0] = 0;
    kept = 0;
    REQUIRE_EQ(ct_error(ct_send(t, CT_NEVER)), 0);
    CT_UNTIL(kept);
    check_seen(at);
}

static void identity(void)
{
    const L4_Word8_t *bytes = ct_kip;
    L4_Word_t probe = 1;
    unsigned big = *(L4_Word8_t *)&probe == 0;
    unsigned i;

    CHECK_EQ(bytes[0], 0x4C);
    CHECK_EQ(bytes[1], 0x34);
    CHECK_EQ(bytes[2], 0xE6);
    CHECK_EQ(bytes[3], 0x4B);
    for (i = 4; i < sizeof(L4_Word_t); i++)
        CHECK_EQ(bytes[i], 0);
    CHECK_EQ((kip_word(1) >> 24) & 0xFF, 0x84);
    CHECK_EQ(kip_word(2) & 3, big);
    CHECK_EQ((kip_word(2) >> 2) & 3, sizeof(L4_Word_t) == 8);
}

static void pointers(void)
{
    L4_Word_t size = L4_KipAreaSize(ct_kip);
    L4_Word_t count = L4_NumMemoryDescriptors(ct_kip);
    L4_Word_t array = (L4_Word_t)L4_MemoryDesc(ct_kip, 0) - (L4_Word_t)ct_kip;
    const char *s = L4_KernelVersionString(ct_kip);
    const char *end = (const char *)ct_kip + size;
    unsigned strings = 0;

    CHECK(kip_word(3) != 0 && kip_word(3) + 5 * sizeof(L4_Word_t) <= size);
    CHECK(array != 0 && array + count * 2 * sizeof(L4_Word_t) <= size);
    CHECK(kip_word(47) != 0 && kip_word(47) < size);
    CHECK(s[0] != 0);
    while (s < end && *s) {
        while (s < end && *s)
            s++;
        s++;
        strings++;
    }
    CHECK(s < end);
    CHECK(strings >= 1);
    for (unsigned i = 52; i <= 62; i++)
        CHECK(kip_word(i) != 0);
}

static void utcb_info(void)
{
    L4_ThreadId_t a = ct_create(CT_OWN, L4_Myself());
    L4_ThreadId_t b = ct_create(CT_OWN, L4_Myself());

    CHECK(ct_utcb_size >= (64 + 33 + 10) * sizeof(L4_Word_t));
    CHECK(L4_UtcbAreaSize(ct_kip) >= ct_utcb_size);
    CHECK_EQ(ct_utcb_of(b) - ct_utcb_of(a), ct_utcb_size);
    CHECK_EQ(L4_LocalIdOf(b).raw - L4_LocalIdOf(a).raw, ct_utcb_size);
    CHECK_EQ(L4_LocalIdOf(a).raw & ~(ct_utcb_size - 1), ct_utcb_of(a));
}

static void thread_info(void)
{
    L4_Word_t system = L4_ThreadIdSystemBase(ct_kip);

    CHECK(system > 0);
    CHECK(system <= ct_user_base);
    CHECK(ct_user_base + 2 < (L4_Word_t)1 << L4_ThreadIdBits(ct_kip));
    CHECK(L4_ThreadIdBits(ct_kip) <= (sizeof(L4_Word_t) == 8 ? 32 : 18));
}

/* The smallest page can be mapped, half of it cannot. */
static void page_info(void)
{
    L4_Word_t half = ct_page_log2() - 1;

    REQUIRE(L4_PageSizeMask(ct_kip) != 0);
    CHECK((L4_PageRights(ct_kip) & 6) != 0);
    ct_write(ct_page(0), 77);
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    CHECK_EQ(ct_read(CT_VIEW(0)), 77);
    if (half < 10)
        return;
    REQUIRE(L4_IsNilFpage(L4_Sigma0_GetAny(ct_sigma0, half, L4_CompleteAddressSpace)));
}

static void clock_info(void)
{
    L4_Word_t read = L4_ReadPrecision(ct_kip);
    L4_Word_t schedule = L4_SchedulePrecision(ct_kip);
    L4_Word64_t precision = (L4_Word64_t)(read & 0x3FF) << (read >> 10);
    L4_Word64_t smallest = ~0ULL;
    unsigned i;

    REQUIRE(read != 0 && read < 0x8000 && (read & 0x3FF) != 0);
    CHECK(schedule != 0 && schedule < 0x8000 && (schedule & 0x3FF) != 0);
    for (i = 0; i < 2000; i++) {
        L4_Word64_t a = ct_now();
        L4_Word64_t b = ct_now();

        if (b != a && b - a < smallest)
            smallest = b - a;
    }
    CHECK(smallest <= 1000000);
    CHECK(precision <= smallest);
}

static void processors(void)
{
    L4_Word_t n = L4_NumProcessors(ct_kip);
    L4_Word_t old;
    L4_Word_t i;

    for (i = 0; i < n; i++) {
        L4_ProcDesc_t *p = L4_ProcDesc(ct_kip, i);

        REQUIRE(p != 0);
        CHECK(L4_ProcDescInternalFreq(p) != 0);
        CHECK((L4_Word_t)p - (L4_Word_t)ct_kip + sizeof(*p) <= L4_KipAreaSize(ct_kip));
        CHECK(L4_Schedule(ct_inactive(CT_OWN), ~0UL, i, ~0UL, ~0UL, &old) != 0);
    }
    CHECK_EQ(L4_Schedule(ct_inactive(CT_OWN), ~0UL, n, ~0UL, ~0UL, &old), 0);
}

static void virtual_memory(void)
{
    L4_MemoryDesc_t *m;
    unsigned all = 0;
    unsigned conventional = 0;
    L4_Word_t i;

    for (i = 0; (m = L4_MemoryDesc(ct_kip, i)) != 0; i++) {
        if (!L4_IsMemoryDescVirtual(m))
            continue;
        if (L4_MemoryDescType(m) == L4_ConventionalMemoryType) {
            conventional++;
            CHECK_EQ(all, 0);
            CHECK(L4_MemoryDescLow(m) <= (L4_Word_t)ct_kip);
            CHECK(L4_MemoryDescHigh(m) >= (L4_Word_t)ct_kip + L4_KipAreaSize(ct_kip) - 1);
            CHECK(L4_MemoryDescLow(m) <= ct_utcb_base);
            CHECK(L4_MemoryDescHigh(m) >= L4_MyLocalId().raw + ct_utcb_size - 1);
        }
        all++;
    }
    CHECK_EQ(conventional, 1);
}

/* Is an address conventional memory after all descriptors? */
static int is_conventional(L4_Word_t address)
{
    L4_MemoryDesc_t *m;
    int yes = 0;
    L4_Word_t i;

    for (i = 0; (m = L4_MemoryDesc(ct_kip, i)) != 0; i++)
        if (!L4_IsMemoryDescVirtual(m) && L4_MemoryDescLow(m) <= address &&
            L4_MemoryDescHigh(m) >= address)
            yes = L4_MemoryDescType(m) == L4_ConventionalMemoryType;
    return yes;
}

static void physical_memory(void)
{
    L4_Fpage_t got;
    unsigned i;

    for (i = 0; i < 8; i++) {
        got = L4_Sigma0_GetAny(ct_sigma0, ct_page_log2(), ct_fp(CT_VIEW(i), 7));
        REQUIRE(!L4_IsNilFpage(got));
        CHECK(is_conventional(L4_Address(got)));
        ct_write(CT_VIEW(i), L4_Address(got));
        CHECK_EQ(ct_read(CT_VIEW(i)), L4_Address(got));
    }
}

static void write_kip(void)
{
    ct_write((L4_Word_t)ct_kip, 0);
}

/* Whatever the pager answers, the page stays as it is. */
static void read_only(void)
{
    L4_Word_t before = kip_word(0);
    L4_ThreadId_t t = ct_run_paged(CT_OWN, write_kip, L4_Myself());
    L4_MapItem_t item;
    int i;

    for (i = 0; i < 3; i++) {
        L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_KERNEL_TAG(0xFFE0 | L4_Writable, 2));
        CHECK_EQ(ct_mr(1), (L4_Word_t)ct_kip);
        item = L4_MapItem(ct_fp(ct_page(0), 7), (L4_Word_t)ct_kip);
        L4_LoadMRs(1, 2, item.raw);
        ct_tag(0, 0, 2);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    }
    CHECK_EQ(kip_word(0), before);
    CHECK(!ct_done(t));
}

static void boot_info(void)
{
    L4_Word_t info = kip_word(46);

    if (info == 0)
        ct_skip("the loader left no boot information");
    CHECK_EQ(L4_BootInfo(ct_kip), info);
    /* The supervisor has read it, so it is mapped. */
    CHECK_EQ(((const L4_BootInfo_t *)info)->magic, L4_BOOTINFO_MAGIC);
    CHECK_EQ(((const L4_BootInfo_t *)info)->version, 1);
}

static const struct ct_test tests[] = {
    {"interface", interface, "R1 R2 R3", 0, 0},
    {"interface-sigma0", interface_sigma0, "R3", 0, 0},
    {"interface-elsewhere", elsewhere, "R1 R2", 0, 0},
    {"identity", identity, "R4 R5", 0, 0},
    {"pointers-and-strings", pointers, "R6 R7 R18", 0, 0},
    {"utcb-info", utcb_info, "R8", 0, 0},
    {"thread-info", thread_info, "R10", 0, 0},
    {"page-info", page_info, "R9", 0, 0},
    {"clock-info", clock_info, "R11", 0, 0},
    {"processors", processors, "R13", 0, 0},
    {"virtual-memory", virtual_memory, "R14", 0, 0},
    {"physical-memory", physical_memory, "R15", 0, 0},
    {"read-only", read_only, "R16", 0, 0},
    {"boot-info", boot_info, "R17", 0, 0},
};

CT_SUITE(kip_suite, "kip", tests);
