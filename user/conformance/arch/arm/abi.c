/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: the statements of the architecture's page (A1... are its checklist).
 */
#include "../../arch.h"

#define UTCB_REFERENCE 0xFF000000UL
#define FLAGS_SET      0xA0000000UL /* N and C, by observe */
#define FLAGS_MASK     0xF0000000UL
#define MARK           0x51515151UL
#define REGISTERS      12

/* What a call left: r0 to r12, the flags, sp, and the word at sp. */
struct observed {
    L4_Word_t r[13];
    L4_Word_t cpsr;
    L4_Word_t sp;
    L4_Word_t mark;
};

/* Calls an entry with r0 to r11 from `in`, and writes down what it finds afterwards. */
void observe(L4_Word_t entry, const L4_Word_t *in, struct observed *out);
extern L4_Word_t observe_sp;
L4_Word_t observe_sp; /* sp at the call */

__asm__(".text\n\t.balign 4\n\t.arm\n"
        "observe:\n\t"
        "push {r4-r11, lr}\n\t"
        "push {r2}\n\t"
        "mov r12, r0\n\t"
        "mov lr, r1\n\t"
        "ldr r3, =0x51515151\n\t"
        "push {r3}\n\t"
        "ldr r3, =observe_sp\n\t"
        "str sp, [r3]\n\t"
        "ldm lr, {r0-r11}\n\t"
        "msr cpsr_f, #0xA0000000\n\t"
        "blx r12\n\t"
        "push {r0-r12}\n\t"
        "mrs r1, cpsr\n\t"
        "add r2, sp, #52\n\t"
        "ldr r3, [r2, #4]\n\t"
        "ldr r0, [r2]\n\t"
        "str r1, [r3, #52]\n\t"
        "str r2, [r3, #56]\n\t"
        "str r0, [r3, #60]\n\t"
        "mov lr, r3\n\t"
        "pop {r0-r12}\n\t"
        "stm lr, {r0-r12}\n\t"
        "ldr r3, =observe_sp\n\t"
        "ldr sp, [r3]\n\t"
        "add sp, sp, #8\n\t"
        "pop {r4-r11, pc}\n\t"
        ".ltorg\n");

static L4_Word_t in[REGISTERS];
static struct observed out;
static volatile L4_Word_t seen[20];
static volatile L4_Word_t go;

static void call(L4_Word_t entry, L4_Word_t r0, L4_Word_t r1, L4_Word_t r2, L4_Word_t r3)
{
    L4_Word_t i;

    for (i = 0; i < REGISTERS; i++)
        in[i] = 0x1000 + i;
    in[0] = r0;
    in[1] = r1;
    in[2] = r2;
    in[3] = r3;
    observe(entry, in, &out);
    CHECK_EQ(out.cpsr & FLAGS_MASK, FLAGS_SET);
    CHECK_EQ(out.sp, observe_sp);
    CHECK_EQ(out.mark, MARK);
}

static void check_kept(unsigned first, unsigned last)
{
    unsigned i;

    for (i = first; i <= last; i++)
        CHECK_EQ(out.r[i], in[i]);
}

/*
 * Fixed addresses
 */

static void write_reference(void)
{
    ct_write(UTCB_REFERENCE, 0);
    seen[0] = 1;
}

static void utcb_reference(void)
{
    L4_ThreadId_t t;

    CHECK_EQ(ct_read(UTCB_REFERENCE), L4_MyLocalId().raw);
    seen[0] = 0;
    t = ct_run(CT_OWN, write_reference);
    REQUIRE(ct_until_faults(1));
    CHECK_EQ(ct_faults[0].from.raw, L4_LocalIdOf(t).raw);
    CHECK_EQ(ct_faults[0].tag, 0xFFE00002 + (L4_Writable << 16));
    CHECK_EQ(ct_faults[0].address, UTCB_REFERENCE);
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(ct_read(UTCB_REFERENCE), L4_MyLocalId().raw);
}

static void kernel_interface(void)
{
    L4_Word_t version;
    L4_Word_t flags;
    L4_Word_t id;
    const L4_Word8_t *kip = (const L4_Word8_t *)L4_KernelInterface(&version, &flags, &id);

    CHECK(kip[0] == 'L' && kip[1] == '4' && kip[2] == 0xE6 && kip[3] == 'K');
    CHECK_EQ(version >> 24, 0x84);
    CHECK_EQ(flags, 0);
    CHECK(arch_kip_keeps_registers());
}

static void entries(void)
{
    const L4_Word_t *words = &((const L4_KernelInterfacePage_t *)ct_kip)->SpaceControl;
    unsigned i;

    for (i = 0; i < 11; i++)
        CHECK(words[i] != 0 && words[i] < 4096 && (words[i] & 3) == 0);
}

static void jump_nowhere(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("blx %0" : : "r"(0xFFFFFF80UL) : "r0", "r1", "r2", "r3", "lr", "memory");
    seen[0] = 1;
}

static void other_addresses(void)
{
    L4_ThreadId_t t;
    L4_MsgTag_t tag;

    seen[0] = 0;
    t = ct_run(CT_OWN, jump_nowhere);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_TAG(0xFFB0, 6, 0));
    CHECK_EQ(ct_mr(1), 0xFFFFFF80);
    CHECK_EQ(ct_mr(4) >> 8, 2);
    CHECK_EQ(ct_mr(5), 0xFFFFFF80);
    CHECK_EQ(seen[0], 0);
}

/*
 * Registers of calls
 */

static void c_calls(void)
{
    call((L4_Word_t)__L4_ThreadSwitch, 0, 0, 0, 0);
    check_kept(4, 11);
    call((L4_Word_t)__L4_SystemClock, 0, 0, 0, 0);
    check_kept(4, 11);
    CHECK(out.r[0] != 0 || out.r[1] != 0);
    call((L4_Word_t)__L4_ProcessorControl, 0, 0, 0, 77);
    check_kept(4, 11);
    CHECK_EQ(out.r[0], 0);
}

static void other_calls(void)
{
    L4_ThreadId_t t = ct_inactive(CT_NEW);

    L4_LoadMR(0, 0);
    call((L4_Word_t)__L4_MemoryControl, 0, 0, 0, 0);
    CHECK_EQ(out.r[12], (L4_Word_t)__L4_MemoryControl);
    call((L4_Word_t)__L4_Unmap, 0, 0, 0, 0);
    CHECK_EQ(out.r[3], 0);
    call((L4_Word_t)__L4_Schedule, t.raw, ~0UL, ~0UL, ~0UL);
    call((L4_Word_t)__L4_SpaceControl, t.raw, 0x1234, 0, 0);
    CHECK_EQ(out.r[1], 0);
    call((L4_Word_t)__L4_SpaceControl, ct_new_id().raw, 0, 0, 0);
    CHECK_EQ(out.r[0], 0);
    call((L4_Word_t)__L4_ThreadControl, t.raw, 0, 0, 0);
    CHECK_EQ(out.r[0], 1);
}

static void ipc_registers(void)
{
    L4_ThreadId_t nobody = ct_new_id();

    call((L4_Word_t)__L4_Ipc, nobody.raw, 0, 0, 0x50000);
    CHECK(out.r[3] & 0x8000);
    CHECK_EQ(L4_ErrorCode() & 0xF, 4);
    L4_LoadMR(5, 0x5555);
    L4_LoadMR(63, 0x6363);
    call((L4_Word_t)__L4_Ipc, 0, ~0UL, CT_ZERO, 0);
    CHECK(out.r[3] & 0x8000);
    CHECK_EQ(L4_ErrorCode() & 0xF, 3);
    CHECK_EQ(ct_mr(5), 0x5555);
    CHECK_EQ(ct_mr(63), 0x6363);
}

static void add_one(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);

    for (;;) {
        int i;

        for (i = 1; i <= (int)(tag.raw & 0x3F); i++)
            L4_LoadMR(i, ct_mr(i) + 1);
        L4_LoadMR(0, tag.raw & 0x3F);
        tag = ct_ipc(from, L4_anythread, CT_ZERO, CT_NEVER, &from);
    }
}

/* Registers carry the message, or nothing: what they held at the call, 0, or what the caller knows. */
static void exchange_words(L4_Word_t to, L4_Word_t from, int u)
{
    int i;

    for (i = 5; i <= u; i++)
        L4_LoadMR(i, 0x2000 + (L4_Word_t)i);
    call((L4_Word_t)__L4_Ipc, to, to, CT_NEVER, (L4_Word_t)u);
    CHECK_EQ(out.r[0], from);
    CHECK_EQ(out.r[3], (L4_Word_t)u);
    for (i = 1; i <= 4; i++)
        CHECK_EQ(out.r[3 + i], i <= u ? in[3 + i] + 1 : 0);
    for (i = 5; i <= u; i++)
        CHECK_EQ(ct_mr(i), 0x2001 + (L4_Word_t)i);
    CHECK(out.r[1] == 0 || out.r[1] == in[1]);
    CHECK(out.r[2] == 0 || out.r[2] == in[2] || out.r[2] == L4_MyLocalId().raw);
    for (i = 8; i < REGISTERS; i++)
        CHECK(out.r[i] == 0 || out.r[i] == in[i]);
    CHECK(out.r[12] == 0 || out.r[12] == (L4_Word_t)__L4_Ipc);
}

static void words(void)
{
    L4_ThreadId_t far = ct_run(CT_NEW, add_one);
    L4_ThreadId_t near = ct_run(CT_OWN, add_one);
    L4_Word_t near_local = ct_utcb_of(near);
    int u;

    for (u = 0; u < 64; u++) {
        exchange_words(far.raw, far.raw, u);
        exchange_words(near.raw, near_local, u);
        exchange_words(near_local, near_local, u);
    }
}

/* Calls the thread `go` for whoever calls. */
static void forward(void)
{
    L4_ThreadId_t to;
    L4_ThreadId_t from;
    L4_ThreadId_t answered;
    L4_MsgTag_t tag = ct_ipc(L4_nilthread, L4_anythread, CT_NEVER, CT_NEVER, &from);

    to.raw = go;
    for (;;) {
        L4_LoadMR(0, tag.raw & 0x3F);
        tag = ct_ipc(to, to, CT_NEVER, CT_NEVER, &answered);
        L4_LoadMR(0, tag.raw & 0x3F);
        tag = ct_ipc(from, L4_anythread, CT_ZERO, CT_NEVER, &from);
    }
}

/* More spaces than there are address-space identifiers: all are taken away once while three spaces live on, two of which talk
 * to each other. */
static void many_spaces(void)
{
    L4_ThreadId_t other = ct_run(CT_NEW, add_one);
    L4_ThreadId_t far = ct_run(CT_NEW, forward);
    L4_Word_t sp = ct_stack_for(far);
    int i;

    go = other.raw;
    for (i = 0; i < 300; i++) {
        L4_ThreadId_t t = ct_create(CT_NEW, L4_Myself());

        REQUIRE_EQ(ct_tc(t, t, L4_nilthread, ct_pager_id, CT_NO_UTCB), 0);
        L4_LoadMR(1, (L4_Word_t)add_one);
        L4_LoadMR(2, sp);
        ct_tag(0, 2, 0);
        REQUIRE_EQ(ct_error(ct_send(t, CT_NEVER)), 0);
        exchange_words(t.raw, t.raw, 8);
        exchange_words(far.raw, far.raw, 8);
        REQUIRE_EQ(ct_delete(t), 0);
    }
}

static void exchange(void)
{
    call((L4_Word_t)__L4_ExchangeRegisters, L4_MyLocalId().raw, 0, 0, 0);
    CHECK_EQ(out.r[0], L4_Myself().raw);
    CHECK_EQ(out.r[1], 0);
    CHECK_EQ(out.r[2], observe_sp);
    CHECK_EQ(out.r[4] & FLAGS_MASK, FLAGS_SET);
    CHECK_EQ(out.r[6], L4_Pager().raw);
    call((L4_Word_t)__L4_ExchangeRegisters, L4_Myself().raw, 0, 0, 0);
    CHECK_EQ(out.r[0], L4_MyLocalId().raw);
}

/* The same calls and traps from Thumb state. */
L4_Word_t thumb_calls(L4_Word_t entry, L4_Word_t trap);
__asm__(".text\n\t.balign 4\n\t.thumb\n\t.thumb_func\n"
        "thumb_calls:\n\t"
        "push {r4-r7, lr}\n\t"
        "mov r4, r1\n\t"
        "mov r5, r0\n\t"
        "movs r0, #0\n\t"
        "blx r5\n\t"
        "blx r4\n\t"
        "pop {r4-r7, pc}\n\t"
        ".arm\n\t.balign 4\n");

static void thumb_thread(void)
{
    seen[0] = 1;
}

static void thumb(void)
{
    L4_Word_t kip = thumb_calls((L4_Word_t)__L4_ThreadSwitch, 0xFFFFFFB4);

    CHECK_EQ(kip, (L4_Word_t)ct_kip);
    seen[0] = 0;
    CHECK(ct_until_done(ct_run(CT_OWN, thumb_thread)));
    CHECK_EQ(seen[0], 1);
}

/*
 * UTCB and first registers
 */

static void utcb_layout(void)
{
    volatile L4_Word_t *utcb = (volatile L4_Word_t *)ct_read(UTCB_REFERENCE);
    unsigned i;

    CHECK_EQ(utcb[0], L4_Myself().raw);
    CHECK_EQ(utcb[1], (L4_Word_t)L4_ProcessorNo());
    L4_Set_UserDefinedHandle(0x1234);
    CHECK_EQ(utcb[2], 0x1234);
    CHECK_EQ(utcb[3], L4_Pager().raw);
    L4_Set_ExceptionHandler(L4_Myself());
    CHECK_EQ(utcb[4], L4_Myself().raw);
    CHECK_EQ(utcb[6], L4_XferTimeouts());
    CHECK_EQ(utcb[7], L4_ErrorCode());
    for (i = 0; i < 64; i++)
        utcb[16 + i] = i;
    for (i = 0; i < 64; i++)
        CHECK_EQ(ct_mr((int)i), i);
    for (i = 0; i < 33; i++)
        utcb[80 + i] = 0x100 + i;
    for (i = 0; i < 33; i++)
        CHECK_EQ(ct_br((int)i), 0x100 + i);
    L4_Accept(L4_UntypedWordsAcceptor);
}

void first_code(void);
void first_seen(const L4_Word_t *registers);
__asm__(".text\n\t.balign 4\n\t.arm\n"
        "first_code:\n\t"
        "push {r0-r12, lr}\n\t"
        "mrs r0, cpsr\n\t"
        "push {r0}\n\t"
        "mov r0, sp\n\t"
        "b first_seen\n");

void first_seen(const L4_Word_t *registers)
{
    unsigned i;

    for (i = 0; i < 15; i++)
        seen[i] = registers[i];
    go = 1;
    for (;;)
        L4_Sleep(L4_Never);
}

/* Started by ExchangeRegisters: the harness would set registers. */
static void first_registers(void)
{
    L4_ThreadId_t t = ct_create(CT_OWN, ct_pager_id);
    unsigned i;

    go = 0;
    (void)__L4_Exregs(t, 0x11E, ct_stack_for(t), (L4_Word_t)first_code, 0, 0, L4_nilthread);
    CT_UNTIL(go != 0);
    REQUIRE(go);
    CHECK_EQ(seen[0] & 0xF80F03E0, 0);
    for (i = 1; i < 15; i++)
        CHECK_EQ(seen[i], 0);
}

/*
 * Exceptions
 */

static void do_svc(void)
{
    register L4_Word_t r0 __asm__("r0") = 0x10;
    register L4_Word_t r1 __asm__("r1") = 0x11;
    register L4_Word_t r2 __asm__("r2") = 0x12;
    register L4_Word_t r6 __asm__("r6") = 0x16;

    L4_Set_ExceptionHandler(ct_test_id);
    r0 = 0x10;
    r1 = 0x11;
    r2 = 0x12;
    r6 = 0x16;
    __asm__ __volatile__("svc #0x1234" : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r6) : : "lr", "memory");
    seen[0] = r0;
    seen[1] = r1;
    seen[2] = r2;
    seen[3] = r6;
}

static void system_call(void)
{
    L4_ThreadId_t t = ct_run(CT_OWN, do_svc);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_TAG(0xFFB0, 13, 0));
    CHECK_EQ(ct_read(ct_mr(1) - 4), 0xEF001234);
    CHECK_EQ(ct_mr(2), 0x10);
    CHECK_EQ(ct_mr(3), 0x11);
    CHECK_EQ(ct_mr(4), 0x12);
    CHECK_EQ(ct_mr(8), 0x16);
    CHECK_EQ(ct_mr(12), 0xEF001234);
    L4_LoadMR(2, 0x20);
    L4_LoadMR(3, 0x21);
    L4_LoadMR(8, 0x26);
    L4_LoadMR(12, 0);
    ct_tag(0, 13, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 0x20);
    CHECK_EQ(seen[1], 0x21);
    CHECK_EQ(seen[2], 0x12);
    CHECK_EQ(seen[3], 0x26);
}

/* Registers as for an Ipc to a partner that waits, r8 to r12 with a pattern; svc, and what they hold then. */
void svc_with_pattern(L4_Word_t *found, L4_Word_t partner);
__asm__(".text\n\t.balign 4\n\t.arm\n"
        "svc_with_pattern:\n\t"
        "push {r0, r4-r11, lr}\n\t"
        "mov r8, #8\n\t"
        "mov r9, #9\n\t"
        "mov r10, #10\n\t"
        "mov r11, #11\n\t"
        "mov r12, #12\n\t"
        "mov r0, r1\n\t"
        "mov r2, #0\n\t"
        "mov r3, #0\n\t"
        "svc #0\n\t"
        "ldr lr, [sp]\n\t"
        "stm lr, {r8-r12}\n\t"
        "pop {r0, r4-r11, pc}\n\t");

/* The thread has made an Ipc, so the kernel knows where its stub is. */
static void svc_after_ipc(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    (void)ct_recv(L4_anythread, CT_ZERO);
    svc_with_pattern((L4_Word_t *)&seen[0], go);
}

static void registers_kept(void)
{
    L4_ThreadId_t partner = ct_run(CT_NEW, add_one);
    L4_ThreadId_t t;
    L4_MsgTag_t tag;
    L4_Word_t i;

    call((L4_Word_t)__L4_Ipc, partner.raw, partner.raw, CT_NEVER, 0);
    go = partner.raw;
    t = ct_run(CT_OWN, svc_after_ipc);
    tag = ct_recv(t, ct_us(1000000));
    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_TAG(0xFFB0, 13, 0));
    CHECK_EQ(ct_mr(12), 0xEF000000);
    ct_tag(0, 13, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    REQUIRE(ct_until_done(t));
    for (i = 0; i < 5; i++)
        CHECK_EQ(seen[i], 8 + i);
}

/* Without a handler the thread halts, and nobody else. */
static void svc_alone(void)
{
    seen[0] = 1;
    __asm__ __volatile__("svc #1" : : : "lr", "memory");
    seen[0] = 2;
}

static void no_handler(void)
{
    L4_ThreadId_t t;

    seen[0] = 0;
    t = ct_run(CT_NEW, svc_alone);
    CT_UNTIL(seen[0] == 1);
    ct_sleep(1000);
    CHECK_EQ(seen[0], 1);
    CHECK_EQ(ct_done(t), 0);
    CHECK(ct_exregs(t, 0) & 1);
}

/* The console's addresses, from a space without privilege. Nobody types. */
static void console_user(void)
{
    register L4_Word_t c __asm__("r0") = '\n';

    __asm__ __volatile__("blx %1" : "+r"(c) : "r"(0xFFFFFFA0UL) : "lr", "memory");
    __asm__ __volatile__("blx %1" : "+r"(c) : "r"(0xFFFFFFA8UL) : "lr", "memory");
    seen[0] = c;
}

static void console_traps(void)
{
    seen[0] = 0;
    REQUIRE(ct_until_done(ct_run(CT_NEW, console_user)));
    CHECK_EQ(seen[0], ~0UL);
}

static void unaligned(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("ldm %0, {r2, r3}" : : "r"((L4_Word_t)seen + 1) : "r2", "r3");
}

static void breakpoint(void)
{
    L4_Set_ExceptionHandler(ct_test_id);
    __asm__ __volatile__("bkpt #7");
}

static void expect_exception(void (*entry)(void), L4_Word_t number, L4_Word_t *error)
{
    L4_ThreadId_t t = ct_run(CT_OWN, entry);
    L4_MsgTag_t tag = ct_recv(t, ct_us(1000000));

    REQUIRE_EQ(ct_error(tag), 0);
    CHECK_EQ(tag.raw, CT_TAG(0xFFB0, 6, 0));
    CHECK_EQ(ct_mr(4), number);
    CHECK_EQ(ct_mr(6), L4_LocalIdOf(t).raw);
    *error = ct_mr(5);
    L4_LoadMR(1, ct_mr(1) + 4);
    ct_tag(0, 1, 0);
    REQUIRE_EQ(ct_error(ct_send(t, CT_ZERO)), 0);
    CHECK(ct_until_done(t));
}

static void other_exceptions(void)
{
    L4_Word_t error;

    expect_exception(unaligned, 0x101, &error);
    CHECK_EQ(error, (L4_Word_t)seen + 1);
    expect_exception(breakpoint, 0x300, &error);
    CHECK(error >= (L4_Word_t)breakpoint && error < (L4_Word_t)breakpoint + 64);
}

/*
 * Memory
 */

static void run_view(void)
{
    ((void (*)(void))CT_VIEW(0))();
    seen[0] = 1;
}

static void no_execute(void)
{
    L4_Word_t before;

    ct_write(ct_page(0), 0xE12FFF1E); /* bx lr */
    (void)L4_MemoryControl(~1UL, (const L4_Word_t[4]){0, 0, 0, 0});
    ct_view(CT_VIEW(0), ct_page_size, ct_page(0), L4_Readable | L4_Writable);
    CHECK_EQ(ct_read(CT_VIEW(0)), 0xE12FFF1E);
    before = ct_fault_count;
    seen[0] = 0;
    (void)ct_run(CT_OWN, run_view);
    REQUIRE(ct_until_faults(before + 1));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(ct_faults[before].tag, 0xFFE00002 + (L4_eXecutable << 16));
    CHECK_EQ(ct_faults[before].address, CT_VIEW(0));
}

static L4_Word_t control(L4_Word_t fpage, L4_Word_t attribute)
{
    L4_Word_t attributes[4] = {attribute, attribute, attribute, attribute};

    L4_LoadMR(0, fpage);
    return L4_MemoryControl(0, attributes) ? 0 : L4_ErrorCode();
}

static void flush_everything(void)
{
    seen[0] = L4_MemoryControl(~1UL, (const L4_Word_t[4]){0, 0, 0, 0});
    seen[1] = control(ct_fp((L4_Word_t)seen, 0).raw & ~0xFUL, L4_FlushCache);
    seen[2] = control(ct_fp((L4_Word_t)seen, 0).raw & ~0xFUL, L4_UncacheableMemory);
}

static void cache_control(void)
{
    L4_Word_t page = ct_page(0) | ct_page_log2() << 4;
    L4_ThreadId_t t;

    ct_write(ct_page(0), 1);
    CHECK_EQ(control(page, L4_FlushInstructionCache), 0);
    CHECK_EQ(control(page, L4_FlushDataCache), 0);
    CHECK_EQ(control(page, L4_FlushCache), 0);
    CHECK_EQ(control(page, 28), 5);
    CHECK_EQ(control(CT_WINDOW | ct_page_log2() << 4, L4_FlushCache), 1);
    CHECK_EQ(control(ct_page(0) | 10 << 4, L4_FlushCache), 5);
    CHECK_EQ(control(page, L4_UncacheableMemory), 0);
    ct_write(ct_page(0), 0x1234);
    CHECK_EQ(ct_read(ct_page(0)), 0x1234);
    CHECK_EQ(control(page, L4_DeviceMemory), 0);
    CHECK_EQ(control(page, L4_WriteThroughMemory), 0);
    CHECK_EQ(control(page, L4_DefaultMemory), 0);
    CHECK_EQ(ct_read(ct_page(0)), 0x1234);
    t = ct_run(CT_NEW, flush_everything);
    REQUIRE(ct_until_done(t));
    CHECK_EQ(seen[0], 1);
    CHECK_EQ(seen[1], 0);
    CHECK_EQ(seen[2], 1);
}

static void root_areas(void)
{
    CHECK_EQ(ct_utcb_base & 0x7FFFF, 0);
    CHECK((L4_Word_t)ct_kip - ct_utcb_base >= 0x80000);
    CHECK_EQ(L4_ThreadIdSystemBase(ct_kip) <= 128, 1);
}

/*
 * Registers that belong to threads, or to nobody
 */

static L4_Word_t fpu_sum(void)
{
    L4_Word_t words[64];
    L4_Word_t fpscr;
    L4_Word_t *p = words;
    L4_Word_t sum = 0;
    unsigned i;

    __asm__ __volatile__(
        ".fpu neon\n\tvstmia %0!, {d0-d15}\n\tvstmia %0!, {d16-d31}\n\tvmrs %1, fpscr"
        : "+r"(p), "=r"(fpscr)
        :
        : "memory");
    for (i = 0; i < 64; i++)
        sum += words[i] * (i + 1);
    return sum + fpscr;
}

static L4_Word_t fpu_fill(L4_Word_t value)
{
    L4_Word_t words[64];
    L4_Word_t *p = words;
    unsigned i;

    for (i = 0; i < 64; i++)
        words[i] = value + i;
    __asm__ __volatile__(
        ".fpu neon\n\tvldmia %0!, {d0-d15}\n\tvldmia %0!, {d16-d31}\n\tvmsr fpscr, %1"
        : "+r"(p)
        : "r"(0x00C00000UL) /* round towards zero */
        : "memory");
    return fpu_sum();
}

static void fpu_user(void)
{
    L4_Word_t sum;
    unsigned i;

    seen[0] = fpu_sum();
    sum = fpu_fill(0x4000);
    for (i = 0; i < 100; i++) {
        L4_ThreadSwitch(L4_nilthread);
        seen[1] += fpu_sum() != sum;
    }
    go++;
}

/* Needs all 32 registers; the boards' processors have them. */
static void fpu(void)
{
    L4_Word_t sum = fpu_fill(0x77);
    unsigned i;

    go = 0;
    seen[0] = 1;
    seen[1] = 0;
    (void)ct_run(CT_NEW, fpu_user);
    (void)ct_run(CT_NEW, fpu_user);
    for (i = 0; i < 20; i++) {
        ct_sleep(200);
        CHECK_EQ(fpu_sum(), sum);
    }
    CT_UNTIL(go == 2);
    CHECK_EQ(go, 2);
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(seen[1], 0);
}

static void read_id_registers(void)
{
    L4_Word_t w;

    __asm__ __volatile__("mrc p15, 0, %0, c13, c0, 2" : "=r"(w));
    seen[0] = w;
    __asm__ __volatile__("mrc p15, 0, %0, c13, c0, 3" : "=r"(w));
    seen[1] = w;
}

static void id_registers(void)
{
    __asm__ __volatile__("mcr p15, 0, %0, c13, c0, 2" : : "r"(0x5EC2E7));
    REQUIRE(ct_until_done(ct_run(CT_NEW, read_id_registers)));
    CHECK_EQ(seen[0], 0);
    CHECK_EQ(seen[1], 0);
}

static const struct ct_test tests[] = {
    {"utcb-reference", utcb_reference, "A1", 0, 0},
    {"kernel-interface", kernel_interface, "A2", 0, 0},
    {"entries", entries, "A3", 0, 0},
    {"other-addresses", other_addresses, "A2", 0, 0},
    {"c-calls", c_calls, "A4 A5", 0, 0},
    {"other-calls", other_calls, "A4 A5 A12", 0, 0},
    {"ipc-registers", ipc_registers, "A5 A7 A8", 0, 0},
    {"words", words, "A6 A9", 0, 0},
    {"many-spaces", many_spaces, "A6", 0, 0},
    {"exchange", exchange, "A5 A10", 0, 0},
    {"thumb", thumb, "A4", 0, 0},
    {"utcb-layout", utcb_layout, "A13", 0, 0},
    {"first-registers", first_registers, "A14", 0, 0},
    {"system-call", system_call, "A17", 0, 0},
    {"registers-kept", registers_kept, "A17", 0, 0},
    {"no-handler", no_handler, "A18", 0, 0},
    {"console-traps", console_traps, "A19 A26", 0, 0},
    {"other-exceptions", other_exceptions, "A17", 0, 0},
    {"no-execute", no_execute, "A15 A25", 0, 0},
    {"cache-control", cache_control, "A20", 0, 0},
    {"root-areas", root_areas, "A22", 0, 0},
    {"fpu", fpu, "A14", 0, 0},
    {"id-registers", id_registers, "A14", 0, 0},
};

CT_SUITE(arch_suite, "abi", tests);
