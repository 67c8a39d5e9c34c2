/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Looking at user instructions, and the debugger's operations.
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
