/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The kernel's own protocols on the fake machine (api.md 6): start, page fault, exception, interrupt; map items; permission
 * and effects of ExchangeRegisters.
 */
#include <string.h>
#include "machine_lib.h"

#define IRQ(n) tid_make((n), 1)

static word_t attach(unsigned irq, tid_t handler)
{
    return control(IRQ(irq), IRQ(irq), TID_NIL, handler, WORD_MAX);
}

static bool got_interrupt(struct tcb *t, unsigned irq)
{
    return got(t, IRQ(irq), tag_kernel(1, 0, 0));
}

/* A program runs while the device interrupts. */
static void interrupt(unsigned irq)
{
    machine_become(machine_root);
    machine_enter();
    machine_interrupt(irq);
    machine_exit();
}

static void test_interrupts(void)
{
    begin();
    CHECK(attach(2, a->id) == 2 && attach(3, VER(0, 9)) == 2 && attach(3, IRQ(4)) == 2 &&
          attach(3, TID_NIL) == 2);
    CHECK(control(tid_make(3, 2), tid_make(3, 2), TID_NIL, a->id, WORD_MAX) == 2);
    CHECK(attach(3, IRQ(3)) == 0 && attach(3, a->id) == 0 && !machine_masked[3]);
    CHECK(attach(3, a->local_id) == 2 || tcb_find(IRQ(3))->kpartner == a->id);
    /* Waiting handler: at once; masked until acknowledged; one pending occurrence. */
    receive(a, IRQ(3));
    interrupt(3);
    CHECK(got_interrupt(a, 3) && machine_masked[3]);
    machine_interrupt(3);
    ipc(a, TID_NIL, IRQ(3), AT_ONCE);
    CHECK(failed(a, 3));
    MR(a, 0) = 0;
    ipc(a, IRQ(3), IRQ(3), FOREVER); /* the call acknowledges and gets the next one */
    CHECK(got_interrupt(a, 3));
    /* An acknowledge with nonsense in it. */
    send(a, IRQ(3), tag(7, 63, 63));
    CHECK(!(a->frame.tag & TAG_ERROR) && !machine_masked[3]);
    /* Nothing to acknowledge: waits as for any partner. */
    ipc(a, IRQ(3), TID_NIL, AT_ONCE);
    CHECK(failed(a, 2));
    ipc(b, IRQ(3), TID_NIL, AT_ONCE);
    CHECK(failed(b, 4));
    /* Not waiting: queued, FIFO with others. */
    interrupt(3);
    send(b, a->id, 5);
    CHECK(state(tcb_find(IRQ(3))) == 3);
    receive(a, TID_ANY);
    CHECK(got_interrupt(a, 3));
    receive(a, TID_ANY);
    CHECK(got(a, b->local_id, 5));
    send(a, IRQ(3), 0);
    /* Another handler gets what the old one has not taken. */
    interrupt(3);
    CHECK(attach(3, a->id) == 0 && machine_masked[3]);
    CHECK(attach(3, x->id) == 0);
    ipc(a, TID_NIL, TID_ANY, AT_ONCE);
    CHECK(failed(a, 3));
    receive(x, TID_ANY);
    CHECK(got_interrupt(x, 3));
    ipc(a, IRQ(3), TID_NIL, AT_ONCE);
    CHECK(failed(a, 4));
    /* Not acknowledged: counts as done. */
    CHECK(attach(3, b->id) == 0 && !machine_masked[3]);
    /* A handler that waits to acknowledge loses the line. */
    ipc(b, IRQ(3), TID_NIL, FOREVER);
    CHECK(b->state == TS_SEND && attach(3, c->id) == 0 && failed(b, 4));
    /* Detached before the handler has taken it. */
    interrupt(3);
    CHECK(tcb_find(IRQ(3))->state == TS_SEND && attach(3, IRQ(3)) == 0);
    CHECK(tcb_find(IRQ(3)) == NULL && machine_masked[3]);
    ipc(c, TID_NIL, TID_ANY, AT_ONCE);
    CHECK(failed(c, 3));
    end("interrupts");
}

static void test_interrupt_handlers_vanish(void)
{
    begin();
    for (unsigned how = 0; how < 3; how++) {
        CHECK(attach(5, c->id) == 0);
        if (how == 1)
            interrupt(5);
        if (how == 2) {
            receive(c, TID_ANY);
            interrupt(5);
            CHECK(got_interrupt(c, 5));
        }
        receive(a, IRQ(5));
        rename_to(c, tid_make(tid_number(c->id), 2 + how));
        CHECK(tcb_find(IRQ(5)) == NULL && machine_masked[5] && failed(a, 5));
        machine_raised[5] = false;
    }
    CHECK(attach(5, c->id) == 0);
    CHECK(call(machine_root, CALL_SCHEDULE, IRQ(5), WORD_MAX, WORD_MAX, 7, WORD_MAX) == 3);
    interrupt(5);
    delete (c);
    CHECK(tcb_find(IRQ(5)) == NULL && machine_masked[5]);
    CHECK(call(machine_root, CALL_SCHEDULE, IRQ(5), WORD_MAX, WORD_MAX, 7, WORD_MAX) == 0);
    CHECK(TCR(machine_root, TCR_ERROR_CODE) == 2);
    CHECK(attach(5, b->id) == 0);
    receive(a, IRQ(5));
    CHECK(attach(5, IRQ(5)) == 0 && failed(a, 5) && machine_masked[5]);
    end("interrupt handlers that vanish");
}

static void test_start(void)
{
    struct tcb *t;

    begin();
    CHECK(control(ID(9), a->id, machine_root->id, 0x40, ROOT_UTCB(20)) == 2);
    TCR(machine_root, TCR_ERROR_CODE) = 0;
    CHECK(control(ID(9), a->id, machine_root->id, a->id, ROOT_UTCB(20)) == 0);
    t = tcb_find(ID(9));
    CHECK(TCR(t, TCR_PAGER) == a->id && TCR(t, TCR_EXC_HANDLER) == 0 && state(t) == 6);
    /* Only the pager named then counts; typed items are refused; other lengths start it as it is. */
    CHECK(control(ID(9), ID(9), TID_NIL, b->id, WORD_MAX) == 0 && TCR(t, TCR_PAGER) == b->id);
    ipc(b, t->id, TID_NIL, AT_ONCE);
    CHECK(failed(b, 2));
    MR(a, 0) = tag(0, 0, 2);
    MR(a, 1) = 8;
    ipc(a, t->id, TID_NIL, AT_ONCE);
    CHECK(failed(a, 8) && t->state == TS_RECV && t->kind == IPC_START);
    MR(a, 0) = tag(0, 2, 0);
    MR(a, 1) = 0x1234;
    MR(a, 2) = 0x5678;
    ipc(a, t->local_id, TID_NIL, AT_ONCE);
    CHECK(t->state == TS_READY && t->frame.ip == 0x1234 && t->frame.sp == 0x5678);
    end("start messages");
}

/* An answer in the pager's name is queued before the pager has taken the fault. */
static void test_answered_early(void)
{
    begin();
    TCR(x, TCR_PAGER) = a->id;
    call(x, CALL_PAGEFAULT, 0x5000, FPAGE_R, 0x4000);
    CHECK(x->state == TS_SEND && x->send_to == a);
    MR(b, 0) = tag(0, 0, 0) | TAG_PROPAGATED;
    TCR(b, TCR_SENDER) = a->id;
    ipc(b, x->id, TID_NIL, FOREVER);
    CHECK(b->state == TS_SEND);
    receive(a, TID_ANY);
    CHECK(got(a, x->id, tag_kernel(2, 4, 2)) && MR(a, 1) == 0x5000);
    machine_become(x);
    CHECK(x->state == TS_READY && x->kind == IPC_USER && b->state == TS_READY);
    end("a page fault that is answered early");
}

static void test_faults(void)
{
    begin();
    TCR(x, TCR_PAGER) = a->id;
    for (unsigned i = 0; i < NUM_MRS; i++)
        MR(x, i) = 0x1000 + i;
    BR(x, 0) = 0;
    receive(a, TID_ANY);
    call(x, CALL_PAGEFAULT, 0x5123, FPAGE_R | FPAGE_W, 0x4567);
    CHECK(got(a, x->id, tag_kernel(2, 6, 2)) && MR(a, 1) == 0x5123 && MR(a, 2) == 0x4567);
    /* 63 words, none shown; then a mapping. */
    MR(a, 0) = tag(3, 63, 0);
    ipc(a, x->id, TID_ANY, FOREVER);
    CHECK(x->state == TS_READY && x->kind == IPC_USER && MR(x, 0) == 0x1000 && MR(x, 63) == 0x103f);
    call(x, CALL_PAGEFAULT, 0x5123, FPAGE_R, 1);
    give(a, 0x9000, 0x33000, 7);
    MR(a, 0) = tag(0, 0, 2);
    MR(a, 1) = 0x5000 | 8;
    MR(a, 2) = 0x9000 | 12 << 4 | 7;
    ipc(a, x->id, TID_NIL, FOREVER);
    {
        struct arch_mapping m;

        CHECK(arch_pt_lookup(&x->space->arch, 0x5000, 0x6000, &m) && m.pa == 0x33000);
    }
    CHECK(MR(x, 1) == 0x1001);
    /* Strings are no answer: both learn it, x halts. */
    receive(a, TID_ANY);
    call(x, CALL_PAGEFAULT, 0x7000, FPAGE_R, 1);
    MR(a, 0) = tag(0, 0, 2);
    MR(a, 1) = 10 << 10;
    ipc(a, x->id, TID_NIL, FOREVER);
    CHECK(failed(a, 8) && state(x) == 2);
    exregs(x, 0x100);
    TCR(x, TCR_PAGER) = TID_NIL;
    call(x, CALL_PAGEFAULT, 0x7000, FPAGE_R, 1);
    CHECK(state(x) == 2);
    /* Exceptions: short replies keep the rest; flags and all come back. */
    TCR(y, TCR_EXC_HANDLER) = a->id;
    y->frame.reg[0] = 10;
    y->frame.reg[1] = 11;
    receive(a, TID_ANY);
    call(y, CALL_EXCEPTION, 0);
    CHECK(got(a, y->id, tag_kernel(5, 0, 5)) && MR(a, 4) == 10 && MR(a, 5) == 11);
    MR(a, 0) = tag(0, 1, 0);
    MR(a, 1) = 0x777;
    ipc(a, y->id, TID_ANY, FOREVER);
    CHECK(y->frame.ip == 0x777 && y->frame.reg[0] == 10 && y->kind == IPC_USER);
    call(y, CALL_EXCEPTION, 0);
    MR(a, 0) = tag(0, 63, 0);
    for (unsigned i = 1; i < NUM_MRS; i++)
        MR(a, i) = i;
    send(a, y->id, tag(0, 63, 0));
    CHECK(y->frame.ip == 1 && y->frame.reg[1] == 5);
    end("faults and exceptions");
}

static void test_map_items(void)
{
    struct arch_mapping m;

    begin();
    give(x, 0x4000, 0x44000, 7);
    give(x, 0x5000, 0x45000, 7);
    /* A map item, a string, a grant item in one message. */
    MR(x, 0) = tag(1, 0, 6);
    MR(x, 1) = 0x8000 | 8;
    MR(x, 2) = 0x4000 | 12 << 4 | 4;
    MR(x, 3) = 16 << 10;
    MR(x, 4) = 0x4010;
    MR(x, 5) = 0x9000 | 10;
    MR(x, 6) = 0x5000 | 12 << 4 | 7;
    BR(y, 0) = FPAGE_COMPLETE | ACCEPT_STRINGS;
    BR(y, 1) = 16 << 10;
    BR(y, 2) = 0x3000;
    give(y, 0x3000, 0x53000, 7);
    memset(machine_ram + 0x44010, 0x5a, 16);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(got(y, x->id, tag(1, 0, 6)) && memcmp(&MR(y, 1), &MR(x, 1), 6 * sizeof(word_t)) == 0);
    CHECK(arch_pt_lookup(&y->space->arch, 0x8000, 0x9000, &m) && m.pa == 0x44000 && m.rights == 4);
    CHECK(arch_pt_lookup(&y->space->arch, 0x9000, 0xa000, &m) && m.pa == 0x45000 && m.rights == 7);
    CHECK(!arch_pt_lookup(&x->space->arch, 0x5000, 0x6000, &m));
    CHECK(machine_ram[0x53000] == 0x5a && machine_ram[0x5300f] == 0x5a);
    /* The string overflows: what came before stays, what comes after does not happen. */
    BR(y, 1) = 4 << 10;
    MR(x, 0) = tag(1, 0, 6);
    MR(x, 1) = 0xb000 | 8;
    MR(x, 6) = 0x4000 | 12 << 4 | 7;
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 4 << 4 | 8) && failed(y, 4 << 4 | 9));
    CHECK(arch_pt_lookup(&y->space->arch, 0xb000, 0xc000, &m) && m.pa == 0x44000);
    CHECK(arch_pt_lookup(&y->space->arch, 0x9000, 0xa000, &m) && m.pa == 0x45000);
    /* No window; half an item; no memory. */
    BR(y, 0) = 0;
    MR(x, 0) = tag(1, 0, 2);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9));
    BR(y, 0) = FPAGE_COMPLETE;
    MR(x, 0) = tag(1, 0, 1);
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9));
    fake_map_failure = 0;
    MR(x, 0) = tag(1, 0, 2);
    MR(x, 1) = 0xc000 | 8;
    receive(y, x->id);
    ipc(x, y->id, TID_NIL, FOREVER);
    CHECK(failed(x, 8) && failed(y, 9) && !arch_pt_lookup(&y->space->arch, 0xc000, 0xd000, &m));
    fake_map_failure = -1;
    /* Within one space, onto itself. */
    MR(machine_root, 0) = 0;
    give(a, 0x6000, 0x66000, 7);
    BR(b, 0) = FPAGE_COMPLETE;
    receive(b, a->id);
    MR(a, 1) = 0x6000 | 8;
    MR(a, 2) = 0x6000 | 12 << 4 | 7;
    send(a, b->id, tag(0, 0, 2));
    CHECK(got(b, a->local_id, tag(0, 0, 2)));
    CHECK(arch_pt_lookup(&a->space->arch, 0x6000, 0x7000, &m) && m.pa == 0x66000);
    take(a, 0x6000);
    end("map and grant items");
}

static void test_exregs(void)
{
    const tid_t bad[] = {TID_NIL,   TID_ANY, TID_ANY_LOCAL, IRQ(3), tid_make(SYSTEM_BASE, 1),
                         VER(0, 2), ID(9),   0x40};

    begin();
    CHECK(attach(3, a->id) == 0);
    CHECK(control(ID(9), ID(9), machine_root->id, TID_NIL, WORD_MAX) == 0);
    for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
        machine_exregs.control = 1;
        CHECK(call(a, CALL_EXREGS, bad[i], 0x1ff, 1, 1, 1, a->id) == 0);
        CHECK(TCR(a, TCR_ERROR_CODE) == 2 && machine_exregs.control == 0 && machine_exregs.ip == 0);
    }
    TCR(x, TCR_PAGER) = y->id;
    CHECK(call(a, CALL_EXREGS, x->id, 0) == 0); /* not its pager */
    TCR(x, TCR_PAGER) = b->id;
    CHECK(call(a, CALL_EXREGS, x->id, 0) == x->local_id); /* b's space */
    CHECK(call(x, CALL_EXREGS, b->id, 0) == 0);
    CHECK(call(a, CALL_EXREGS, b->local_id, 0) == b->id);
    CHECK(call(a, CALL_EXREGS, b->id, 0xfc00) == b->local_id);
    CHECK(machine_exregs.ip == 0x200 && machine_exregs.sp == 0x100);
    /* All values, one by one. */
    CHECK(call(a, CALL_EXREGS, b->id, 0x8, 0x11, 0x22, 0x33, 0x44) == b->local_id);
    CHECK(b->frame.sp == 0x11 && b->frame.ip == 0x200 && TCR(b, TCR_USER_HANDLE) == 0);
    CHECK(call(a, CALL_EXREGS, b->id, 0x250, 0x11, 0x22, 0x33, 0x44) == b->local_id);
    CHECK(b->frame.ip == 0x22 && TCR(b, TCR_USER_HANDLE) == 0x33 &&
          TCR(b, TCR_PAGER) == machine_root->id);
    TCR(b, TCR_USER_HANDLE) = 5;
    CHECK(call(a, CALL_EXREGS, b->id, 0x80, 0, 0, 0, c->local_id) == b->local_id);
    CHECK(TCR(b, TCR_PAGER) == c->id && machine_exregs.pager == machine_root->id &&
          machine_exregs.handle == 5);
    CHECK(call(a, CALL_EXREGS, b->id, 0x88, 0x99, 0, 0, 0x80) == 0 && b->frame.sp == 0x11);
    CHECK(call(a, CALL_EXREGS, b->id, 0x80, 0, 0, 0, TID_NIL) != 0 && TCR(b, TCR_PAGER) == TID_NIL);
    /* Halting: the bit alone does nothing; oneself; with kernel work in the ready queue. */
    exregs(b, 1);
    CHECK(!(b->flags & TF_HALTED));
    call(b, CALL_EXREGS, b->id, 0x101);
    CHECK(machine_user != b && state(b) == 2 && exregs(b, 0x100) == 1 && state(b) == 3);
    exregs(b, 0x101);
    CHECK(exregs(b, 0x101) == 1 && exregs(b, 0) == 1 && exregs(b, 0x100) == 1 &&
          exregs(b, 0x100) == 0);
    b->flags |= TF_HALTED;
    exregs(b, 0x101);
    /* A thread of higher priority that becomes ready preempts. */
    CHECK(call(machine_root, CALL_SCHEDULE, b->id, WORD_MAX, WORD_MAX, 200, WORD_MAX) == 2);
    call(a, CALL_IPC, TID_NIL, TID_NIL, FOREVER);
    call(machine_root, CALL_IPC, TID_NIL, machine_root->id, TIMEOUTS(NEVER, 100));
    machine_become(a);
    call(a, CALL_EXREGS, b->id, 0x100);
    CHECK(machine_user == b);
    machine_sleep(100);
    end("ExchangeRegisters");
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 7);
    machine_boot();
    test_interrupts();
    test_interrupt_handlers_vanish();
    test_start();
    test_answered_early();
    test_faults();
    test_map_items();
    test_exregs();
    return 0;
}
