/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: the statements of the architecture's page (A1... are its checklist).
 */
#include "../../arch.h"

#define PATTERN(n) (0x10101010UL * (n) + 0x01020304UL)

/* All general registers around a call. */
struct registers {
    L4_Word_t eax, ecx, edx, ebx, esi, edi, ebp, esp_change, flags;
};

/* Calls `entry` with the registers and writes back what they are then. */
static void call_with(struct registers *r, L4_Word_t entry)
{
    L4_Word_t frame[2] = {(L4_Word_t)r, entry};
    L4_Word_t at = (L4_Word_t)frame;

    __asm__ __volatile__("pushl %%ebp\n\t"
                         "pushl (%%eax)\n\t"  /* registers */
                         "pushl 4(%%eax)\n\t" /* entry */
                         "movl (%%eax), %%eax\n\t"
                         "movl 4(%%eax), %%ecx\n\t"
                         "movl 8(%%eax), %%edx\n\t"
                         "movl 12(%%eax), %%ebx\n\t"
                         "movl 16(%%eax), %%esi\n\t"
                         "movl 20(%%eax), %%edi\n\t"
                         "movl 24(%%eax), %%ebp\n\t"
                         "movl (%%eax), %%eax\n\t"
                         "call *(%%esp)\n\t"
                         "xchgl %%eax, 4(%%esp)\n\t"
                         "movl %%ecx, 4(%%eax)\n\t"
                         "movl %%edx, 8(%%eax)\n\t"
                         "movl %%ebx, 12(%%eax)\n\t"
                         "movl %%esi, 16(%%eax)\n\t"
                         "movl %%edi, 20(%%eax)\n\t"
                         "movl %%ebp, 24(%%eax)\n\t"
                         "pushfl\n\t"
                         "popl 32(%%eax)\n\t"
                         "popl %%ecx\n\t"
                         "popl (%%eax)\n\t"
                         "popl %%ebp"
                         : "+a"(at)
                         :
                         : "ebx", "ecx", "edx", "esi", "edi", "cc", "memory");
}

static L4_Word_t entry_of(unsigned word)
{
    return (L4_Word_t)ct_kip + ((L4_Word_t *)ct_kip)[word];
}

#define KIP_IPC    56
#define KIP_UNMAP  58
#define KIP_EXREGS 59
#define KIP_CLOCK  60
#define KIP_SWITCH 61

static void fill(struct registers *r)
{
    r->eax = PATTERN(1);
    r->ecx = PATTERN(2);
    r->edx = PATTERN(3);
    r->ebx = PATTERN(4);
    r->esi = PATTERN(5);
    r->edi = PATTERN(6);
    r->ebp = PATTERN(7);
}

static void kernel_interface(void)
{
    L4_Word_t v;
    L4_Word_t f;
    L4_Word_t id;

    CHECK(arch_kip_keeps_registers());
    CHECK_EQ(L4_KernelInterface(&v, &f, &id), ct_kip);
    CHECK_EQ(v, 0x84050000);
    CHECK_EQ(f, 0);
}

static void page_layout(void)
{
    const L4_Word_t *kip = ct_kip;
    unsigned i;

    for (i = 52; i <= 62; i++)
        CHECK(kip[i] < 4096 && kip[i] >= 0x120);
    CHECK_EQ(kip[42], 0x000C2401);
    CHECK_EQ(kip[43], 12);
    CHECK_EQ(kip[50], 0x00401006);
    CHECK_EQ(kip[51] >> 28, 4);
}

static volatile L4_Word_t seen[12];

/* The code behind the entries runs wherever the page is. */
static void clock_elsewhere(void)
{
    struct registers r;
    L4_Word_t v;
    L4_Word_t f;
    L4_Word_t id;
    L4_Word_t kip = (L4_Word_t)L4_KernelInterface(&v, &f, &id);

    fill(&r);
    call_with(&r, kip + ((L4_Word_t *)kip)[KIP_CLOCK]);
    seen[0] = r.eax;
    seen[1] = r.edx;
    fill(&r);
    r.eax = 0;
    r.edx = 0;
    r.esi = 0;
    r.edi = L4_MyLocalId().raw;
    call_with(&r, kip + ((L4_Word_t *)kip)[KIP_IPC]);
    seen[2] = kip;
}

static void page_elsewhere(void)
{
    L4_ThreadId_t t = ct_new_id();
    L4_Word_t at = 0x00C00000;
    L4_Word_t old;
    L4_Word64_t before = ct_now();
    L4_Word64_t then;

    REQUIRE_EQ(ct_tc(t, t, L4_Myself(), L4_nilthread, CT_NO_UTCB), 0);
    REQUIRE(L4_SpaceControl(t, 0, L4_FpageLog2(at, 12), L4_Fpage(ct_utcb_base, 64 * ct_utcb_size),
                            L4_nilthread, &old));
    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, L4_Myself(), ct_utcb_of(t)), 0);
    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, ct_pager_id, CT_NO_UTCB), 0);
    L4_LoadMR(1, (L4_Word_t)clock_elsewhere);
    L4_LoadMR(2, ct_stack_for(t));
    ct_tag(0, 2, 0);
    seen[2] = 0;
    REQUIRE_EQ(ct_error(ct_send(t, CT_NEVER)), 0);
    CT_UNTIL(seen[2] != 0);
    CHECK_EQ(seen[2], at);
    then = (L4_Word64_t)seen[1] << 32 | seen[0];
    CHECK(then >= before && then <= ct_now());
}

static void utcb_layout(void)
{
    L4_Word_t *mr0 = (L4_Word_t *)L4_MyLocalId().raw;
    L4_Word_t gs;

    __asm__ __volatile__("movl %%gs:0, %0" : "=r"(gs));
    CHECK_EQ(gs, mr0);
    CHECK_EQ(L4_LocalIdOf(L4_Myself()).raw, mr0);
    CHECK_EQ(mr0, ct_utcb_of(L4_Myself()) + 256);
    CHECK_EQ(mr0[-15], L4_Myself().raw);
    CHECK_EQ(mr0[-12], ct_pager_id.raw);
    CHECK_EQ(mr0[-11], 0);
    (void)ct_recv(L4_Myself(), CT_ZERO);
    CHECK_EQ(mr0[-9], 3);
    CHECK_EQ(mr0[-14], L4_ProcessorNo());
}

static void switch_registers(void)
{
    struct registers r;

    fill(&r);
    r.eax = 0;
    call_with(&r, entry_of(KIP_SWITCH));
    CHECK_EQ(r.eax, 0);
    CHECK(r.ecx == PATTERN(2) && r.edx == PATTERN(3) && r.ebx == PATTERN(4));
    CHECK(r.esi == PATTERN(5) && r.edi == PATTERN(6) && r.ebp == PATTERN(7));
    CHECK_EQ(r.flags & 0x400, 0);
    fill(&r);
    r.eax = L4_MyLocalId().raw;
    call_with(&r, entry_of(KIP_SWITCH));
    CHECK_EQ(r.eax, L4_MyLocalId().raw);
    fill(&r);
    call_with(&r, entry_of(KIP_CLOCK));
    CHECK(r.ecx == PATTERN(2) && r.ebx == PATTERN(4));
    CHECK(r.esi == PATTERN(5) && r.edi == PATTERN(6) && r.ebp == PATTERN(7));
}

static void ipc_registers(void)
{
    L4_Word_t *utcb = (L4_Word_t *)L4_MyLocalId().raw;
    struct registers r;

    fill(&r);
    r.eax = 0;
    r.edx = 0;
    r.edi = (L4_Word_t)utcb;
    call_with(&r, entry_of(KIP_IPC));
    CHECK_EQ(r.edi, utcb);
    CHECK_EQ(r.esi & 0x8000, 0);
    utcb[1] = 0x1111;
    utcb[2] = 0x2222;
    fill(&r);
    r.eax = 0;
    r.ecx = 0x400;
    r.edx = ~(L4_Word_t)0;
    r.edi = (L4_Word_t)utcb;
    call_with(&r, entry_of(KIP_IPC));
    CHECK_EQ(r.eax, 0);
    CHECK_EQ(r.esi, 0x8000);
    CHECK_EQ(r.edi, utcb);
    CHECK_EQ(r.ebx, 0x1111);
    CHECK_EQ(r.ebp, 0x2222);
    CHECK_EQ(utcb[0], 0x8000);
    CHECK_EQ(L4_ErrorCode(), 3);
}

static void receive_tag(void)
{
    L4_MsgTag_t tag = ct_recv(ct_test_id, CT_NEVER);

    seen[0] = tag.raw;
    seen[1] = ct_mr(1);
}

static void tag_register(void)
{
    L4_Word_t *utcb = (L4_Word_t *)L4_MyLocalId().raw;
    L4_ThreadId_t t = ct_run(CT_NEW, receive_tag);
    struct registers r;

    REQUIRE(ct_until(t, L4_SCHEDRESULT_WAITING));
    utcb[0] = CT_TAG(0x99, 5, 0);
    utcb[1] = 0x777;
    fill(&r);
    r.eax = t.raw;
    r.ecx = 0x400UL << 16;
    r.edx = 0;
    r.esi = CT_TAG(0x42, 1, 0);
    r.edi = (L4_Word_t)utcb;
    call_with(&r, entry_of(KIP_IPC));
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], CT_TAG(0x42, 1, 0));
    CHECK_EQ(seen[1], 0x777);
}

static void unmap_registers(void)
{
    L4_Word_t *utcb = (L4_Word_t *)L4_MyLocalId().raw;
    struct registers r;

    ct_write(ct_page(0), 1);
    fill(&r);
    r.eax = 0x80000000;
    r.esi = ct_fp(ct_page(0), 0).raw;
    r.edi = (L4_Word_t)utcb;
    call_with(&r, entry_of(KIP_UNMAP));
    CHECK_EQ(r.ecx, PATTERN(2));
    CHECK(r.ebx == PATTERN(4) && r.ebp == PATTERN(7));
    CHECK_EQ(r.esi, utcb[0]);
    CHECK_EQ(r.esi, ct_fp(ct_page(0), 7).raw);
}

static void spin(void)
{
    for (;;)
        ;
}

static void exregs_flags(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, spin);
    __L4_ExregsResult_t before;
    __L4_ExregsResult_t after;

    ct_sleep(1000);
    (void)ct_exregs(t, CT_X_H);
    (void)__L4_Exregs(t, 0x20, 0, 0, 0, 0, L4_nilthread);
    before = __L4_Exregs(t, 0x20, 0, 0, ~0UL, 0, L4_nilthread);
    after = __L4_Exregs(t, 0, 0, 0, 0, 0, L4_nilthread);
    CHECK_EQ(before.flags & 0x8D5, 0);
    CHECK_EQ(after.flags ^ before.flags, 0x8D5);
}

static void first_state(void)
{
    L4_Word_t w;
    L4_Word16_t control;

    __asm__ __volatile__("movl %%cs, %0" : "=r"(w));
    seen[0] = w;
    __asm__ __volatile__("movl %%ds, %0" : "=r"(w));
    seen[1] = w;
    __asm__ __volatile__("movl %%es, %0" : "=r"(w));
    seen[2] = w;
    __asm__ __volatile__("movl %%fs, %0" : "=r"(w));
    seen[3] = w;
    __asm__ __volatile__("movl %%ss, %0" : "=r"(w));
    seen[4] = w;
    __asm__ __volatile__("movl %%gs, %0" : "=r"(w));
    seen[5] = w;
    seen[6] = arch_flags();
    __asm__ __volatile__("fnstcw %0" : "=m"(control));
    seen[7] = control;
}

static void new_thread(void)
{
    L4_Word_t level = L4_HasFeature("ioflexpages") ? 0 : 0x3000;

    REQUIRE(ct_until_done(ct_run(CT_NEW, first_state)));
    CHECK_EQ(seen[0] & 0xFFFF, 0x1B);
    CHECK_EQ(seen[1] & 0xFFFF, 0x23);
    CHECK_EQ(seen[2] & 0xFFFF, 0x23);
    CHECK_EQ(seen[3] & 0xFFFF, 0x23);
    CHECK_EQ(seen[4] & 0xFFFF, 0x23);
    CHECK_EQ(seen[5] & 0xFFFF, 0x2B);
    CHECK_EQ(seen[6] & ~0x8D5UL, 0x202 | level);
    CHECK_EQ(seen[7], 0x37F);
}

/*
 * Exceptions
 */

static volatile unsigned which;

/* Each instruction stands alone, so that the handler can go on behind it by its length. */
static void cause(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    switch (which) {
    case 0:
        __asm__ __volatile__(
            "xorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n\tmovl $1, %%eax\n\tdivl %%ecx"
            :
            :
            : "eax", "ecx", "edx", "cc");
        break;
    case 1:
        __asm__ __volatile__("int $0x80");
        break;
    case 2:
        __asm__ __volatile__("int $4");
        break;
    case 3:
        __asm__ __volatile__("int $0");
        break;
    case 4:
        __asm__ __volatile__("movl %%cr0, %%eax" : : : "eax");
        break;
    default:
        __asm__ __volatile__("movl $0x1B, %%ecx\n\trdmsr" : : : "eax", "ecx", "edx");
        break;
    }
    seen[9] = which + 1;
}

static void expect_exception(unsigned n, L4_ThreadId_t place, L4_Word_t number, L4_Word_t code,
                             L4_Word_t length)
{
    L4_ThreadId_t t;
    L4_MsgTag_t tag;
    L4_Word_t ip;

    which = n;
    seen[9] = 0;
    t = ct_run(place, cause);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, 0xFFB0000C);
    CHECK_EQ(ct_mr(3), number);
    CHECK_EQ(ct_mr(4), code);
    ip = ct_mr(1);
    ct_tag(0, 0, 0); /* an empty reply: the same again */
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE_EQ(ct_error(ct_recv(t, ct_us(1000000))), 0);
    CHECK_EQ(ct_mr(1), ip);
    L4_LoadMR(1, ip + length);
    ct_tag(0, 12, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[9], n + 1);
}

static void divide_error(void)
{
    expect_exception(0, CT_OWN, 0, 0, 2);
}

static void software_interrupts(void)
{
    expect_exception(1, CT_OWN, 13, 0x402, 2);
    expect_exception(2, CT_OWN, 13, 0x22, 2);
    expect_exception(3, CT_OWN, 13, 0x02, 2);
}

static void bad_selectors(void)
{
    L4_Word_t value = 5;

    __asm__ __volatile__("movl $0x1234, %%eax\n\tmovl %%eax, %%fs" : : : "eax", "memory");
    __asm__ __volatile__("xorl %%eax, %%eax\n\tmovl %%eax, %%es\n\t"
                         "movl %%es:(%1), %0"
                         : "=r"(seen[8])
                         : "r"(&value)
                         : "eax", "memory");
    CHECK_EQ(seen[8], 5);
    /* A null GS is not tried: the emulator takes it for a flat segment. */
    expect_exception(4, CT_OWN, 13, 0, 3);
}

static void machine_registers(void)
{
    L4_Word_t low;
    L4_Word_t high;

    __asm__ __volatile__("rdmsr" : "=a"(low), "=d"(high) : "c"(0x1B));
    CHECK((low & 0xFFFFF000) != 0);
    expect_exception(5, CT_NEW, 13, 0, 2);
}

static void console_traps(void)
{
    L4_Word_t out;
    L4_Word_t ebx = PATTERN(4);
    L4_Word_t esi = PATTERN(5);

    __asm__ __volatile__("int3\n\tcmpb $8, %%al" : "=a"(out), "+b"(ebx), "+S"(esi) : "0"(0) : "cc");
    CHECK_EQ(out, ~(L4_Word_t)0); /* nobody typed */
    CHECK(ebx == PATTERN(4) && esi == PATTERN(5));
    out = '#';
    __asm__ __volatile__("int3\n\tcmpb $0, %%al" : "+a"(out), "+b"(ebx), "+S"(esi) : : "cc");
    CHECK_EQ(out, '#');
    out = '\r';
    __asm__ __volatile__("int3\n\tcmpb $0, %%al" : "+a"(out) : : "cc");
    out = '\n';
    __asm__ __volatile__("int3\n\tcmpb $0, %%al" : "+a"(out) : : "cc");
}

static void interrupt_lines(void)
{
    static const L4_Word_t missing[] = {2, 8};
    unsigned i;

    for (i = 0; i < 2; i++) {
        L4_ThreadId_t irq = L4_GlobalId(missing[i], 1);

        CHECK_EQ(ct_tc(irq, irq, L4_nilthread, L4_Myself(), CT_NO_UTCB), 2);
    }
}

static void root_task(void)
{
    CHECK_EQ(L4_LocalIdOf(ct_main_id).raw, 0xBF000100);
    CHECK_EQ(ct_kip, 0xBFF00000);
    CHECK_EQ(ct_main_id.raw, (ct_user_base + 2) << 14 | 1);
    CHECK_EQ(L4_ThreadIdBits(ct_kip), 18);
}

static void attributes(void)
{
    static const L4_Word_t good[] = {0, 1, 2, 3, 4, 5, 8};
    static const L4_Word_t bad[] = {6, 7, 9, 28};
    unsigned i;

    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), 7);
    ct_write(CT_VIEW(0), 0x1234);
    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        CHECK(L4_Set_PageAttribute(ct_fp(CT_VIEW(0), 0), good[i]) != 0);
        CHECK_EQ(ct_read(CT_VIEW(0)), 0x1234);
    }
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        CHECK(L4_Set_PageAttribute(ct_fp(CT_VIEW(0), 0), bad[i]) == 0);
        CHECK_EQ(L4_ErrorCode(), 5);
    }
    CHECK(L4_Set_PageAttribute(ct_fp(CT_VIEW(0), 0), 0) != 0);
}

/* The FPU's state is each thread's own. */
static volatile int go;

static void other_fpu(void)
{
    double x = 1.25;
    int i;

    for (i = 0; i < 2000 && !go; i++) {
        __asm__ __volatile__("fldl %0\n\tfstpl %0" : "+m"(x));
        L4_ThreadSwitch(L4_nilthread);
    }
    seen[10] = x == 1.25;
}

static void fpu(void)
{
    double in = 3.5;
    double out = 0;
    L4_ThreadId_t t;

    go = 0;
    t = ct_run_prio(CT_NEW, other_fpu, CT_PRIO_TEST);
    __asm__ __volatile__("fldl %0" : : "m"(in));
    for (int i = 0; i < 50; i++)
        L4_ThreadSwitch(L4_nilthread);
    ct_sleep(30000);
    __asm__ __volatile__("fstpl %0" : "=m"(out));
    CHECK(out == 3.5);
    go = 1;
    REQUIRE(ct_until_done(t));
    CHECK(seen[10]);
}

static const struct ct_test tests[] = {
    {"kernel-interface", kernel_interface, "A1", 0, 0},
    {"page-layout", page_layout, "A2", 0, 0},
    {"page-elsewhere", page_elsewhere, "A2", 0, 0},
    {"utcb-layout", utcb_layout, "A3", 0, 0},
    {"switch-registers", switch_registers, "A4", 0, 0},
    {"ipc-registers", ipc_registers, "A5", 0, 0},
    {"tag-register", tag_register, "A6", 0, 0},
    {"unmap-registers", unmap_registers, "A7", 0, 0},
    {"exregs-flags", exregs_flags, "A8", 0, 0},
    {"new-thread", new_thread, "A9", 0, 0},
    {"divide-error", divide_error, "A11", 0, 0},
    {"software-interrupts", software_interrupts, "A12", 0, 0},
    {"bad-selectors", bad_selectors, "A13", 0, 0},
    {"machine-registers", machine_registers, "A14", 0, 0},
    {"console-traps", console_traps, "A16", 0, 0},
    {"interrupt-lines", interrupt_lines, "A17", 0, 0},
    {"root-task", root_task, "A18", 0, 0},
    {"attributes", attributes, "A19", 0, 0},
    {"fpu", fpu, "A9", 0, 0},
};

CT_SUITE(arch_suite, "abi", tests);
