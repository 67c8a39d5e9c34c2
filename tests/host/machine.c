/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The fake machine: what arch, glue and platform would supply; see machine.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <hal/fault.h>
#include <hal/fpu.h>
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/irq.h>
#include <kernel/kip.h>
#include <kernel/memory.h>
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/thread.h>
#include <kernel/ipc_fast.h>
#include "fake_memory.h"
#include "machine.h"
#include "tap.h"

struct cpu *fake_this_cpu = &cpus[0];
uint8_t machine_ram[RAM_SIZE] __attribute__((aligned(1 << 12)));
time_us_t machine_now = 1000000;
time_us_t machine_armed = TIME_NEVER;
bool machine_masked[IRQ_LINES];
bool machine_raised[IRQ_LINES];
unsigned machine_event_one_in;
struct exregs machine_exregs;
word_t machine_old;
struct tcb *machine_user;
unsigned machine_fast_one_in;
unsigned long machine_fast;
struct tcb *machine_idler;
struct tcb *machine_root;
struct tcb *machine_sigma0;
void (*machine_idle_hook)(void);

static char kip_memory[4096] __attribute__((aligned(4096), used));
/* The linker gives the page its second name, as in a kernel image. */
__asm__(".globl kip\n.set kip, kip_memory\n");

/* ---- processor ---- */

void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    (void)attr;
    CHECK(slot < 2);
    return pa < RAM_SIZE ? (void *)(machine_ram + pa) : (void *)pa;
}

bool memory_is_kernels(paddr_t first, paddr_t last)
{
    (void)first;
    return last >= RAM_SIZE;
}

struct arch_space *machine_loaded;

void arch_space_switch(struct arch_space *as)
{
    machine_loaded = as;
}

bool arch_attr_valid(word_t attr)
{
    return attr < 3;
}

void arch_fpu_init(struct arch_fpu *fpu)
{
    fpu->nothing = 0;
}

static bool fpu_on;

void arch_fpu_save(struct arch_fpu *fpu)
{
    CHECK(fpu != NULL && fpu_on);
}

void arch_fpu_load(const struct arch_fpu *fpu)
{
    CHECK(fpu != NULL && fpu_on);
}

void arch_fpu_enable(void)
{
    fpu_on = true;
}

void arch_fpu_disable(void)
{
    fpu_on = false;
}

static void look_at_timer(void)
{
    if (machine_now >= machine_armed) {
        machine_armed = TIME_NEVER;
        timer_note();
    }
}

/* Interrupts come in: those that are due, and now and then a random one. */
void arch_irq_window(void)
{
    if (machine_event_one_in != 0 && rnd_below(machine_event_one_in) == 0) {
        if (rnd_below(2) == 0) {
            machine_interrupt((unsigned)rnd_below(IRQ_LINES));
        } else {
            machine_now += rnd_below(300);
            if (rnd_below(4) == 0)
                machine_armed = MIN(machine_armed, machine_now);
        }
    }
    look_at_timer();
}

void arch_idle(void)
{
    if (machine_armed == TIME_NEVER) {
        if (machine_idle_hook == NULL)
            panic("idle for ever; idler: state %u kind %u cont %u flags %x linked %d\n",
                  machine_idler->state, machine_idler->kind, machine_idler->cont,
                  machine_idler->flags, list_linked(&machine_idler->queue));
        machine_idle_hook();
    } else {
        machine_now = MAX(machine_now, machine_armed);
    }
    look_at_timer();
}

/* ---- board ---- */

unsigned plat_irq_count(void)
{
    return IRQ_LINES;
}

bool plat_irq_available(unsigned irq)
{
    return irq < IRQ_LINES && irq != 2;
}

void plat_irq_mask(unsigned irq)
{
    machine_masked[irq] = true;
}

void plat_irq_unmask(unsigned irq)
{
    machine_masked[irq] = false;
    if (machine_raised[irq])
        machine_interrupt(irq);
}

void machine_interrupt(unsigned irq)
{
    machine_raised[irq] = machine_masked[irq];
    if (machine_masked[irq])
        return;
    machine_masked[irq] = true;
    irq_note(irq);
}

void plat_timer_arm(time_us_t deadline_us)
{
    machine_armed = deadline_us;
}

time_us_t plat_clock_us(void)
{
    return machine_now;
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    return 1000000;
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    return 100000;
}

unsigned plat_cpu_count(void)
{
    return 1;
}

/* ---- glue ---- */

void glue_frame_init(struct tcb *tcb)
{
    memset(&tcb->frame, 0, sizeof(tcb->frame));
}

void glue_ipc_result(struct tcb *tcb, tid_t from, word_t result)
{
    CHECK(tcb->utcb != NULL);
    tcb->frame.from = from;
    tcb->frame.tag = result;
    tcb->frame.ipcs++;
    MR(tcb, 0) = result;
}

void glue_switch_to(struct tcb *tcb)
{
    CHECK(tcb == cpus[0].current && tcb_by_number(tid_number(tcb->id)) == tcb);
    CHECK(machine_loaded == &tcb->space->arch);
}

word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    return 0;
}

bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error)
{
    (void)self;
    (void)control;
    (void)attribute;
    (void)error;
    return false;
}

bool glue_fpage_is_special(word_t fpage)
{
    return fpage_size_field(fpage) == FPAGE_SIZE_IO;
}

enum l4_error glue_special_map(struct space *from, struct space *to, word_t snd, word_t window,
                               bool grant)
{
    (void)from;
    (void)to;
    (void)snd;
    (void)window;
    (void)grant;
    return L4_OK;
}

unsigned glue_special_unmap(struct space *space, word_t fpage, bool flush)
{
    (void)space;
    (void)flush;
    return fpage & 7;
}

void glue_space_init(struct space *space)
{
    (void)space;
}

void glue_space_fini(struct space *space)
{
    (void)space;
}

void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    (void)tcb;
    (void)space;
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    (void)tcb;
    return 5;
}

static word_t *exception_register(struct tcb *tcb, unsigned i)
{
    CHECK(i >= 1 && i <= 5);
    switch (i) {
    case 1:
        return &tcb->frame.ip;
    case 2:
        return &tcb->frame.sp;
    case 3:
        return &tcb->frame.flags;
    default:
        return &tcb->frame.reg[i - 4];
    }
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    return *exception_register((struct tcb *)tcb, i);
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    *exception_register(tcb, i) = value;
}

void printk(const char *fmt, ...)
{
    (void)fmt;
}

/* ---- system calls ---- */

static void exchange_registers(struct tcb *t, const word_t a[6])
{
    machine_exregs = (struct exregs){.dest = a[0],
                                     .control = a[1],
                                     .sp = a[2],
                                     .ip = a[3],
                                     .flags = a[2],
                                     .handle = a[4],
                                     .pager = a[5]};
    sys_exchange_registers(t, &machine_exregs);
}

static void dispatch(struct tcb *t)
{
    struct glue_frame *f = &t->frame;
    const word_t *a = f->arg;
    word_t result = 0;

    switch ((enum machine_call)f->call) {
    case CALL_IPC:
        sys_ipc(t, a[0], a[1], a[2]);
        return;
    case CALL_EXREGS:
        exchange_registers(t, a);
        result = machine_exregs.dest;
        break;
    case CALL_THREAD_CONTROL:
        result = sys_thread_control(t, a[0], a[1], a[2], a[3], a[4]);
        break;
    case CALL_SPACE_CONTROL:
        result = sys_space_control(t, a[0], a[1], a[2], a[3], a[4], &machine_old);
        break;
    case CALL_SCHEDULE:
        result = sys_schedule(t, a[0], a[1], a[2], a[3], a[4], &machine_old);
        break;
    case CALL_THREAD_SWITCH:
        sys_thread_switch(t, a[0]);
        return;
    case CALL_UNMAP:
        sys_unmap(t, a[0]);
        break;
    case CALL_MEMORY_CONTROL:
        result = sys_memory_control(t, a[0], a + 1);
        break;
    case CALL_PROCESSOR_CONTROL:
        result = sys_processor_control(t, a[0], a[1], a[2], a[3]);
        break;
    case CALL_PAGEFAULT:
        fault_page(t, a[0], (unsigned)a[1], a[2]);
        return;
    case CALL_IO_PAGEFAULT:
        fault_io(t, a[0], a[1]);
        return;
    case CALL_EXCEPTION:
        fault_exception(t);
        return;
    case CALL_FPU:
        fault_fpu(t);
        return;
    default:
        CHECK(!"no such call");
    }
    if (t->cont != CONT_RESTART)
        t->frame.result = result;
}

void glue_restart(struct tcb *self)
{
    dispatch(self);
}

struct tcb *machine_exit(void)
{
    machine_user = sched_exit();
    CHECK(machine_user == cpus[0].current);
    machine_check();
    return machine_user;
}

void machine_enter(void)
{
    sched_enter(machine_user);
}

void machine_become(struct tcb *t)
{
    for (unsigned i = 0; machine_user != t; i++) {
        CHECK(i < 100 && sched_is_runnable(t));
        machine_enter();
        sys_thread_switch(machine_user, t->id);
        machine_exit();
    }
}

/* The fast path as the assembly does it: it leaves no trace in struct cpu, and the partner's wait stays as it was. */
static bool try_fast(struct tcb *t)
{
    const word_t *a = t->frame.arg;
    struct tcb *dest = ipc_fast_partner(t, a[0]);
    tid_t waits = dest != NULL ? dest->fast_from : 0;

    if (ipc_fast(t, a[0], a[1], a[2]) == NULL)
        return false;
    CHECK(dest != NULL && cpus[0].current == dest);
    machine_fast++;
    machine_user = dest;
    if (rnd_below(2) == 0)
        return true;
    cpus[0].current = t;
    dest->state = TS_RECV;
    dest->fast_from = waits;
    return true;
}

word_t machine_call(struct tcb *t, enum machine_call number, const word_t arg[6])
{
    struct glue_frame *f = &t->frame;

    machine_become(t);
    machine_enter();
    CHECK(t->kind == IPC_USER && t->cont == CONT_NONE);
    f->call = number;
    memcpy(f->arg, arg, sizeof(f->arg));
    f->result = 0x5a5a;
    if (number == CALL_IPC && machine_fast_one_in != 0 && rnd_below(machine_fast_one_in) == 0 &&
        try_fast(t))
        return 0;
    dispatch(t);
    machine_exit();
    return f->result;
}

void machine_sleep(time_us_t us)
{
    time_us_t end = machine_now + us;

    while (machine_armed <= end) {
        machine_enter();
        machine_now = MAX(machine_now, machine_armed);
        look_at_timer();
        machine_exit();
    }
    machine_now = MAX(machine_now, end);
}

/* ---- boot ---- */

static tid_t user_id(word_t n)
{
    return tid_make(USER_BASE + n, 1);
}

void machine_boot(void)
{
    kip.thread_info = GLUE_THREAD_BITS | SYSTEM_BASE << 8 | USER_BASE << 20;
    for (unsigned i = 0; i < IRQ_LINES; i++)
        machine_masked[i] = true;
    tcb_init();
    space_init();
    mapdb_init();
    irq_init();
    sched_init(&cpus[0], 0);
    machine_sigma0 = thread_create_server(user_id(0), TID_NIL, user_id(2), 0x1000, 0, true);
    machine_root = thread_create_server(user_id(2), user_id(0), user_id(2), 0x2000, 0, false);
    machine_exit();
    machine_idler = machine_thread(user_id(3), machine_root, 1);
    call(machine_root, CALL_SCHEDULE, machine_idler->id, WORD_MAX, WORD_MAX, 0, WORD_MAX);
    call(machine_sigma0, CALL_IPC, TID_NIL, TID_ANY, TIMEOUTS(NEVER, NEVER));
    machine_become(machine_root);
}

struct tcb *machine_thread(tid_t id, struct tcb *space_of, unsigned slot)
{
    word_t utcb = space_of->space->utcb_base + ((word_t)slot << GLUE_UTCB_SIZE_LOG2);
    struct tcb *t;

    CHECK(call(machine_root, CALL_THREAD_CONTROL, id, space_of->id, machine_root->id,
               machine_root->id, utcb) == 1);
    t = tcb_find(id);
    CHECK(t != NULL && t->kind == IPC_START);
    CHECK(call(machine_root, CALL_EXREGS, id, 0x11e, 0x100, 0x200) != 0 ||
          space_of != machine_root);
    return t;
}

struct tcb *machine_thread_apart(tid_t id, tid_t pager)
{
    word_t utcb = fpage_base(USER_UTCB_AREA);

    CHECK(call(machine_root, CALL_THREAD_CONTROL, id, id, machine_root->id, TID_NIL, WORD_MAX) ==
          1);
    CHECK(call(machine_root, CALL_SPACE_CONTROL, id, 0, USER_KIP_AREA, USER_UTCB_AREA, TID_NIL) ==
          1);
    CHECK(call(machine_root, CALL_THREAD_CONTROL, id, id, machine_root->id, machine_root->id,
               utcb) == 1);
    CHECK(call(machine_root, CALL_EXREGS, id, 0x11e, 0x100, 0x200) != 0);
    TCR(tcb_find(id), TCR_PAGER) = pager;
    return tcb_find(id);
}
