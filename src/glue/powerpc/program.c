/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Program exceptions: the way to the kernel interface page, debugger traps, and reads of counters that existing programs
 * execute and not every processor has (abi-powerpc 2, 5, 6).
 */
#include <arch/regs.h>
#include <config.h>
#include <glue/abi.h>
#include <glue/powerpc.h>
#include <hal/cpu.h>
#include <hal/debug.h>
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/fpage.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>

#define MESSAGE_MAX 128u

#define INSN_TRAP  0x7fe00008u
#define INSN_TLBIA 0x7c0002e4u
#define INSN_MFSPR 0x7c0002a6u
#define INSN_MFTB  0x7c0002e6u
#define MFSPR_MASK 0xfc0007ffu
#define OPCODE(w)  ((w) >> 26)
#define OPCODE_B   18u

bool ppc_user_read(struct space *space, word_t va, word_t *word)
{
    struct arch_mapping m;
    word_t page = align_down(va, ARCH_PAGE_MIN);

    if (va >= ARCH_USER_END || !arch_pt_lookup(&space->arch, page, page + BIT(ARCH_PAGE_MIN), &m))
        return false;
    *word = *(const word_t *)arch_window(0, m.pa + (va - m.va), m.attr);
    return true;
}

static void kernel_interface(struct tcb *self)
{
    struct glue_frame *f = &self->frame;

    f->gpr[GPR(3)] = fpage_base(self->space->kip_area);
    f->gpr[GPR(4)] = kip.api_version;
    f->gpr[GPR(5)] = kip.api_flags;
    f->gpr[GPR(6)] = KIP_KERNEL_ID;
    f->ip += 4;
}

/* The text lies behind a branch that follows the trap. */
static void enter_debugger(struct tcb *self)
{
    char message[MESSAGE_MAX + 4];
    word_t at = self->frame.ip + 8;
    word_t word = 0;
    unsigned n = 0;

    if (ppc_user_read(self->space, self->frame.ip + 4, &word) && OPCODE(word) == OPCODE_B) {
        while (n < MESSAGE_MAX && ppc_user_read(self->space, at + n, &word)) {
            for (int shift = 24; shift >= 0; shift -= 8)
                message[n++] = (char)(word >> shift);
            if (((word - 0x01010101u) & ~word & 0x80808080u) != 0)
                break;
        }
    }
    message[MIN(n, MESSAGE_MAX - 1)] = '\0';
    debug_enter(self, message);
}

/* False: a trap of the program's own. */
static bool debugger_trap(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    int c;

    switch (f->gpr[GPR(0)]) {
    case ABI_KDB_ENTER:
        enter_debugger(self);
        break;
    case ABI_KDB_PUTC:
        if (CONFIG_KDB_TRAPS)
            plat_console_putc((char)f->gpr[GPR(3)]);
        break;
    case ABI_KDB_GETC:
        c = CONFIG_KDB_TRAPS ? plat_console_getc() : -1;
        if (c < 0 && CONFIG_KDB_TRAPS) {
            /* The trap is executed again when the others have run. */
            sched_yield(this_cpu());
            return true;
        }
        f->gpr[GPR(3)] = (word_t)c;
        break;
    default:
        return false;
    }
    f->ip += 4;
    return true;
}

/* Time base and performance counters; the latter are those of the processor, or run with the time base. */
static bool counter_read(struct tcb *self, word_t insn)
{
    word_t spr = (insn >> 16 & 0x1f) | (insn >> 6 & 0x3e0);
    uint64_t now = arch_cycles();

    if (spr != SPR_TBL && spr != SPR_TBU && spr != SPR_UPMC1 && spr != SPR_UPMC2)
        return false;
    self->frame.gpr[GPR(insn >> 21 & 31)] = (word_t)(spr == SPR_TBU ? now >> 32 : now);
    self->frame.ip += 4;
    return true;
}

bool ppc_program(struct tcb *self)
{
    word_t insn;

    if (!ppc_user_read(self->space, self->frame.ip, &insn))
        return false;
    if (insn == INSN_TLBIA) {
        kernel_interface(self);
        return true;
    }
    if (insn == INSN_TRAP)
        return debugger_trap(self);
    if ((insn & MFSPR_MASK) == INSN_MFSPR || (insn & MFSPR_MASK) == INSN_MFTB)
        return counter_read(self, insn);
    return false;
}
