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

/* KernelInterface: its four results, and the registers that it keeps; debugger traps print and keep registers. */
static void kernel_interface(void)
{
    const L4_KernelInterfacePage_t *kip = (const L4_KernelInterfacePage_t *)ct_kip;
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;

    CHECK_EQ((L4_Word_t)L4_KernelInterface(&version, &flags, &id), ct_kip);
    CHECK_EQ(version, *(const L4_Word_t *)((L4_Word_t)kip + 4));
    CHECK_EQ(flags, 1);
    CHECK_EQ(id >> 16, 0x5001);
    CHECK(arch_kip_keeps_registers());
}

/* The entries are absolute addresses, the same in another space, and can be called there. */
#define ENTRIES 52 /* SpaceControl ... Schedule: eleven words of the page */

static L4_Word_t entry_words[12];

static void entries_read(L4_Word_t *to)
{
    const L4_Word_t *kip = (const L4_Word_t *)L4_GetKernelInterface();

    for (L4_Word_t i = 0; i < 11; i++)
        to[i] = kip[ENTRIES + i];
    to[11] = kip[71];
}

static void entries_elsewhere(void)
{
    entries_read(entry_words);
    seen[0] = L4_SystemClock().raw != 0;
    L4_ThreadSwitch(L4_nilthread);
    seen[0] += L4_IsGlobalId(L4_GlobalIdOf(L4_MyLocalId()));
}

static void entries(void)
{
    L4_Word_t here[12];
    L4_ThreadId_t t;

    entries_read(here);
    t = ct_run(CT_NEW, entries_elsewhere);
    REQUIRE(ct_until_done(t));
    for (L4_Word_t i = 0; i < 12; i++) {
        CHECK_EQ(entry_words[i], here[i]);
        CHECK(here[i] >= 0xC0000000);
    }
    CHECK_EQ(seen[0], 2);
}

/* UTCB: thread control registers and buffer registers by offsets from r2. */
static void utcb_layout(void)
{
    L4_Word_t at;

    __asm__ __volatile__("mr %0, 2" : "=r"(at));
#define WORD(bytes) (*(volatile L4_Word_t *)(at + (L4_Word_t)(bytes)))
    CHECK_EQ(WORD(-60), L4_Myself().raw);
    CHECK_EQ(WORD(-56), L4_ProcessorNo());
    CHECK_EQ(WORD(-48), L4_Pager().raw);
    CHECK_EQ(WORD(-44), L4_ExceptionHandler().raw);
    L4_Set_UserDefinedHandle(0x1357);
    CHECK_EQ(WORD(-52), 0x1357);
    L4_Set_XferTimeouts(0x12345678);
    CHECK_EQ(WORD(-32), 0x12345678);
    L4_LoadMR(63, 0x6363);
    CHECK_EQ(WORD(252), 0x6363);
    for (int i = 1; i <= 32; i++)
        L4_LoadBR(i, 0x100 + (L4_Word_t)i);
    for (int i = 1; i <= 32; i++)
        CHECK_EQ(WORD(-64 - 4 * i), 0x100 + (L4_Word_t)i);
    L4_Accept(L4_UntypedWordsAcceptor);
    CHECK_EQ(WORD(-64), 0);
    L4_Set_XferTimeouts(0);
#undef WORD
}

/* ExchangeRegisters: the old handle in r8, the old pager in r9. */
static void exregs_order(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, sink);
    L4_ThreadId_t pager;
    L4_Word_t old[5];

    (void)L4_ExchangeRegisters(t, 1 << 6, 0, 0, 0, 0x2468, L4_nilthread, &old[0], &old[1], &old[2],
                               &old[3], &old[4], &pager);
    (void)L4_ExchangeRegisters(t, 0, 0, 0, 0, 0, L4_nilthread, &old[0], &old[1], &old[2], &old[3],
                               &old[4], &pager);
    CHECK_EQ(old[4], 0x2468);
    CHECK(pager.raw != 0x2468 && pager.raw != 0);
    REQUIRE_EQ(ct_delete(t), 0);
}

/*
 * Nothing leaks: a client of another space calls with a pattern in every register that it may choose, SPR 256 among them. The
 * server, whose receive gets no words, finds the pattern nowhere; what calls keep is as it was.
 */
#define PATTERN    0xA5A50000
#define SPR_GET(v) __asm__ __volatile__("mfspr %0, 256" : "=r"(v))
#define SPR_SET(v) __asm__ __volatile__("mtspr 256, %0" : : "r"(v))

static L4_Word_t dump[36]; /* r3 .. r31, r0, LR, CTR, XER, CR, SPR 256 */

static void leak_client(void)
{
    register L4_Word_t r11 __asm__("r11") = (L4_Word_t)__L4_Ipc;
    register L4_Word_t r15 __asm__("r15") = ct_test_id.raw;

    __asm__ __volatile__(
        "mtlr 11\n\t"
        "lis 12, 0xA5A5\n\t"
        "mtspr 256, 12\n\t"
        "mtctr 12\n\t"
        "mtcr 12\n\t"
        "mr 16, 15\n\t"
        "li 17, 0\n\t"
        "li 14, 0\n\t"
        ".irp r, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29\n\t"
        "ori \\r, 12, \\r\n\t"
        ".endr\n\t"
        "blrl"
        : "+r"(r11), "+r"(r15)
        :
        : "r0", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r12", "r14", "r16", "r17", "r18",
          "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "lr", "ctr",
          "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7", "xer", "memory");
}

/* Waits for anybody, with r31 = dump, and stores what comes out. */
static void leak_server(void)
{
    register L4_Word_t r11 __asm__("r11") = (L4_Word_t)__L4_Ipc;
    register L4_Word_t r12 __asm__("r12") = (L4_Word_t)dump;

    __asm__ __volatile__("stw 31, 132(12)\n\t"
                         "mr 31, 12\n\t"
                         "mtctr 11\n\t"
                         "li 15, 0\n\t"
                         "li 16, -1\n\t"
                         "li 17, 0\n\t"
                         "li 14, 0\n\t"
                         "bctrl\n\t"
                         "stmw 3, 0(31)\n\t"
                         "stw 0, 116(31)\n\t"
                         "mflr 3\n\t"
                         "stw 3, 120(31)\n\t"
                         "mfctr 3\n\t"
                         "stw 3, 124(31)\n\t"
                         "mfcr 3\n\t"
                         "stw 3, 128(31)\n\t"
                         "mfspr 3, 256\n\t"
                         "stw 3, 136(31)\n\t"
                         "lwz 31, 132(31)"
                         : "+r"(r11), "+r"(r12)
                         :
                         : "r0", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r14", "r15",
                           "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25",
                           "r26", "r27", "r28", "r29", "lr", "ctr", "cr0", "cr1", "cr2", "cr3",
                           "cr4", "cr5", "cr6", "cr7", "xer", "memory");
}

static void no_leak(void)
{
    L4_ThreadId_t t = ct_run(CT_NEW, leak_client);

    SPR_SET(0x777);
    leak_server();
    CHECK_EQ(dump[11], 0);     /* r14: the tag */
    CHECK_EQ(dump[13], t.raw); /* r16: from */
    for (L4_Word_t i = 0; i < 36; i++)
        CHECK((dump[i] & 0xFFFF0000) != PATTERN);
    CHECK((dump[32] & 0x00FFFFFF) != (PATTERN & 0x00FFFFFF)); /* CR */
    REQUIRE_EQ(ct_delete(t), 0);
}

/* SPR 256 belongs to the thread, whatever interrupts it; on processors with AltiVec calls keep it, too. */
static void spr_user(void)
{
    L4_Word_t value;

    SPR_GET(value);
    seen[0] = value;
    SPR_SET(0x5EC);
    for (L4_Word_t begin = (L4_Word_t)ct_now(); (L4_Word_t)ct_now() - begin < 3000;)
        ;
    SPR_GET(value);
    seen[1] = value;
}

static void user_spr(void)
{
    L4_ThreadId_t t;
    L4_Word_t value;
    L4_Word_t good = 0;

    t = ct_run(CT_NEW, spr_user);
    for (L4_Word_t i = 0; i < 10; i++) {
        SPR_SET(0x777 + i);
        ct_sleep(200);
        SPR_GET(value);
        CHECK(value != 0x5EC);
        good += value == 0x777 + i;
    }
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(seen[1], 0x5EC);
#if !defined(__NO_LWSYNC__)
    CHECK_EQ(good, 10);
#endif
}

/* FLAGS: what users may set; single-stepping where the processor has it, nothing of it elsewhere. */
#define FLAG_SE 0x400

static void stepped(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("li 0, 0; trap; nop; nop; nop" : : : "r0", "memory");
}

static void flags_step(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, stepped);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));
    L4_Word_t ip;

    REQUIRE_EQ(ct_error(tag), 0);
    REQUIRE_EQ(tag.raw, CT_TAG(0xFFB0, TRAP_WORDS, 0));
    ip = ct_mr(1);
    CHECK_EQ(ct_mr(3) & ~0xF00ul, 0);
    L4_LoadMR(1, ip + 4);
    L4_LoadMR(3, ~0ul & ~0x200ul); /* all but branch trace */
    ct_tag(0, TRAP_WORDS, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
#if defined(__NO_LWSYNC__)
    CHECK(ct_until_done(t));
#else
    for (L4_Word_t i = 2; i < 5; i++) {
        tag = ct_recv(t, ct_us(1000000));
        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_TAG(0xFFB0, TRAP_WORDS, 0));
        CHECK_EQ(ct_mr(4), 0xD00);
        CHECK_EQ(ct_mr(1), ip + 4 * i);
        CHECK_EQ(ct_mr(3) & FLAG_SE, FLAG_SE);
        if (i == 4)
            L4_LoadMR(3, 0);
        ct_tag(0, TRAP_WORDS, 0);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    }
    CHECK(ct_until_done(t));
#endif
}

/* Page faults tell what the access was: fetch 1, store 2, load 4. */
static void fault_fetch(void)
{
    ((void (*)(void))CT_VIEW(1))();
}

static void fault_store(void)
{
    *(volatile L4_Word_t *)CT_VIEW(1) = 1;
}

static void fault_load(void)
{
    seen[0] = *(volatile L4_Word_t *)CT_VIEW(1);
}

static void faults(void)
{
    void (*const run[])(void) = {fault_fetch, fault_store, fault_load};

    for (L4_Word_t i = 0; i < 3; i++) {
        L4_ThreadId_t t = ct_run_paged(CT_OWN, run[i], ct_test_id);
        L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

        REQUIRE_EQ(ct_error(tag), 0);
        CHECK_EQ(tag.raw, CT_TAG(0xFFE0 | 1 << i, 2, 0));
        CHECK_EQ(ct_mr(1), CT_VIEW(1));
        REQUIRE_EQ(ct_delete(t), 0);
    }
}

/* Messages of all lengths, there and back, with a partner in this space and in another one. */
static L4_Word_t echo_from;

static void echoer(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag = L4_Wait(&from);

    for (;;) {
        echo_from = from.raw;
        for (int i = 1; i <= (int)L4_UntypedWords(tag); i++)
            L4_LoadMR(i, ~ct_mr(i));
        tag = L4_ReplyWait(from, &from);
    }
}

static void lengths_with(L4_ThreadId_t t, L4_ThreadId_t to, L4_Word_t me)
{
    for (int u = 0; u < 64; u++) {
        for (int i = 1; i < 64; i++)
            L4_LoadMR(i, 0x1000u * (L4_Word_t)u + (L4_Word_t)i);
        ct_tag(0x77, (L4_Word_t)u, 0);
        CHECK_EQ(L4_Call(to).raw, CT_TAG(0x77, (L4_Word_t)u, 0));
        for (int i = 1; i < 64; i++)
            CHECK_EQ(ct_mr(i), (0x1000u * (L4_Word_t)u + (L4_Word_t)i) ^ (i <= u ? ~0ul : 0));
        CHECK_EQ(echo_from, me);
    }
    REQUIRE_EQ(ct_delete(t), 0);
}

static void lengths(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, echoer);

    lengths_with(t, t, L4_MyLocalId().raw);
    t = ct_run(CT_OWN, echoer);
    lengths_with(t, L4_LocalIdOf(t), L4_MyLocalId().raw);
    t = ct_run(CT_NEW, echoer);
    lengths_with(t, t, L4_Myself().raw);
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
    {"kernel-interface", kernel_interface, "A2", 0, 0},
    {"entries", entries, "A3", 0, 0},
    {"utcb-layout", utcb_layout, "A9", 0, 0},
    {"exregs-order", exregs_order, "A8", 0, 0},
    {"lengths", lengths, "A6 A7", 0, 0},
    {"no-leak", no_leak, "A4", 0, 0},
    {"user-spr", user_spr, "A4", 0, 0},
    {"flags-step", flags_step, "A12", 0, 0},
    {"faults", faults, "A14", 0, 0},
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
