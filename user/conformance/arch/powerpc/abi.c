/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: the statements of the architecture's page (A1... are its checklist).
 */
#include "../../arch.h"

#define TRAP_WORDS          6
#define EXCEPTION_TRAP      0x700
#define EXCEPTION_ALIGNMENT 0x600
#define ERROR_TRAP          0x20000
#define TAGS_PART           32
#define ROUNDS              200

static volatile L4_Word_t seen[4];

static void utcb_register(void)
{
    L4_Word_t r2;

    __asm__ __volatile__("mr %0, 2" : "=r"(r2));
    CHECK_EQ(r2, L4_MyLocalId().raw);
    CHECK_EQ(r2 & 511, 256);
}

/* r3 and CTR of the null system call. */
static void null_call(void)
{
    const L4_KernelInterfacePage_t *kip = (const L4_KernelInterfacePage_t *)ct_kip;
    register L4_Word_t r3 __asm__("r3") = 0x1234;

    __asm__ __volatile__("mtctr %1; bctrl; mfctr %1"
                         : "+r"(r3)
                         : "r"(kip->ArchSyscall3)
                         : "r0", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12",
                           __L4_PPC_CLOBBERS);
    CHECK_EQ(r3, 0x1234);
}

/* Reads of counters that existing programs execute. */
static void counters(void)
{
    L4_Word_t before;
    L4_Word_t after;

    __asm__ __volatile__("mfspr %0, 937" : "=r"(before));
    __asm__ __volatile__("mfspr %0, 938" : "=r"(before));
    __asm__ __volatile__(".long 0x7c6c42e6; mr %0, 3" : "=r"(before) : : "r3"); /* mftb r3 */
    ct_sleep(2000);
    __asm__ __volatile__(".long 0x7c6c42e6; mr %0, 3" : "=r"(after) : : "r3");
    CHECK(after != before);
}

/* A send leaves the words behind the tag alone. */
static void sink(void)
{
    (void)ct_recv(ct_test_id, CT_NEVER);
}

static void send_keeps_words(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, sink);

    for (int i = 1; i < 64; i++)
        L4_LoadMR(i, 0x100 + (L4_Word_t)i);
    ct_tag(0x42, 3, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_NEVER)), 0);
    CHECK_EQ(ct_mr(0), CT_TAG(0x42, 3, 0));
    for (int i = 1; i < 64; i++)
        CHECK_EQ(ct_mr(i), 0x100 + (L4_Word_t)i);
}

/* Many traps, counted in CTR, which exceptions must not change. */
static void trapper(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("mtctr %0\n"
                         "1:\tli 0, 0\n\t"
                         "trap\n\t"
                         "bdnz 1b"
                         :
                         : "r"(ROUNDS)
                         : "r0", "ctr", "memory");
}

static void traps(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, trapper);

    for (int i = 0; i < ROUNDS; i++) {
        L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

        REQUIRE_EQ(ct_error(tag), 0);
        REQUIRE_EQ(tag.raw, CT_TAG(0xFFB0, TRAP_WORDS, 0));
        CHECK_EQ(ct_mr(4), EXCEPTION_TRAP);
        CHECK_EQ(ct_mr(5) & 0xF0000, ERROR_TRAP);
        CHECK_EQ(ct_mr(6), L4_LocalIdOf(t).raw);
        L4_LoadMR(1, ct_mr(1) + 4);
        ct_tag(0, TRAP_WORDS, 0);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    }
    CHECK(ct_until_done(t));
}

/* System calls of others, with arguments like those of this kernel. */
static void caller(void)
{
    register L4_Word_t r0 __asm__("r0") = 9;
    register L4_Word_t r3 __asm__("r3") = 3;
    register L4_Word_t r10 __asm__("r10") = 10;
    register L4_Word_t r11 __asm__("r11") = 11;

    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("sc" : "+r"(r0), "+r"(r3), "+r"(r10), "+r"(r11) : : "memory");
    seen[0] = r0;
    seen[1] = r3;
    seen[2] = r10;
    seen[3] = r11;
}

static void foreign_call(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, caller);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    REQUIRE_EQ(tag.raw, CT_TAG(0xFFB0, 12, 0));
    CHECK_EQ(ct_mr(1), 3);
    CHECK_EQ(ct_mr(8), 10);
    CHECK_EQ(ct_mr(9), 9);
    CHECK_EQ(*(const L4_Word_t *)(ct_mr(10) - 4), 0x44000002);
    L4_LoadMR(1, 0x33);
    L4_LoadMR(8, 0xAA);
    L4_LoadMR(9, 0x99);
    ct_tag(0, 12, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0x99);
    CHECK_EQ(seen[1], 0x33);
    CHECK_EQ(seen[2], 0xAA);
    CHECK_EQ(seen[3], 11);
}

static void misaligned(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("lwarx 0, 0, %0" : : "r"(ct_page(0) + 2) : "r0", "memory");
}

static void alignment(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, misaligned);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_TAG(0xFFB0, TRAP_WORDS, 0));
    CHECK_EQ(ct_mr(4), EXCEPTION_ALIGNMENT);
}

/* Code that is written, flushed and executed; a page that is not there; a wrong operation. */
static void caches(void)
{
    L4_Word_t attribute[4] = {L4_FlushICache, L4_FlushDCache, L4_FlushCache, 28};
    volatile L4_Word_t *code = (volatile L4_Word_t *)ct_page(2);

    for (L4_Word_t i = 1; i < 4; i++) {
        code[0] = 0x38600000 | i; /* li r3, i */
        code[1] = 0x4E800020;
        L4_LoadMR(0, ct_fp(ct_page(2), 0).raw);
        CHECK_EQ(L4_MemoryControl(0, attribute), 1);
        CHECK_EQ(((L4_Word_t(*)(void))ct_page(2))(), i);
    }
    L4_LoadMR(0, ct_fp(ct_page(2), 2).raw);
    CHECK_EQ(L4_MemoryControl(0, attribute), 1);
    L4_LoadMR(0, ct_fp(CT_VIEW(3), 0).raw);
    CHECK_EQ(L4_MemoryControl(0, attribute), 0);
    CHECK_EQ(L4_ErrorCode(), 1);
    L4_LoadMR(0, ct_fp(ct_page(2), 3).raw);
    CHECK_EQ(L4_MemoryControl(0, attribute), 0);
    CHECK_EQ(L4_ErrorCode(), 5);
    CHECK_EQ(L4_MemoryControl((L4_Word_t)-2, attribute), 1);
}

/* Ever new spaces, more than there are tags: none sees what another one left. */
static void tag_user(void)
{
    seen[0] = ct_read(CT_VIEW(0));
}

static void tags(void)
{
    for (L4_Word_t i = 0; i < 600; i++) {
        L4_ThreadId_t t;

        ct_write(ct_page(i & 3), i);
        ct_view_clear();
        ct_view(CT_VIEW(0), ct_page_size, ct_page(i & 3), 7);
        t = ct_run(CT_NEW, tag_user);
        REQUIRE(ct_until_done(t));
        REQUIRE_EQ(seen[0], i);
        REQUIRE_EQ(ct_delete(t), 0);
        if (i % TAGS_PART == TAGS_PART - 1)
            harness_next();
    }
}

/*
 * Floating-point registers; on the e500 the upper halves of general registers. One in the middle stands for all.
 */
#if defined(__NO_LWSYNC__)
#define UNIT_SET(value)                                                                            \
    __asm__ __volatile__(".machine push; .machine e500; evmergelo 20, %0, 20; .machine pop"        \
                         :                                                                         \
                         : "r"(value)                                                              \
                         : "r20")
#define UNIT_GET(value)                                                                            \
    __asm__ __volatile__(".machine push; .machine e500; evmergehi %0, 20, 20; .machine pop"        \
                         : "=r"(value))
#else
static L4_Word_t unit_in[2];
static L4_Word_t unit_out[2];
#define UNIT_SET(value)                                                                            \
    do {                                                                                           \
        unit_in[1] = (value);                                                                      \
        __asm__ __volatile__("lfd 20, 0(%0)" : : "b"(unit_in) : "memory");                         \
    } while (0)
#define UNIT_GET(value)                                                                            \
    do {                                                                                           \
        __asm__ __volatile__("stfd 20, 0(%0)" : : "b"(unit_out) : "memory");                       \
        (value) = unit_out[1];                                                                     \
    } while (0)
#endif

static void unit_user(void)
{
    L4_Word_t value;

    UNIT_GET(value);
    seen[0] = value; /* nobody's: a new thread finds zero */
    for (L4_Word_t i = 0; i < 20; i++) {
        UNIT_SET(0x1000 + i);
        ct_sleep(300);
        UNIT_GET(value);
        seen[1] += value == 0x1000 + i;
    }
}

static void units(void)
{
    L4_ThreadId_t t;
    L4_Word_t value;
    L4_Word_t good = 0;

    seen[1] = 0;
    UNIT_SET(0x777);
    t = ct_run(CT_NEW, unit_user);
    for (L4_Word_t i = 0; i < 20; i++) {
        UNIT_SET(0x2000 + i);
        ct_sleep(300);
        UNIT_GET(value);
        good += value == 0x2000 + i;
    }
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(seen[1], 20);
    CHECK_EQ(good, 20);
}

static void clock_runs(void)
{
    L4_Word64_t begin = ct_now();
    L4_Word64_t took;

    ct_sleep(300000); /* as a period: 585 * 512 */
    took = ct_now() - begin;
    CHECK(took >= 585 * 512 && took < 60000000);
}

static const struct ct_test tests[] = {
    {"utcb-register", utcb_register, "A1", 0, 0},
    {"null-call", null_call, "A16", 0, 0},
    {"counters", counters, "A15", 0, 0},
    {"send-keeps-words", send_keeps_words, "A5", 0, 0},
    {"traps", traps, "A10 A11", 0, 0},
    {"foreign-call", foreign_call, "A11 A19", 0, 0},
    {"alignment", alignment, "A13", 0, 0},
    {"caches", caches, "A18", 0, 0},
    {"units", units, "A4", 0, 0},
    {"tags", tags, "A21", 0, 30},
    {"clock", clock_runs, "A17", 0, 0},
};

CT_SUITE(arch_suite, "abi", tests);
