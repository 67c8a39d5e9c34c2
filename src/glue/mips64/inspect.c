/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Looking at user instructions, the debugger's operations, and bus errors in the kernel.
 */
#include <arch/cpu.h>
#include <config.h>
#include <glue/abi.h>
#include <glue/entry.h>
#include <hal/debug.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/fpage.h>
#include <kernel/sched.h>
#include <kernel/space.h>

#define MESSAGE_MAX 128u

/* Kernel's view of user byte `va`; NULL if it is not mapped. */
static const void *user_at(struct tcb *self, word_t va)
{
    struct arch_mapping m;

    if (va >= ARCH_USER_END || !arch_pt_lookup(&self->space->arch, va, va + 1, &m))
        return NULL;
    if (m.pa >= ARCH_DIRECT_END)
        return NULL;
    return arch_user_window(0, m.pa + (va - m.va), va, m.attr);
}

bool mips_user_insn(struct tcb *self, word_t va, uint32_t *insn)
{
    const uint32_t *at = (va & 3) == 0 ? user_at(self, va) : NULL;

    if (at == NULL)
        return false;
    *insn = *at;
    return true;
}

/* ---- debugger ---- */

static void enter(struct tcb *self, word_t va)
{
    char message[MESSAGE_MAX];
    unsigned n = 0;

    for (; n < MESSAGE_MAX - 1; n++) {
        const char *c = user_at(self, va + n);

        if (c == NULL || *c == '\0')
            break;
        message[n] = *c;
    }
    message[n] = '\0';
    debug_enter(self, message);
}

/* A thread that waits for a character repeats its trap; others of its priority run between. */
static bool read_char(struct glue_frame *f, bool wait)
{
    int c = CONFIG_KDB_TRAPS ? plat_console_getc() : -1;

    if (c < 0 && wait && CONFIG_KDB_TRAPS) {
        sched_yield(this_cpu());
        return false;
    }
    f->r[2] = c < 0 ? WORD_MAX : (word_t)c & 0xff;
    return true;
}

bool mips_debug_trap(struct tcb *self, struct glue_frame *f)
{
    uint32_t insn;

    if ((f->cause & CAUSE_BD) != 0 || !mips_user_insn(self, f->epc, &insn) ||
        insn != ABI_BREAK_INSN)
        return false;
    switch ((long)f->r[1]) {
    case ABI_KDB_PUTC:
        if (CONFIG_KDB_TRAPS)
            plat_console_putc((char)f->r[4]);
        break;
    case ABI_KDB_GETC:
    case ABI_KDB_GETC_NOWAIT:
        if (!read_char(f, (long)f->r[1] == ABI_KDB_GETC))
            return true;
        break;
    case ABI_KDB_ENTER:
        enter(self, f->r[2]);
        break;
    default:
        return false;
    }
    f->epc += 4;
    return true;
}

/* ---- bus errors in the kernel ---- */

#define OPCODE(insn) ((insn) >> 26)
#define RS(insn)     ((insn) >> 21 & 31)
#define RT(insn)     ((insn) >> 16 & 31)

/* Is the branch at f->epc taken? Branch-likely forms count as their plain ones: in their delay slot they were. False in
 * *known: no branch. */
static bool branch_taken(const struct glue_frame *f, uint32_t insn, bool *known)
{
    long rs = (long)f->r[RS(insn)];
    long rt = RT(insn) == 0 ? 0 : (long)f->r[RT(insn)];

    if (RS(insn) == 0)
        rs = 0;
    *known = true;
    switch (OPCODE(insn)) {
    case 0x01: /* bltz, bgez and their linking and likely forms */
        return (RT(insn) & 1) != 0 ? rs >= 0 : rs < 0;
    case 0x04:
    case 0x14:
        return rs == rt;
    case 0x05:
    case 0x15:
        return rs != rt;
    case 0x06:
    case 0x16:
        return rs <= 0;
    case 0x07:
    case 0x17:
        return rs > 0;
    default:
        *known = false;
        return false;
    }
}

bool mips_skip_bus_error(struct glue_frame *f)
{
    const uint32_t *at = (const uint32_t *)f->epc;
    uint32_t insn = at[0];
    word_t next = f->epc + 4;
    bool known;

    if ((f->cause & CAUSE_BD) != 0) {
        uint32_t branch = insn;

        insn = at[1];
        next = f->epc + 8;
        if (branch_taken(f, branch, &known))
            next = f->epc + 4 + (word_t)((long)(int16_t)branch * 4);
        if (!known && OPCODE(branch) == 0 && (branch & 0x3e) == 0x08) /* jr, jalr */
            next = f->r[RS(branch)];
        else if (!known && (OPCODE(branch) & 0x3e) == 0x02) /* j, jal */
            next = ((f->epc + 4) & ~(word_t)0x0fffffff) | (branch & 0x03ffffff) << 2;
        else if (!known)
            return false;
    }
    /* Loads: lb lh lwl lw lbu lhu lwr lwu, ldl ldr, ld. */
    if ((OPCODE(insn) & 0x38) == 0x20 || (OPCODE(insn) & 0x3e) == 0x1a || OPCODE(insn) == 0x37)
        f->r[RT(insn)] = WORD_MAX;
    f->epc = next;
    return true;
}
