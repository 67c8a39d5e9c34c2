/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: the statements of the architecture's page (A1... are its checklist).
 */
#include <l4/kdebug.h>

#include "../../arch.h"

#define LABEL_EXCEPTION   0xFFB0
#define EXCEPTION_WORDS   20
#define MR_RIP            1
#define MR_NUMBER         19
#define MR_ERROR          20
#define DIVIDE            0
#define DEBUG             1
#define INVALID_OPCODE    6
#define PROTECTION        13
#define USER_END          0x800000000000UL
#define CALL_SYSTEM_CLOCK 9 /* not interface: what Pecan's stub puts into RBP */

enum { RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13, R14, R15, REGISTERS };

/* A call of a kernel entry with all registers but RSP from, and back to, an array. */
void raw_call(L4_Word_t *registers, L4_Word_t entry);
__asm__(".pushsection .text\n"
        "raw_call:\n"
        "\tpushq %rbx; pushq %rbp; pushq %r12; pushq %r13; pushq %r14; pushq %r15\n"
        "\tpushq %rdi; pushq %rsi\n"
        "\tmovq %rdi, %rbp\n"
        "\tmovq 0(%rbp), %rax; movq 8(%rbp), %rbx; movq 16(%rbp), %rcx; movq 24(%rbp), %rdx\n"
        "\tmovq 32(%rbp), %rsi; movq 40(%rbp), %rdi; movq 56(%rbp), %r8; movq 64(%rbp), %r9\n"
        "\tmovq 72(%rbp), %r10; movq 80(%rbp), %r11; movq 88(%rbp), %r12; movq 96(%rbp), %r13\n"
        "\tmovq 104(%rbp), %r14; movq 112(%rbp), %r15; movq 48(%rbp), %rbp\n"
        "\tcall *(%rsp)\n"
        "\tpushq %rbp\n"
        "\tmovq 16(%rsp), %rbp\n"
        "\tmovq %rax, 0(%rbp); movq %rbx, 8(%rbp); movq %rcx, 16(%rbp); movq %rdx, 24(%rbp)\n"
        "\tmovq %rsi, 32(%rbp); movq %rdi, 40(%rbp); movq %r8, 56(%rbp); movq %r9, 64(%rbp)\n"
        "\tmovq %r10, 72(%rbp); movq %r11, 80(%rbp); movq %r12, 88(%rbp); movq %r13, 96(%rbp)\n"
        "\tmovq %r14, 104(%rbp); movq %r15, 112(%rbp); popq 48(%rbp)\n"
        "\taddq $16, %rsp\n"
        "\tpopq %r15; popq %r14; popq %r13; popq %r12; popq %rbp; popq %rbx\n"
        "\tret\n"
        "\t.popsection");

static const int mr_register[8] = {R9, RAX, RBX, R10, R12, R13, R14, R15};
static volatile L4_Word_t seen[24];
static volatile L4_Word_t at;

static L4_Word_t *utcb(void)
{
    return (L4_Word_t *)L4_MyLocalId().raw;
}

/* Message registers in the array: patterns, none of them a sensible tag. */
static void fill(L4_Word_t *r, L4_Word_t tag, L4_Word_t base)
{
    int i;

    for (i = 0; i < REGISTERS; i++)
        r[i] = 0;
    r[RDI] = L4_MyLocalId().raw;
    r[R9] = tag;
    for (i = 1; i < 8; i++)
        r[mr_register[i]] = base + (L4_Word_t)i;
}

/*
 * Kernel interface page and UTCB
 */

static void kip(void)
{
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;
    L4_Word_t *page = L4_KernelInterface(&version, &flags, &id);

    CHECK_EQ((L4_Word_t)page, (L4_Word_t)ct_kip);
    CHECK_EQ(version & 0xFFFFFFFF, 0x84050000);
    CHECK_EQ(flags, 4);
    CHECK_EQ(id & 0xFFFFFFFF, 0x50010000);
    CHECK(arch_kip_keeps_registers());
    CHECK_EQ(page[0], 0x4BE6344C);
    CHECK_EQ(page[0x150 / 8] & 0xFC00, 10 << 10);
    CHECK_EQ(page[0x198 / 8] >> 60, 5);
}

static void look_at_entries(void)
{
    const L4_Word_t *page = (const L4_Word_t *)L4_GetKernelInterface();
    int i;

    for (i = 0; i < 11; i++)
        seen[i] = page[0x1A0 / 8 + i];
}

/* The entries are the same in a space with its own interface page, and work there. */
static void entries(void)
{
    const L4_Word_t *page = (const L4_Word_t *)ct_kip;
    L4_ThreadId_t t = ct_run(CT_NEW, look_at_entries);
    int i;

    REQUIRE(ct_until_done(t));
    for (i = 0; i < 11; i++) {
        CHECK_EQ(seen[i], page[0x1A0 / 8 + i]);
        CHECK((seen[i] + 16) * 2 > 32);
    }
}

static L4_Word_t gs_zero(void)
{
    L4_Word_t word;

    __asm__ __volatile__("movq %%gs:0, %0" : "=r"(word));
    return word;
}

static void own_utcb(void)
{
    int i;

    for (i = 0; i < 50; i++) {
        L4_Word_t word = gs_zero();

        if (word != ct_utcb_of(L4_MyGlobalId()) + 0x200 ||
            ((L4_Word_t *)word)[-15] != L4_MyGlobalId().raw)
            seen[0]++;
        L4_Yield();
    }
}

static void gs_word(void)
{
    L4_ThreadId_t t[4];
    int i;

    seen[0] = 0;
    for (i = 0; i < 4; i++)
        t[i] = ct_run(i & 1 ? CT_OWN : CT_NEW, own_utcb);
    for (i = 0; i < 4; i++)
        CHECK(ct_until_done(t[i]));
    CHECK_EQ(seen[0], 0);
}

/*
 * Registers of Ipc and Unmap
 */

static void nil_nil(void)
{
    L4_Word_t before[REGISTERS];
    L4_Word_t r[REGISTERS];
    int i;

    fill(before, 0x77770000, 0x1111222233334444);
    for (i = 0; i < REGISTERS; i++)
        r[i] = before[i];
    raw_call(r, (L4_Word_t)__L4_Ipc);
    for (i = 1; i < 8; i++)
        CHECK_EQ(r[mr_register[i]], before[mr_register[i]]);
    CHECK_EQ(r[RDI], before[RDI]);
}

static void zero_timeout(void)
{
    L4_Word_t r[REGISTERS];
    int i;

    fill(r, 0, 0x5555666677778888);
    r[RDX] = L4_MyGlobalId().raw;
    r[R8] = CT_ZERO;
    raw_call(r, (L4_Word_t)__L4_Ipc);
    CHECK_EQ(r[RSI], 0);
    CHECK_EQ(r[R9], 0x8000);
    CHECK_EQ(L4_ErrorCode(), 3);
    CHECK_EQ(r[RDI], L4_MyLocalId().raw);
    for (i = 1; i < 8; i++)
        CHECK_EQ(r[mr_register[i]], 0x5555666677778888 + (L4_Word_t)i);
}

/* Sends `at` words, patterns from 0xA0 on, to the test's thread. */
static void send_words(void)
{
    int i;

    for (i = 1; i < 64; i++)
        L4_LoadMR(i, 0xA0 + (L4_Word_t)i);
    ct_tag(0x42, at, 0);
    (void)ct_send(ct_test_id, CT_NEVER);
}

static void receive_words(L4_ThreadId_t place, L4_Word_t words)
{
    L4_Word_t r[REGISTERS];
    L4_ThreadId_t t;
    L4_Word_t i;

    at = words;
    t = ct_run(place, send_words);
    utcb()[8] = 0x808;
    fill(r, 0, 0x9999000000000000);
    r[RDX] = t.raw;
    raw_call(r, (L4_Word_t)__L4_Ipc);
    CHECK_EQ(r[R9], CT_TAG(0x42, words, 0));
    for (i = 1; i < 8; i++)
        CHECK_EQ(r[mr_register[i]], i <= words ? 0xA0 + i : 0);
    CHECK_EQ(utcb()[8], words >= 8 ? 0xA8 : 0x808);
    CHECK_EQ(r[RDI], L4_MyLocalId().raw);
    CHECK_EQ(r[RSI], L4_IsThreadEqual(place, CT_OWN) ? L4_LocalIdOf(t).raw : t.raw);
    REQUIRE(ct_until_done(t));
}

static void words_in_registers(void)
{
    static const L4_Word_t count[] = {0, 1, 3, 4, 7, 8, 20};
    unsigned i;

    for (i = 0; i < sizeof(count) / sizeof(count[0]); i++) {
        receive_words(CT_OWN, count[i]);
        receive_words(CT_NEW, count[i]);
    }
}

/* Answers every call with as many words as it had; counts what was not as it must be. */
static void echo(void)
{
    L4_ThreadId_t who;
    L4_MsgTag_t tag = L4_Wait(&who);

    for (;;) {
        L4_Word_t words = L4_UntypedWords(tag);
        L4_Word_t i;

        for (i = 1; i < 64; i++) {
            if (i <= words ? ct_mr((int)i) != 0xC0 + i : i < 8 && ct_mr((int)i) != 0)
                seen[1]++;
            L4_LoadMR((int)i, 0xD0 + i);
        }
        if (gs_zero() != ct_utcb_of(L4_MyGlobalId()) + 0x200)
            seen[1]++;
        ct_tag(0x43, words, 0);
        tag = L4_ReplyWait(who, &who);
    }
}

/* A call of t by this ID, what is no message register holding values of the caller's. */
static void call_words(L4_ThreadId_t t, L4_ThreadId_t from, L4_Word_t words, int other_space)
{
    L4_Word_t r[REGISTERS];
    L4_Word_t i;

    fill(r, CT_TAG(0x42, words, 0), 0xC0);
    for (i = 8; i <= words; i++)
        utcb()[i] = 0xC0 + i;
    r[RSI] = t.raw;
    r[RDX] = t.raw;
    raw_call(r, (L4_Word_t)__L4_Ipc);
    CHECK_EQ(r[R9], CT_TAG(0x43, words, 0));
    for (i = 1; i < 8; i++)
        CHECK_EQ(r[mr_register[i]], i <= words ? 0xD0 + i : 0);
    for (i = 8; i <= words; i++)
        CHECK_EQ(utcb()[i], 0xD0 + i);
    CHECK_EQ(r[RSI], from.raw);
    CHECK_EQ(r[RDI], L4_MyLocalId().raw);
    CHECK_EQ(r[RBP], 0);
    if (other_space) {
        CHECK_EQ(r[RDX], 0);
        CHECK_EQ(r[R8], 0);
    }
}

/* What travels in registers, by call and reply-and-wait, and what does not. The caller's odd GS is nobody's matter. */
static void call_registers(void)
{
    L4_ThreadId_t near = ct_run(CT_OWN, echo);
    L4_ThreadId_t far = ct_run(CT_NEW, echo);
    L4_ThreadId_t local = L4_LocalIdOf(near);
    L4_Word_t words;

    seen[1] = 0;
    for (words = 0; words < 64; words += words < 10 ? 1 : 9) {
        call_words(near, local, words, 0);
        call_words(local, local, words, 0);
        call_words(far, far, words, 1);
    }
    CHECK_EQ(seen[1], 0);
    __asm__ __volatile__("movl %0, %%gs" : : "r"(0));
    call_words(far, far, 2, 1);
    CHECK_EQ(gs_zero(), ct_utcb_of(L4_MyGlobalId()) + 0x200);
    CHECK_EQ(seen[1], 0);
    CHECK_EQ(ct_delete(near), 0);
    CHECK_EQ(ct_delete(far), 0);
}

static void unmap_registers(void)
{
    L4_Word_t r[REGISTERS];
    int i;

    fill(r, 0, 0x20000000);
    r[R9] = ct_fp(CT_VIEW(0), 0).raw;
    raw_call(r, (L4_Word_t)__L4_Unmap);
    CHECK_EQ(r[RDI], L4_MyLocalId().raw);
    for (i = 0; i < 8; i++)
        CHECK_EQ(r[mr_register[i]], utcb()[i]);
    CHECK_EQ(utcb()[7], 0x20000007);
}

static void memory_control(void)
{
    L4_Word_t r[REGISTERS];

    fill(r, 0, 0);
    r[RDX] = 0;
    r[RSI] = 0x1234;
    raw_call(r, (L4_Word_t)__L4_MemoryControl);
    CHECK_EQ(r[RDX], 1);
    CHECK_EQ(r[RSI], L4_MyLocalId().raw);
    CHECK_EQ(r[RDI], L4_MyLocalId().raw);
}

static void exregs_ids(void)
{
    L4_Word_t r[REGISTERS];

    fill(r, 0, 0);
    r[RAX] = L4_MyLocalId().raw;
    raw_call(r, (L4_Word_t)__L4_ExchangeRegisters);
    CHECK_EQ(r[RAX], L4_MyGlobalId().raw);
    fill(r, 0, 0);
    r[RAX] = L4_MyGlobalId().raw;
    raw_call(r, (L4_Word_t)__L4_ExchangeRegisters);
    CHECK_EQ(r[RAX], L4_MyLocalId().raw);
    CHECK_EQ(r[RDI], ct_pager_id.raw);
}

/*
 * New threads
 */

extern volatile L4_Word_t fresh_registers[22];
void fresh_entry(void);
void fresh_done(void);
volatile L4_Word_t fresh_registers[22];

__asm__(".pushsection .text\n"
        "fresh_entry:\n"
        "\tmovq %rax, fresh_registers(%rip); movq %rbx, fresh_registers+8(%rip)\n"
        "\tmovq %rcx, fresh_registers+16(%rip); movq %rdx, fresh_registers+24(%rip)\n"
        "\tmovq %rsi, fresh_registers+32(%rip); movq %rdi, fresh_registers+40(%rip)\n"
        "\tmovq %rbp, fresh_registers+48(%rip); movq %r8, fresh_registers+56(%rip)\n"
        "\tmovq %r9, fresh_registers+64(%rip); movq %r10, fresh_registers+72(%rip)\n"
        "\tmovq %r11, fresh_registers+80(%rip); movq %r12, fresh_registers+88(%rip)\n"
        "\tmovq %r13, fresh_registers+96(%rip); movq %r14, fresh_registers+104(%rip)\n"
        "\tmovq %r15, fresh_registers+112(%rip); movq %rsp, fresh_registers+120(%rip)\n"
        "\tpushfq\n"
        "\tpopq fresh_registers+128(%rip)\n"
        "\tmovl %cs, %eax; movq %rax, fresh_registers+136(%rip)\n"
        "\tmovl %ss, %eax; movq %rax, fresh_registers+144(%rip)\n"
        "\tmovl %gs, %eax; movq %rax, fresh_registers+152(%rip)\n"
        "\tfnstcw fresh_registers+160(%rip)\n"
        "\tstmxcsr fresh_registers+168(%rip)\n"
        "\tandq $-16, %rsp\n"
        "\tcall fresh_done\n"
        "\t.popsection");

void fresh_done(void)
{
    seen[0] = 1;
    for (;;)
        L4_Sleep(L4_Never);
}

static void new_thread(void)
{
    L4_ThreadId_t t = ct_create(CT_NEW, L4_Myself());
    L4_Word_t sp = ct_stack_for(t);
    L4_ThreadId_t from;
    L4_MsgTag_t tag;
    int i;

    seen[0] = 0;
    L4_LoadMR(1, (L4_Word_t)fresh_entry);
    L4_LoadMR(2, sp);
    ct_tag(0, 2, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    /* Its pager is this thread: serves the faults on the image. */
    while (seen[0] == 0) {
        L4_MapItem_t item;
        L4_Word_t page;

        tag = ct_ipc(L4_nilthread, t, CT_NEVER, ct_us(200000), &from);
        if (ct_error(tag) != 0)
            break;
        page = ct_mr(1) & ~(ct_page_size - 1);
        item = L4_MapItem(ct_fp(page, 7), page);
        L4_LoadMRs(1, 2, item.raw);
        ct_tag(0, 0, 2);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    }
    REQUIRE_EQ(seen[0], 1);
    for (i = 0; i < REGISTERS; i++)
        CHECK_EQ(fresh_registers[i], 0);
    CHECK_EQ(fresh_registers[15], sp);
    CHECK_EQ(fresh_registers[16], L4_HasFeature("ioflexpages") ? 0x202 : 0x3202);
    CHECK_EQ(fresh_registers[17], 0x2B);
    CHECK_EQ(fresh_registers[18], 0x23);
    CHECK_EQ(fresh_registers[19], 0x33);
    CHECK_EQ(fresh_registers[20] & 0xFFFF, 0x37F);
    CHECK_EQ(fresh_registers[21] & 0xFFFFFFFF, 0x1F80);
}

/*
 * Exceptions
 */

/* Waits for the thread's exception; returns its instruction pointer. */
static L4_Word_t exception_of(L4_ThreadId_t t, L4_Word_t number, L4_Word_t error)
{
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_KERNEL_TAG(LABEL_EXCEPTION, EXCEPTION_WORDS));
    CHECK_EQ(ct_mr(MR_NUMBER), number);
    CHECK_EQ(ct_mr(MR_ERROR), error);
    return ct_mr(MR_RIP);
}

static void resume(L4_ThreadId_t t, L4_Word_t ip)
{
    L4_LoadMR(MR_RIP, ip);
    ct_tag(0, 1, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
}

extern char divide_at[];
extern char step_at[];
extern char step_end[];
extern char int_at[];
extern char call_at[];
extern char selector_at[];
extern char noncanonical_at[];

static void divide_by_zero(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("xorl %%ecx, %%ecx\n"
                         "divide_at: divl %%ecx"
                         :
                         :
                         : "rax", "rcx", "rdx", "cc");
    seen[0] = 1;
}

static void divide(void)
{
    L4_ThreadId_t t;

    seen[0] = 0;
    t = ct_run(CT_OWN, divide_by_zero);
    CHECK_EQ(exception_of(t, DIVIDE, 0), (L4_Word_t)divide_at);
    ct_tag(0, 0, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK_EQ(exception_of(t, DIVIDE, 0), (L4_Word_t)divide_at);
    resume(t, (L4_Word_t)divide_at + 2);
    CHECK(ct_until_done(t));
    CHECK_EQ(seen[0], 1);
}

static void software_interrupt(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("int_at: int $0x80");
}

/* RBP is saved below the red zone. */
static void unknown_call(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("addq $-128, %%rsp\n\t"
                         "pushq %%rbp\n\t"
                         "movl $1000, %%ebp\n"
                         "call_at: syscall\n\t"
                         "popq %%rbp\n\t"
                         "subq $-128, %%rsp"
                         :
                         :
                         : "rcx", "r11", "memory");
}

static void bad_selector(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("selector_at: movl %0, %%fs" : : "r"(0x1F));
}

static void noncanonical_data(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("noncanonical_at: movb (%0), %%al" : : "r"(USER_END) : "rax");
}

static void numbers(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, software_interrupt);

    CHECK_EQ(exception_of(t, PROTECTION, 0x402), (L4_Word_t)int_at);
    resume(t, (L4_Word_t)int_at + 2);
    CHECK(ct_until_done(t));
    t = ct_run(CT_OWN, unknown_call);
    CHECK_EQ(exception_of(t, INVALID_OPCODE, 0), (L4_Word_t)call_at);
    resume(t, (L4_Word_t)call_at + 2);
    CHECK(ct_until_done(t));
    t = ct_run(CT_OWN, bad_selector);
    CHECK_EQ(exception_of(t, PROTECTION, 0x1C), (L4_Word_t)selector_at);
    resume(t, (L4_Word_t)selector_at + 2);
    CHECK(ct_until_done(t));
    t = ct_run(CT_OWN, noncanonical_data);
    CHECK_EQ(exception_of(t, PROTECTION, 0), (L4_Word_t)noncanonical_at);
    resume(t, (L4_Word_t)noncanonical_at + 2);
    CHECK(ct_until_done(t));
}

/* An instruction pointer that no processor can return to: set from outside, and by a system call that is the last
 * instruction of the user area. */
static void spin(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    seen[0] = 1;
    for (;;)
        ;
}

static void call_at_the_end(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    seen[1] = 1;
    __asm__ __volatile__("movl %0, %%ebp\n\t"
                         "jmp *%1"
                         :
                         : "i"(CALL_SYSTEM_CLOCK), "r"(USER_END - 2)
                         : "memory");
    __builtin_unreachable();
}

static void wait_for_call(void)
{
    L4_ThreadId_t who;

    L4_Set_ExceptionHandler(ct_test_id);
    seen[0] = 1;
    (void)L4_Wait(&who);
}

/* The thread waits in Ipc, the call that ends its waiting would be a short one. Its exception comes in place of the answer. */
static void bad_ip_while_waiting(void)
{
    L4_ThreadId_t t;

    seen[0] = 0;
    t = ct_run(CT_OWN, wait_for_call);
    CT_UNTIL(seen[0] == 1 && ct_state(t) == L4_SCHEDRESULT_WAITING);
    (void)__L4_Exregs(t, 0x10, 0, USER_END, 0, 0, L4_nilthread);
    ct_tag(0, 0, 0);
    CHECK_EQ(L4_Call(t).raw, CT_KERNEL_TAG(LABEL_EXCEPTION, EXCEPTION_WORDS));
    CHECK_EQ(ct_mr(MR_NUMBER), PROTECTION);
    CHECK_EQ(ct_mr(MR_RIP), USER_END);
    CHECK_EQ(ct_delete(t), 0);
}

static void bad_ip(void)
{
    static const L4_Word_t bad[] = {USER_END, 0x8000000000000000, 0xFFFF7FFFFFFFFFFF};
    L4_ThreadId_t t;
    unsigned i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        seen[0] = 0;
        t = ct_run(CT_OWN, spin);
        CT_UNTIL(seen[0] == 1);
        REQUIRE_EQ(seen[0], 1);
        (void)__L4_Exregs(t, 0x10, 0, bad[i], 0, 0, L4_nilthread);
        CHECK_EQ(exception_of(t, PROTECTION, 0), bad[i]);
        resume(t, bad[i]);
        CHECK_EQ(exception_of(t, PROTECTION, 0), bad[i]);
        CHECK_EQ(ct_delete(t), 0);
    }
    ct_write(ct_page(0) + ct_page_size - 8, 0x050F000000000000);
    ct_view(USER_END - ct_page_size, ct_page_size, ct_page(0), 7);
    seen[1] = 0;
    t = ct_run(CT_OWN, call_at_the_end);
    CHECK_EQ(exception_of(t, PROTECTION, 0), USER_END);
    CHECK_EQ(seen[1], 1);
}

/* Single step, through a system call as well: each instruction gives a debug exception, the kernel none. */
static void step(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("addq $-128, %%rsp\n\t"
                         "pushq %%rbp\n\t"
                         "pushfq\n\t"
                         "orq $0x100, (%%rsp)\n\t"
                         "popfq\n"
                         "step_at: nop\n\t"
                         "movl %0, %%ebp\n\t"
                         "syscall\n\t"
                         "nop\n\t"
                         "nop\n"
                         "step_end: jmp step_end"
                         :
                         : "i"(CALL_SYSTEM_CLOCK)
                         : "rax", "rcx", "rdx", "r11", "memory");
}

static void single_step(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, step);
    L4_Word_t last = (L4_Word_t)step_at;
    int i;

    for (i = 0; i < 12; i++) {
        L4_Word_t ip = exception_of(t, DEBUG, 0);

        CHECK(ip > last || ip == (L4_Word_t)step_end);
        CHECK(ip > (L4_Word_t)step_at && ip <= (L4_Word_t)step_end);
        last = ip;
        ct_tag(0, 0, 0);
        REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    }
    CHECK_EQ(last, (L4_Word_t)step_end);
    CHECK_EQ(ct_delete(t), 0);
}

/*
 * Debugger traps
 */

static void traps(void)
{
    L4_Word_t rax = 0x1122334455660000 | '#';
    L4_Word_t after;

    __asm__ __volatile__("int3\n\tcmpb $0x00, %%al" : "=a"(after) : "0"(rax) : "cc");
    CHECK_EQ(after, rax);
    L4_KDB_PrintString((char *)(L4_Word_t) " PrintString\n");
    L4_KDB_Enter("abi/traps");
    (void)L4_KDB_ReadChar();
    __asm__ __volatile__("int3\n\tcmpb $0x55, %%al" : "=a"(after) : "0"(rax) : "cc");
    CHECK_EQ(after, rax);
}

/*
 * Segments, flags, vector registers
 */

/* Loads that are allowed; after the next entry to the kernel everything is standard again. The odd GS is in force when the
 * thread asks the kernel, so the asking does not use it. */
static void selectors(void)
{
    static const unsigned value[] = {0, 0x23, 0x33, 3};
    unsigned i;

    for (i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
        L4_Word_t es;
        L4_Word_t gs;

        __asm__ __volatile__("movl %2, %%es; movl %2, %%fs\n\t"
                             "movl %2, %%gs\n\t"
                             ".byte 0xf0, 0x90\n\t" /* KernelInterface */
                             "movl %%es, %k0; movl %%gs, %k1"
                             : "=&r"(es), "=&r"(gs)
                             : "r"(value[i] == 0x33 ? 0x23 : value[i])
                             : "rax", "rcx", "rdx", "rsi", "memory");
        CHECK_EQ(es, 0x23);
        CHECK_EQ(gs, 0x33);
        CHECK_EQ(gs_zero(), ct_utcb_of(L4_MyGlobalId()) + 0x200);
    }
    __asm__ __volatile__("movl %0, %%gs" : : "r"(0x33));
    CHECK_EQ(gs_zero(), ct_utcb_of(L4_MyGlobalId()) + 0x200);
    __asm__ __volatile__("addq $-128, %%rsp; pushq $0x33; popq %%gs; subq $-128, %%rsp"
                         :
                         :
                         : "memory");
    CHECK_EQ(gs_zero(), ct_utcb_of(L4_MyGlobalId()) + 0x200);
    __asm__ __volatile__("movl %0, %%ss" : : "r"(0x23));
}

static void wreck_segments(void)
{
    for (;;)
        __asm__ __volatile__("movl %0, %%gs; movl %0, %%ds" : : "r"(0));
}

/* A thread that destroys its GS all the time disturbs nobody else. */
static void segments_of_others(void)
{
    L4_ThreadId_t wrecker = ct_run(CT_NEW, wreck_segments);
    L4_ThreadId_t t;

    seen[0] = 0;
    ct_sleep(5000);
    t = ct_run(CT_OWN, own_utcb);
    CHECK(ct_until_done(t));
    t = ct_run(CT_NEW, own_utcb);
    CHECK(ct_until_done(t));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(ct_delete(wrecker), 0);
}

/* System calls and traps with odd flags: DF, NT, AC. */
static void odd_flags(void)
{
    static const L4_Word_t odd[] = {0x400, 0x4000, 0x40000, 0x200000, 0x44400};
    unsigned i;

    for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        L4_Word_t r[REGISTERS];
        L4_Word_t flags = 0;

        fill(r, 0, 0);
        r[RDX] = L4_MyGlobalId().raw;
        r[R8] = CT_ZERO;
        __asm__ __volatile__("addq $-128, %%rsp; pushfq; popq %0; orq %1, %0; pushq %0; popfq\n\t"
                             "subq $-128, %%rsp"
                             : "+r"(flags)
                             : "r"(odd[i] & ~0x400UL)
                             : "cc", "memory");
        raw_call(r, (L4_Word_t)__L4_Ipc);
        CHECK_EQ(r[R9], 0x8000);
        (void)L4_GetKernelInterface();
        __asm__ __volatile__("addq $-128, %%rsp; pushq $0x202; popfq; subq $-128, %%rsp"
                             :
                             :
                             : "cc", "memory");
    }
    /* With DF set C code must not run: only the trap. */
    __asm__ __volatile__("std; .byte 0xf0, 0x90; cld" : : : "rax", "rcx", "rdx", "rsi", "cc");
}

static L4_Word_t vectors[2][32] __attribute__((aligned(16)));

/* All of XMM0-15 set; waits until the other thread has looked at its own. */
static void keep_vectors(void)
{
    int i;

    for (i = 0; i < 32; i++)
        vectors[0][i] = 0xC0FFEE00 + (L4_Word_t)i;
    __asm__ __volatile__("movaps 0(%0), %%xmm0; movaps 16(%0), %%xmm1; movaps 112(%0), %%xmm7\n\t"
                         "movaps 128(%0), %%xmm8; movaps 240(%0), %%xmm15\n\t"
                         "movq $1, (%1)\n"
                         "1: pause; cmpq $2, (%1); jne 1b\n\t"
                         "movaps %%xmm0, 0(%2); movaps %%xmm1, 16(%2); movaps %%xmm7, 112(%2)\n\t"
                         "movaps %%xmm8, 128(%2); movaps %%xmm15, 240(%2)"
                         :
                         : "r"(vectors[0]), "r"(&seen[0]), "r"(vectors[1])
                         : "xmm0", "xmm1", "xmm7", "xmm8", "xmm15", "cc", "memory");
}

static L4_Word_t first_vectors[8] __attribute__((aligned(16)));

static void look_at_vectors(void)
{
    __asm__ __volatile__("movaps %%xmm0, 0(%0); movaps %%xmm7, 16(%0)\n\t"
                         "movaps %%xmm8, 32(%0); movaps %%xmm15, 48(%0)"
                         :
                         : "r"(first_vectors)
                         : "memory");
    seen[0] = 2;
}

static void vector_registers(void)
{
    static const int kept[] = {0, 1, 2, 3, 14, 15, 16, 17, 30, 31};
    L4_ThreadId_t a;
    L4_ThreadId_t b;
    unsigned i;

    seen[0] = 0;
    for (i = 0; i < 8; i++)
        first_vectors[i] = 1;
    a = ct_run(CT_NEW, keep_vectors);
    CT_UNTIL(seen[0] == 1);
    REQUIRE_EQ(seen[0], 1);
    b = ct_run(CT_NEW, look_at_vectors);
    REQUIRE(ct_until_done(b));
    REQUIRE(ct_until_done(a));
    for (i = 0; i < 8; i++)
        CHECK_EQ(first_vectors[i], 0);
    for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        CHECK_EQ(vectors[1][kept[i]], 0xC0FFEE00 + (L4_Word_t)kept[i]);
}

/* CPUID leaf 1, ECX: the CPU has AVX (28) and the kernel has enabled XSAVE (27). */
static int has_avx(void)
{
    L4_Word_t a = 1;
    L4_Word_t c = 0;

    __asm__ __volatile__("cpuid" : "+a"(a), "+c"(c) : : "rbx", "rdx");
    return (c >> 27 & 3) == 3;
}

static L4_Word_t wide[3][8] __attribute__((aligned(32)));

/* As keep_vectors, with whole YMM registers. */
static void keep_wide(void)
{
    int i;

    for (i = 0; i < 8; i++)
        wide[0][i] = 0xAB5EED00 + (L4_Word_t)i;
    __asm__ __volatile__("vmovaps 0(%0), %%ymm0; vmovaps 32(%0), %%ymm15\n\t"
                         "movq $1, (%1)\n"
                         "1: pause; cmpq $2, (%1); jne 1b\n\t"
                         "vmovaps %%ymm0, 0(%2); vmovaps %%ymm15, 32(%2)"
                         :
                         : "r"(wide[0]), "r"(&seen[0]), "r"(wide[1])
                         : "xmm0", "xmm15", "cc", "memory");
}

static void look_at_wide(void)
{
    __asm__ __volatile__("vmovaps %%ymm0, 0(%0); vmovaps %%ymm15, 32(%0)"
                         :
                         : "r"(wide[2])
                         : "memory");
    seen[0] = 2;
}

static void wide_registers(void)
{
    L4_ThreadId_t a;
    L4_ThreadId_t b;
    int i;

    if (!has_avx())
        ct_skip("this CPU has no AVX");
    seen[0] = 0;
    for (i = 0; i < 8; i++)
        wide[2][i] = 1;
    a = ct_run(CT_NEW, keep_wide);
    CT_UNTIL(seen[0] == 1);
    REQUIRE_EQ(seen[0], 1);
    b = ct_run(CT_NEW, look_at_wide);
    REQUIRE(ct_until_done(b));
    REQUIRE(ct_until_done(a));
    for (i = 0; i < 8; i++) {
        CHECK_EQ(wide[2][i], 0);
        CHECK_EQ(wide[1][i], 0xAB5EED00 + (L4_Word_t)i);
    }
}

static const struct ct_test tests[] = {
    {"kip", kip, "A1 A2", 0, 0},
    {"entries", entries, "A2", 0, 0},
    {"gs-word", gs_word, "A3", 0, 0},
    {"ipc/nil-nil", nil_nil, "A4", 0, 0},
    {"ipc/words-in-registers", words_in_registers, "A5 A6", 0, 0},
    {"ipc/zero-timeout", zero_timeout, "A7", 0, 0},
    {"ipc/call-registers", call_registers, "A5 A6 A3", 0, 0},
    {"exregs-ids", exregs_ids, "A8", 0, 0},
    {"unmap-registers", unmap_registers, "A9", 0, 0},
    {"new-thread", new_thread, "A10", 0, 0},
    {"divide", divide, "A12", 0, 0},
    {"exception-numbers", numbers, "A13 A15", 0, 0},
    {"bad-instruction-pointer", bad_ip, "A15", 0, 0},
    {"bad-instruction-pointer/waiting", bad_ip_while_waiting, "A15", 0, 0},
    {"single-step", single_step, "A15", 0, 0},
    {"traps", traps, "A14", 0, 0},
    {"memory-control", memory_control, "A16", 0, 0},
    {"selectors", selectors, "A15", 0, 0},
    {"segments-of-others", segments_of_others, "A3", 0, 0},
    {"odd-flags", odd_flags, "A15", 0, 0},
    {"vector-registers", vector_registers, "A10", 0, 0},
    {"vector-registers/avx", wide_registers, "A10", 0, 0},
};

CT_SUITE(arch_suite, "abi", tests);
