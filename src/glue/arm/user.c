/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Looking at the instruction that trapped.
 */
#include <glue/arm.h>
#include <hal/mmu.h>
#include <kernel/fpage.h>
#include <kernel/space.h>

static bool user_halfword(struct space *space, word_t va, uint16_t *out)
{
    struct arch_mapping m;
    word_t end = align_down(va, ARCH_PAGE_MIN) + BIT(ARCH_PAGE_MIN);

    if (va >= ARCH_USER_END || !arch_pt_lookup(&space->arch, va, end, &m) || m.va > va)
        return false;
    *out = *(const uint16_t *)arch_window(0, m.pa + (va - m.va), m.attr);
    return true;
}

bool arm_user_code(struct space *space, word_t va, unsigned bytes, word_t *out)
{
    uint16_t low;
    uint16_t high = 0;

    if (!user_halfword(space, va, &low) || (bytes == 4 && !user_halfword(space, va + 2, &high)))
        return false;
    *out = low | (word_t)high << 16;
    return true;
}

/* A Thumb instruction of two halfwords is returned with the first one in the upper half, as manuals print it. */
word_t arm_user_insn(struct tcb *tcb)
{
    word_t insn = 0;
    word_t second = 0;

    if ((tcb->frame.cpsr & PSR_T) == 0) {
        arm_user_code(tcb->space, tcb->frame.pc, 4, &insn);
        return insn;
    }
    arm_user_code(tcb->space, tcb->frame.pc, 2, &insn);
    if (insn < 0xe800)
        return insn;
    arm_user_code(tcb->space, tcb->frame.pc + 2, 2, &second);
    return insn << 16 | second;
}

/* Coprocessors 10 and 11, Advanced SIMD data processing, element and structure transfers [ARM DDI 0406C.d, A7 "Advanced SIMD and
 * Floating-point Instruction Encoding"]. */
bool arm_insn_is_fpu(word_t insn, bool thumb)
{
    if (!thumb)
        return (insn >> 28 != 15 && (insn & 0x0c000e00) == 0x0c000a00) ||
               (insn & 0xfe000000) == 0xf2000000 || (insn & 0xff100000) == 0xf4000000;
    return (insn & 0xfc000e00) == 0xec000a00 || (insn & 0xef000000) == 0xef000000 ||
           (insn & 0xff100000) == 0xf9000000;
}
