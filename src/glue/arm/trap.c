/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Traps of ARM: aborts, undefined instructions, the fixed addresses that programs jump to; exception messages.
 */
#include <arch/boot.h>
#include <arch/fpu.h>
#include <arch/mmu.h>
#include <arch/regs.h>
#include <config.h>
#include <glue/arm.h>
#include <hal/debug.h>
#include <hal/fault.h>
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/print.h>
#include <kernel/sched.h>
#include <kernel/space.h>

/* Fault status, short-descriptor format [ARM DDI 0406C.d, B3.13.3 "Fault reporting with the Short-descriptor translation table
 * format"]. */
#define DFSR_WNR         0x800u
#define FS_DEBUG         0x02u
#define FS_ACCESS_FLAG_1 0x03u
#define FS_TRANSLATION_1 0x05u
#define FS_ACCESS_FLAG_2 0x06u
#define FS_TRANSLATION_2 0x07u
#define FS_DOMAIN_1      0x09u
#define FS_DOMAIN_2      0x0bu
#define FS_PERMISSION_1  0x0du
#define FS_PERMISSION_2  0x0fu

/* Positions in messages and registers. */
enum { MSG_IP = 1, MSG_SP = 2, MSG_FLAGS = 3, MSG_NUMBER = 4, MSG_ERROR = 5, MSG_LOCAL_ID = 6 };
enum {
    CALL_IP = 1,
    CALL_R0 = 2,
    CALL_R7 = 9,
    CALL_SP = 10,
    CALL_LR = 11,
    CALL_INSN = 12,
    CALL_FLAGS = 13
};

void arm_irq(struct glue_frame *frame);
void arm_undefined(struct glue_frame *frame);
void arm_prefetch_abort(struct glue_frame *frame);
void arm_data_abort(struct glue_frame *frame);
__attribute__((noreturn)) void arm_trap_kernel(const struct glue_frame *frame);

/* ---- frames ---- */

void glue_frame_init(struct tcb *tcb)
{
    tcb->frame = (struct glue_frame){.cpsr = PSR_MODE_USER};
}

word_t arm_frame_ip(const struct tcb *tcb)
{
    if (arm_stub_slot(tcb) != ABI_STUB_COUNT)
        return tcb->frame.lr;
    return tcb->frame.pc | ((tcb->frame.cpsr & PSR_T) != 0 ? 1 : 0);
}

/* From a jump to a fixed address. */
static void return_to_lr(struct tcb *tcb)
{
    glue_frame_set_ip(tcb, tcb->frame.lr);
}

void arm_irq(struct glue_frame *frame)
{
    arm_enter(frame);
    plat_irq_entry();
}

/* ---- exceptions as messages ---- */

unsigned glue_exception_words(const struct tcb *tcb)
{
    return tcb->frame.what == ABI_EXC_CALL ? ABI_CALL_WORDS : ABI_EXC_WORDS;
}

static word_t call_word(const struct tcb *tcb, unsigned i)
{
    switch (i) {
    case CALL_IP:
        return glue_frame_ip(tcb);
    case CALL_SP:
        return tcb->frame.sp;
    case CALL_LR:
        return tcb->frame.lr;
    case CALL_INSN:
        return tcb->frame.exc_error;
    case CALL_FLAGS:
        return glue_frame_flags(tcb);
    default:
        return tcb->frame.r[i - CALL_R0];
    }
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    if (tcb->frame.what == ABI_EXC_CALL)
        return call_word(tcb, i);
    switch (i) {
    case MSG_IP:
        return glue_frame_ip(tcb);
    case MSG_SP:
        return tcb->frame.sp;
    case MSG_FLAGS:
        return glue_frame_flags(tcb);
    case MSG_NUMBER:
        return tcb->frame.what;
    case MSG_ERROR:
        return tcb->frame.exc_error;
    default:
        return tcb->local_id;
    }
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    bool call = tcb->frame.what == ABI_EXC_CALL;

    if (i == MSG_IP)
        glue_frame_set_ip(tcb, value);
    else if (i == (call ? CALL_FLAGS : MSG_FLAGS))
        glue_frame_set_flags(tcb, value);
    else if (i == (call ? CALL_SP : MSG_SP))
        tcb->frame.sp = value;
    else if (call && i == CALL_LR)
        tcb->frame.lr = value;
    else if (call && i >= CALL_R0 && i <= CALL_R7)
        tcb->frame.r[i - CALL_R0] = value;
}

static void exception(struct tcb *self, word_t number, word_t error)
{
    self->frame.what = number;
    self->frame.exc_error = error;
    fault_exception(self);
}

/* ---- the fixed addresses ---- */

/* False: no character yet. The thread then jumps again, so others run and interrupts come meanwhile. */
static bool read_char(struct tcb *self, bool wait)
{
    int c = CONFIG_KDB_TRAPS ? plat_console_getc() : -1;

    if (c < 0 && wait && CONFIG_KDB_TRAPS)
        return false;
    self->frame.r[0] = c < 0 ? WORD_MAX : (word_t)(signed char)c;
    return true;
}

/* A jump to one of the traps; false: nothing is there. */
static bool trap(struct tcb *self, word_t address)
{
    struct glue_frame *f = &self->frame;

    switch (address) {
    case ABI_TRAP_PUTC:
        if (CONFIG_KDB_TRAPS)
            plat_console_putc((char)f->r[0]);
        break;
    case ABI_TRAP_GETC_WAIT:
    case ABI_TRAP_GETC:
        if (!read_char(self, address == ABI_TRAP_GETC_WAIT))
            return true;
        break;
    case ABI_TRAP_DEBUGGER:
        return_to_lr(self);
        debug_enter(self, "");
        return true;
    case ABI_TRAP_KERNEL_INTERFACE:
        f->r[0] = fpage_base(self->space->kip_area);
        f->r[1] = kip.api_version;
        f->r[2] = kip.api_flags;
        f->r[3] = KIP_KERNEL_ID;
        break;
    default:
        return false;
    }
    return_to_lr(self);
    return true;
}

/* ---- aborts ---- */

static unsigned fault_status(word_t fsr)
{
    return (unsigned)((fsr & 0xf) | (fsr >> 6 & 0x10));
}

static bool is_page_fault(unsigned fs)
{
    switch (fs) {
    case FS_ACCESS_FLAG_1:
    case FS_ACCESS_FLAG_2:
    case FS_TRANSLATION_1:
    case FS_TRANSLATION_2:
    case FS_DOMAIN_1:
    case FS_DOMAIN_2:
    case FS_PERMISSION_1:
    case FS_PERMISSION_2:
        return true;
    default:
        return false;
    }
}

void arm_prefetch_abort(struct glue_frame *frame)
{
    struct tcb *self = arm_enter(frame);
    unsigned fs = fault_status(arm_read_ifsr());
    word_t pc = frame->pc;

    if (pc >= ABI_TRAP_FIRST) {
        if (!trap(self, pc))
            exception(self, ABI_EXC_PREFETCH + fs, pc);
    } else if (is_page_fault(fs)) {
        if (!arm_fault_recorded(&self->space->arch, pc, false))
            fault_page(self, pc, FPAGE_X, pc);
    } else {
        exception(self, fs == FS_DEBUG ? ABI_EXC_BKPT : ABI_EXC_PREFETCH + fs, pc);
    }
}

void arm_data_abort(struct glue_frame *frame)
{
    struct tcb *self = arm_enter(frame);
    word_t dfsr = arm_read_dfsr();
    word_t address = arm_read_dfar();
    unsigned fs = fault_status(dfsr);
    bool write = (dfsr & DFSR_WNR) != 0;

    if (!is_page_fault(fs))
        exception(self, ABI_EXC_DATA + fs, address);
    else if (!arm_fault_recorded(&self->space->arch, address, write))
        fault_page(self, address, write ? FPAGE_W : FPAGE_R, frame->pc);
}

/* Also the first use of the floating-point unit, which is off then. lr of the mode was the address behind the (first) halfword in
 * Thumb state, behind the word in ARM state [ARM DDI 0406C.d, B1.8.3 "Overview of exception entry"]. */
void arm_undefined(struct glue_frame *frame)
{
    struct tcb *self = arm_enter(frame);
    bool thumb = (frame->cpsr & PSR_T) != 0;
    word_t insn;

    frame->pc -= thumb ? 2 : 4;
    insn = arm_user_insn(self);
    if (arm_fpu_present() && !arm_fpu_is_on() && arm_insn_is_fpu(insn, thumb))
        fault_fpu(self);
    else
        exception(self, ABI_EXC_UNDEFINED, insn);
}

void arm_trap_kernel(const struct glue_frame *frame)
{
    word_t offset;
    const char *name = debug_symbol(frame->pc, &offset);

    panic(
        "trap in the kernel at %lx (%s+0x%lx), cpsr %lx, data abort %lx at %lx, prefetch abort %lx",
        frame->pc, name, offset, frame->cpsr, arm_read_dfsr(), arm_read_dfar(), arm_read_ifsr());
}
