/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: the statements of the architecture's page (A1... are its checklist).
 */
#include <l4/kdebug.h>

#include "../../arch.h"

#define TAG_EXCEPTION ((L4_Word_t)-5 << 20)

static volatile L4_Word_t seen[16];
static volatile L4_Word_t go;

static L4_Word_t utcb_register(void)
{
    L4_Word_t utcb;

    __asm__ __volatile__("move %0, $26" : "=r"(utcb));
    return utcb;
}

/*
 * Registers
 */

/* A1: register 26 is the UTCB, whatever comes between. */
static void watch(void)
{
    L4_Word_t mine = L4_MyLocalId().raw;

    seen[1] = utcb_register() == mine;
    while (!go)
        if (utcb_register() != mine)
            seen[2]++;
}

static void utcb_always(void)
{
    L4_Word64_t end = ct_now() + 200000;

    go = 0;
    seen[2] = 0;
    (void)ct_run(CT_NEW, watch);
    (void)ct_run(CT_OWN, watch);
    while (ct_now() < end) {
        ct_sleep(1000);
        if (utcb_register() != L4_MyLocalId().raw)
            seen[2]++;
    }
    go = 1;
    CHECK_EQ(seen[1], 1);
    CHECK_EQ(seen[2], 0);
}

/* Ipc by an instruction of the program's own, with values in HI, LO and the call's registers. */
static L4_Word_t inline_ipc(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t tag, L4_Word_t *bad)
{
    register L4_Word_t r2 __asm__("$2") = (L4_Word_t)-101;
    register L4_Word_t r3 __asm__("$3") = tag;
    register L4_Word_t r4 __asm__("$4") = to.raw;
    register L4_Word_t r5 __asm__("$5") = from.raw;
    register L4_Word_t r6 __asm__("$6") = 0;
    register L4_Word_t r7 __asm__("$7");

    __asm__ __volatile__("mthi %[mine]\n\t"
                         "nor $8, $0, %[mine]\n\t"
                         "mtlo $8\n\t"
                         "syscall\n\t"
                         "mfhi $7\n\t"
                         "xor $7, $7, %[mine]\n\t"
                         "mflo $8\n\t"
                         "nor $8, $0, $8\n\t"
                         "xor $8, $8, %[mine]\n\t"
                         "or $7, $7, $8"
                         : "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "=&r"(r7)
                         : [mine] "r"(L4_MyLocalId().raw)
                         : "$1", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16", "$17",
                           "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "hi", "lo",
                           "memory");
    *bad |= r7;
    return r3;
}

static void hi_lo_partner(void)
{
    L4_ThreadId_t who = L4_nilthread;
    L4_Word_t bad = 0;
    int i;

    (void)inline_ipc(L4_nilthread, ct_test_id, 0, &bad);
    who = ct_test_id;
    for (i = 0; i < 50; i++)
        (void)inline_ipc(who, who, 3, &bad);
    seen[0] = bad;
}

/* A3, A5, A8: Ipc outside the interface page; HI and LO stay the thread's own; tags in register 3. */
static void hi_lo(void)
{
    unsigned p;
    int i;

    for (p = 0; p < 2; p++) {
        L4_ThreadId_t t = ct_run(p == 0 ? CT_OWN : CT_NEW, hi_lo_partner);
        L4_Word_t bad = 0;

        seen[0] = 1;
        for (i = 0; i < 51; i++) {
            L4_Word_t tag = inline_ipc(t, i < 50 ? t : L4_nilthread, 3, &bad);

            if (i < 50)
                CHECK_EQ(tag, 3);
        }
        CHECK_EQ(bad, 0);
        CHECK(ct_until_done(t));
        CHECK_EQ(seen[0], 0);
        harness_next();
    }
}

/* A8, A21: a send leaves registers 16 to 23 alone; Lipc does so always. */
static L4_Word_t saved_registers(L4_Word_t number, L4_ThreadId_t to, L4_ThreadId_t from,
                                 L4_Word_t *tag)
{
    L4_Word_t bad;
    register L4_Word_t r2 __asm__("$2") = number;
    register L4_Word_t r3 __asm__("$3") = 0x50002;
    register L4_Word_t r4 __asm__("$4") = to.raw;
    register L4_Word_t r5 __asm__("$5") = from.raw;
    register L4_Word_t r6 __asm__("$6") = 0;

    __asm__ __volatile__("li $16, 116\n\t"
                         "li $17, 117\n\t"
                         "li $20, 120\n\t"
                         "li $23, 123\n\t"
                         "syscall\n\t"
                         "xori %0, $16, 116\n\t"
                         "xori $7, $17, 117\n\t"
                         "or %0, %0, $7\n\t"
                         "xori $7, $20, 120\n\t"
                         "or %0, %0, $7\n\t"
                         "xori $7, $23, 123\n\t"
                         "or %0, %0, $7"
                         : "=&r"(bad), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                         :
                         : "$1", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16",
                           "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "memory");
    *tag = r3;
    return bad;
}

static void echo(void)
{
    L4_ThreadId_t who;
    L4_MsgTag_t tag = L4_Wait(&who);

    seen[3] = tag.raw;
    seen[4] = ct_mr(1);
    seen[5] = ct_mr(2);
    L4_LoadMR(1, 91);
    L4_LoadMR(2, 92);
    ct_tag(7, 2, 0);
    (void)L4_ReplyWait(who, &who);
}

static void send_keeps(void)
{
    L4_ThreadId_t t;
    L4_Word_t tag;

    seen[5] = 0;
    t = ct_run(CT_NEW, echo);
    CHECK_EQ(saved_registers((L4_Word_t)-101, t, L4_nilthread, &tag), 0);
    CHECK_EQ(tag, 0x50002);
    CT_UNTIL(seen[5] != 0);
    CHECK_EQ(seen[3], 0x50002);
    CHECK_EQ(seen[4], 116);
    CHECK_EQ(seen[5], 117);
}

static void lipc(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, echo);
    L4_Word_t tag;

    L4_LoadMR(1, 81);
    L4_LoadMR(2, 82);
    ct_tag(6, 2, 0);
    CHECK_EQ(saved_registers((L4_Word_t)-112, t, t, &tag), 0);
    CHECK_EQ(seen[3], 0x60002);
    CHECK_EQ(seen[4], 81);
    CHECK_EQ(seen[5], 82);
    CHECK_EQ(ct_mr(0), 0x70002);
    CHECK_EQ(ct_mr(1), 91);
    CHECK_EQ(ct_mr(2), 92);
}

/*
 * Floating point
 */

#define FPU_READ(n, v)                                                                             \
    __asm__ __volatile__(".set push\n\t.set hardfloat\n\tdmfc1 %0, $f" #n "\n\t.set pop" : "=r"(v))
#define FPU_WRITE(n, v)                                                                            \
    __asm__ __volatile__(".set push\n\t.set hardfloat\n\tdmtc1 %0, $f" #n "\n\t.set pop" : : "r"(v))

static L4_Word_t fcsr(void)
{
    L4_Word_t v;

    __asm__ __volatile__(".set push\n\t.set hardfloat\n\tcfc1 %0, $31\n\t.set pop" : "=r"(v));
    return v;
}

static void fpu_user(void)
{
    L4_Word_t a;
    L4_Word_t b;
    int i;

    FPU_READ(0, a);
    FPU_READ(31, b);
    seen[6] |= a | b | fcsr();
    for (i = 0; i < 50; i++) {
        FPU_WRITE(0, L4_MyLocalId().raw);
        FPU_WRITE(31, ~L4_MyLocalId().raw);
        (void)ct_send(ct_test_id, CT_NEVER);
        FPU_READ(0, a);
        FPU_READ(31, b);
        seen[7] |= (a ^ L4_MyLocalId().raw) | (b ^ ~L4_MyLocalId().raw);
    }
}

/* A6, A15: registers are 0 at first use, and each thread's own from then on. */
static void fpu(void)
{
    L4_ThreadId_t t;
    L4_Word_t mode;
    L4_Word_t a;
    L4_Word_t b;
    int i;

    FPU_WRITE(0, 0x123456789);
    FPU_WRITE(31, 0x987654321);
    __asm__ __volatile__(".set push\n\t.set hardfloat\n\tctc1 %0, $31\n\t.set pop" : : "r"(1));
    mode = fcsr(); /* QEMU's 5KEf keeps none of it */
    seen[6] = seen[7] = 0;
    t = ct_run(CT_NEW, fpu_user);
    for (i = 0; i < 50; i++) {
        REQUIRE_EQ(ct_error(ct_recv(t, ct_us(1000000))), 0);
        FPU_READ(0, a);
        FPU_READ(31, b);
        CHECK_EQ(a, 0x123456789);
        CHECK_EQ(b, 0x987654321);
        CHECK_EQ(fcsr(), mode);
    }
    CHECK(ct_until_done(t));
    CHECK_EQ(seen[6], 0);
    CHECK_EQ(seen[7], 0);
}

/*
 * Exceptions
 */

static volatile L4_Word_t fault_at;

static void do_address_error(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    seen[0] = ct_read(fault_at);
}

static void do_break(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__(".set push\n\t.set noat\n\tli $1, -1\n\tbreak\n\t.set pop" : : : "$1");
    seen[0] = 1;
}

static void do_reserved(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__(".word 0x7c00003b"); /* RDHWR of a register that users may not read */
    seen[0] = 1;
}

static void do_trap(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("teq $0, $0");
    seen[0] = 1;
}

static void do_coprocessor(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__(".word 0x40086000"); /* mfc0 $8, Status */
    seen[0] = 1;
}

/* The message of an exception; the thread goes on 4 bytes behind. */
static void expect(void (*entry)(void), L4_Word_t number, L4_Word_t code)
{
    L4_ThreadId_t t = ct_run(CT_OWN, entry);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, TAG_EXCEPTION | 6);
    CHECK_EQ(ct_mr(3), 0x04000020);
    CHECK_EQ(ct_mr(4), number);
    CHECK_EQ(ct_mr(5), code);
    CHECK_EQ(ct_mr(6), L4_LocalIdOf(t).raw);
    L4_LoadMR(1, ct_mr(1) + 4);
    ct_tag(0, 6, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK(ct_until_done(t));
}

/* A2, A14, A16. */
static void exceptions(void)
{
    fault_at = 0xFFFFFFFF80000000;
    expect(do_address_error, 4, fault_at);
    fault_at = ct_page(0) + 1; /* not aligned */
    expect(do_address_error, 4, fault_at);
    fault_at = (L4_Word_t)1 << 41;
    expect(do_address_error, 4, fault_at);
    expect(do_break, 9, 0);
    expect(do_trap, 13, 0);
    expect(do_coprocessor, 11, 0);
    expect(do_reserved, 10, 0x7c00003b);
}

static void do_syscall(void)
{
    L4_Word_t out[11];
    int i;

    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("move $12, %0\n\t"
                         "li $2, 400\n\t"
                         "li $3, 3\n\t"
                         "li $4, 4\n\t"
                         "li $5, 5\n\t"
                         "li $6, 6\n\t"
                         "li $7, 7\n\t"
                         "li $8, 8\n\t"
                         "li $9, 9\n\t"
                         "li $10, 10\n\t"
                         "li $11, 11\n\t"
                         "syscall\n\t"
                         "sd $2, 0($12)\n\t"
                         "sd $3, 8($12)\n\t"
                         "sd $4, 16($12)\n\t"
                         "sd $5, 24($12)\n\t"
                         "sd $6, 32($12)\n\t"
                         "sd $7, 40($12)\n\t"
                         "sd $8, 48($12)\n\t"
                         "sd $9, 56($12)\n\t"
                         "sd $10, 64($12)\n\t"
                         "sd $11, 72($12)"
                         :
                         : "r"(out)
                         : "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12",
                           "memory");
    for (i = 0; i < 10; i++)
        seen[i] = out[i];
}

/* A13: thirteen words, all of them taken from the reply. */
static void foreign_call(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, do_syscall);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));
    L4_Word_t i;

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, TAG_EXCEPTION | 13);
    CHECK_EQ(*(volatile L4_Word32_t *)ct_mr(1) & 0xFC00003F, 0x0C);
    CHECK_EQ(ct_mr(4), 400);
    for (i = 3; i <= 11; i++)
        CHECK_EQ(ct_mr((int)i + 2), i);
    L4_LoadMR(1, ct_mr(1) + 4);
    for (i = 2; i <= 11; i++)
        L4_LoadMR((int)i + 2, 1000 + i);
    ct_tag(0, 13, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    for (i = 2; i <= 11; i++)
        CHECK_EQ(seen[i - 2], 1000 + i);
}

/*
 * Kernel interface page, debugger
 */

/* A2: the instruction of Release 1. Release 2 executes it as SYNCI, which changes nothing. */
static void kip_instruction(void)
{
    register L4_Word_t r8 __asm__("$8") = 0;
    register L4_Word_t r9 __asm__("$9") = 0;
    register L4_Word_t r10 __asm__("$10") = 0;
    register L4_Word_t r11 __asm__("$11") = 0;

    __asm__ __volatile__(".set push\n\t"
                         ".set noat\n\t"
                         "dli $1, 0x1FACECA1114E1F64\n\t"
                         "bal 1f\n"
                         "1:\t.word 0x07FFFFFF\n\t"
                         ".set pop"
                         : "+r"(r8), "+r"(r9), "+r"(r10), "+r"(r11)
                         :
                         : "$1", "$31");
    if (r8 == 0)
        ct_skip("the processor is of Release 2");
    CHECK_EQ(r8, ct_kip);
    CHECK_EQ(r9, 0x84050000);
    CHECK_EQ(r10, ((L4_Word_t *)ct_kip)[2]);
#if defined(L4_BIG_ENDIAN)
    CHECK_EQ(r10, 5);
#else
    CHECK_EQ(r10, 4);
#endif
    CHECK_EQ(r11, 0x50010000);
}

/* A4: offsets inside the page; page sizes; areas. */
static void kip_words(void)
{
    const L4_KernelInterfacePage_t *kip = (const L4_KernelInterfacePage_t *)ct_kip;
    const L4_Word_t *entries = &kip->SpaceControl;
    int i;

    for (i = 0; i < 11; i++)
        CHECK(entries[i] > 0 && entries[i] < 4096);
    CHECK(kip->Lipc != kip->Ipc);
    CHECK_EQ(L4_PageSizeMask(ct_kip), 0x1555000);
    CHECK_EQ(L4_UtcbSize(ct_kip), 1024);
}

/* A12: the flags' places in memory. */
static void flag_bytes(void)
{
    volatile L4_Word8_t *bytes = (volatile L4_Word8_t *)L4_MyLocalId().raw + 40;
    int i;

    for (i = 0; i < 8; i++)
        bytes[i] = 0;
    (void)L4_DisablePreemption();
    CHECK_EQ(bytes[0], 0x40);
    CHECK_EQ(L4_EnablePreemption(), 1);
    CHECK_EQ(bytes[0], 0);
    L4_Set_CopFlag(3);
    CHECK_EQ(bytes[1], 8);
    CHECK_EQ(bytes[0], 0);
    L4_Clr_CopFlag(3);
    CHECK_EQ(bytes[1], 0);
}

/* A14: no character is waiting (the suite gets no input); registers stay. */
static void debugger(void)
{
    register L4_Word_t r3 __asm__("$3") = 33;
    register L4_Word_t r4 __asm__("$4") = '#';
    register L4_Word_t r16 __asm__("$16") = 16;

    CHECK_EQ(L4_KDB_ReadChar(), -1);
    __asm__ __volatile__(".set push\n\t.set noat\n\tli $1, -100\n\tbreak\n\t.set pop"
                         : "+r"(r3), "+r"(r4), "+r"(r16)
                         :
                         : "$1");
    CHECK_EQ(r3, 33);
    CHECK_EQ(r4, '#');
    CHECK_EQ(r16, 16);
    printf(" a character of the debugger's\n");
}

/*
 * Memory
 */

/* A18: every page size: two views of two neighbours, one of which goes and comes back. */
static void page_sizes(void)
{
    L4_Word_t log2;

    for (log2 = 14; log2 <= 24; log2 += 2) {
        L4_Word_t size = (L4_Word_t)1 << log2;
        L4_Word_t at = 0x80000000UL;
        L4_Word_t i;
        L4_Fpage_t both = ct_fpl(at, log2 + 1, 7);
        L4_Fpage_t got = L4_Sigma0_GetAny(ct_sigma0, log2 + 1, both);

        L4_Accept(L4_UntypedWordsAcceptor);
        if (L4_IsNilFpage(got)) {
            REQUIRE(log2 > 20);
            break;
        }
        for (i = 0; i < 2 * size; i += size / 4)
            ct_write(at + i, at + i + log2);
        for (i = 0; i < 2 * size; i += size / 4)
            CHECK_EQ(ct_read(at + i), at + i + log2);
        (void)L4_Flush(both);
    }
}

static const struct ct_test tests[] = {
    {"utcb-register", utcb_always, "A1", 0, 0},
    {"kip-instruction", kip_instruction, "A2", 0, 0},
    {"kip-words", kip_words, "A4", 0, 0},
    {"hi-lo", hi_lo, "A3 A5 A8", 0, 0},
    {"send-keeps-registers", send_keeps, "A7 A8", 0, 0},
    {"lipc", lipc, "A21", 0, 0},
    {"fpu", fpu, "A6 A15", 0, 0},
    {"exceptions", exceptions, "A14 A16", 0, 0},
    {"foreign-call", foreign_call, "A13", 0, 0},
    {"flag-bytes", flag_bytes, "A12", 0, 0},
    {"debugger", debugger, "A14", 0, 0},
    {"page-sizes", page_sizes, "A18", 0, 0},
};

CT_SUITE(arch_suite, "abi", tests);
