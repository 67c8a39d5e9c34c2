/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exceptions, interrupts and system calls of MIPS64: from the user frame to the neutral kernel and back.
 */
#include <arch/cpu.h>
#include <arch/timer.h>
#include <glue/abi.h>
#include <glue/entry.h>
#include <hal/debug.h>
#include <hal/fault.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <config.h>
#include <kernel/assert.h>
#include <kernel/fpage.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/syscall.h>

#define EXCEPTION_WORDS        6u
#define SYSCALL_WORDS          13u
#define CAUSE_SET(cause, code) (((cause) & ~(uint32_t)0x7c) | (uint32_t)(code) << 2)

struct tcb *mips_trap(struct tcb *self);
void mips_kernel_trap(struct glue_frame *f);

/* ---- exceptions as messages ---- */

static bool is_syscall(const struct tcb *tcb)
{
    return CAUSE_CODE(tcb->frame.cause) == EXC_SYS;
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    return is_syscall(tcb) ? SYSCALL_WORDS : EXCEPTION_WORDS;
}

/* Of a foreign system call, words 4 to 13 are registers 2 to 11. */
word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    const struct glue_frame *f = &tcb->frame;

    switch (i) {
    case 1:
        return f->epc;
    case 2:
        return glue_frame_sp(tcb);
    case 3:
        return glue_frame_flags(tcb) | ((f->cause & CAUSE_BD) != 0 ? 1 : 0);
    default:
        break;
    }
    if (is_syscall(tcb))
        return f->r[i - 2];
    if (i == 4)
        return CAUSE_CODE(f->cause);
    return i == 5 ? f->r[0] : tcb->local_id;
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    if (i == 1)
        tcb->frame.epc = value;
    else if (i == 2)
        glue_frame_set_sp(tcb, value);
    else if (i == 3)
        glue_frame_set_flags(tcb, value);
    else if (is_syscall(tcb))
        tcb->frame.r[i - 2] = value;
}

/* ---- system calls ---- */

/* Returns the thread to load, or NULL: sched_exit decides. */
static struct tcb *call_lipc(struct tcb *self, const struct glue_frame *f)
{
    struct tcb *next;

    self->frame.form = FRAME_IPC; /* as the fast path leaves it */
    self->glue_root |= ROOT_LIPC;
    next = ipc_fast(self, f->r[4], f->r[5], f->r[6]);
    if (next == NULL)
        sys_ipc(self, f->r[4], f->r[5], f->r[6]);
    return next;
}

static void call_exchange_registers(struct tcb *self, struct glue_frame *f)
{
    struct exregs x = {.dest = f->r[4],
                       .control = f->r[5],
                       .sp = f->r[6],
                       .ip = f->r[7],
                       .flags = f->r[8],
                       .handle = f->r[9],
                       .pager = f->r[10]};

    sys_exchange_registers(self, &x);
    f->r[2] = x.dest;
    f->r[4] = x.control;
    f->r[5] = x.sp;
    f->r[6] = x.ip;
    f->r[7] = x.flags;
    f->r[8] = x.handle;
    f->r[9] = x.pager;
}

static void call_thread_control(struct tcb *self, struct glue_frame *f)
{
    word_t result = sys_thread_control(self, f->r[4], f->r[5], f->r[6], f->r[7], f->r[8]);

    if (self->cont != CONT_RESTART)
        f->r[2] = result;
}

static void call_memory_control(struct tcb *self, struct glue_frame *f)
{
    word_t result = sys_memory_control(self, f->r[4], &f->r[5]);

    if (self->cont != CONT_RESTART)
        f->r[2] = result;
}

static void kernel_interface(struct tcb *self, struct glue_frame *f)
{
    f->r[8] = fpage_base(self->space->kip_area);
    f->r[9] = kip.api_version;
    f->r[10] = kip.api_flags;
    f->r[11] = KIP_KERNEL_ID;
}

/* False: there is no such call. */
static bool call(struct tcb *self, struct glue_frame *f)
{
    switch ((long)f->r[2]) {
    case ABI_SYS_THREAD_SWITCH:
        sys_thread_switch(self, f->r[4]);
        return true;
    case ABI_SYS_THREAD_CONTROL:
        call_thread_control(self, f);
        return true;
    case ABI_SYS_EXCHANGE_REGISTERS:
        call_exchange_registers(self, f);
        return true;
    case ABI_SYS_SCHEDULE:
        f->r[2] = sys_schedule(self, f->r[4], f->r[5], f->r[6], f->r[7], f->r[8], &f->r[4]);
        return true;
    case ABI_SYS_UNMAP:
        sys_unmap(self, f->r[4]);
        return true;
    case ABI_SYS_SPACE_CONTROL:
        f->r[2] = sys_space_control(self, f->r[4], f->r[5], f->r[6], f->r[7], f->r[8], &f->r[4]);
        return true;
    case ABI_SYS_PROCESSOR_CONTROL:
        f->r[2] = sys_processor_control(self, f->r[4], f->r[5], f->r[6], f->r[7]);
        return true;
    case ABI_SYS_MEMORY_CONTROL:
        call_memory_control(self, f);
        return true;
    case ABI_SYS_SYSTEM_CLOCK:
        f->r[2] = plat_clock_us();
        return true;
    case ABI_SYS_KERNEL_INTERFACE:
        kernel_interface(self, f);
        return true;
    default:
        return false;
    }
}

/* A call in a branch delay slot would need the branch emulated; it counts as foreign. */
static struct tcb *system_call(struct tcb *self, struct glue_frame *f)
{
    if ((f->cause & CAUSE_BD) == 0) {
        long number = (long)f->r[2];

        f->epc += 4;
        if (number == ABI_SYS_LIPC)
            return call_lipc(self, f);
        if (call(self, f))
            return NULL;
        f->epc -= 4;
    }
    fault_exception(self);
    return NULL;
}

void glue_restart(struct tcb *self)
{
    /* The frame still holds number and arguments. */
    call(self, &self->frame);
}

/* ---- exceptions ---- */

static void exception(struct tcb *self, unsigned code, word_t error)
{
    self->frame.cause = CAUSE_SET(self->frame.cause, code);
    self->frame.r[0] = error;
    fault_exception(self);
}

/* An instruction was being fetched if the bad address is its own. */
static bool is_fetch(const struct glue_frame *f, word_t va)
{
    return va == f->epc || ((f->cause & CAUSE_BD) != 0 && va == f->epc + 4);
}

static void translation(struct tcb *self, struct glue_frame *f, bool write)
{
    word_t va = MIPS_READ64(C0_BADVADDR);
    bool fetch = !write && is_fetch(f, va);

    switch (mips_fill(&self->space->arch, va, write)) {
    case FILL_DONE:
        break;
    case FILL_BUS:
        exception(self, fetch ? EXC_IBE : EXC_DBE, 0);
        break;
    case FILL_FAULT:
        /* Processors with more than 40 address bits get here with addresses that others refuse themselves. */
        if (va >= ARCH_USER_END)
            exception(self, write ? EXC_ADES : EXC_ADEL, va);
        else
            fault_page(self, va, write ? FPAGE_W : fetch ? FPAGE_X : FPAGE_R, f->epc);
        break;
    }
}

static void reserved_instruction(struct tcb *self, struct glue_frame *f)
{
    bool delayed = (f->cause & CAUSE_BD) != 0;
    uint32_t insn = 0;

    mips_user_insn(self, f->epc + (delayed ? 4 : 0), &insn);
    if (insn == ABI_KIP_INSN && f->r[1] == ABI_KIP_MAGIC && !delayed) {
        kernel_interface(self, f);
        f->epc += 4;
        return;
    }
    exception(self, EXC_RI, insn);
}

static void coprocessor(struct tcb *self, const struct glue_frame *f)
{
    unsigned unit = f->cause >> CAUSE_CE_SHIFT & 3;

    if (unit == 1 && mips_features.fpu)
        fault_fpu(self);
    else
        exception(self, EXC_CPU, unit);
}

static void interrupt(const struct glue_frame *f)
{
    plat_irq_entry((f->cause & (uint32_t)this_cpu()->arch.kernel_status & ST_IM) >> CAUSE_IP_BIT);
}

/* Every entry from user mode but Ipc. Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *mips_trap(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    unsigned code = CAUSE_CODE(f->cause);

    sched_enter(self);
    switch (code) {
    case EXC_SYS:
        return system_call(self, f);
    case EXC_INT:
        interrupt(f);
        break;
    case EXC_MOD:
    case EXC_TLBS:
        translation(self, f, true);
        break;
    case EXC_TLBL:
        translation(self, f, false);
        break;
    case EXC_ADEL:
    case EXC_ADES:
        exception(self, code, MIPS_READ64(C0_BADVADDR));
        break;
    case EXC_BP:
        if (!mips_debug_trap(self, f))
            exception(self, code, 0);
        break;
    case EXC_RI:
        reserved_instruction(self, f);
        break;
    case EXC_CPU:
        coprocessor(self, f);
        break;
    default:
        exception(self, code, 0);
        break;
    }
    return NULL;
}

/* Interrupts come while idling or at preemption points. An interrupt at the idle loop's wait ends it. Bus errors come when
 * user memory that is copied turns out to be no memory. */
void mips_kernel_trap(struct glue_frame *f)
{
    unsigned code = CAUSE_CODE(f->cause);
    const char *name;
    word_t offset;

    if (code == EXC_INT) {
        interrupt(f);
        if (f->epc >= (word_t)mips_idle_begin && f->epc < (word_t)mips_idle_end)
            f->epc = (word_t)mips_idle_end;
        return;
    }
    if (code == EXC_DBE && mips_step_over(f->r, &f->epc, (f->cause & CAUSE_BD) != 0))
        return;
    name = debug_symbol(f->epc, &offset);
    panic("trap %u in the kernel at %lx (%s+0x%lx), bad address %lx", code, f->epc, name, offset,
          (word_t)MIPS_READ64(C0_BADVADDR));
}
