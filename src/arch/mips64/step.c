/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Stepping over an instruction of the kernel that met a bus error.
 */
#include <arch/cpu.h>

#define OPCODE(insn) ((insn) >> 26)
#define RS(insn)     ((insn) >> 21 & 31)
#define RT(insn)     ((insn) >> 16 & 31)

/* Is the branch in `insn` taken? Branch-likely forms count as their plain ones: in their delay slot they were. False in
 * *known: no branch. */
static bool branch_taken(const word_t *r, uint32_t insn, bool *known)
{
    long rs = (long)r[MIPS_REG(RS(insn))];
    long rt = RT(insn) == 0 ? 0 : (long)r[MIPS_REG(RT(insn))];

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

bool mips_step_over(word_t *r, word_t *pc, bool delayed)
{
    const uint32_t *at = (const uint32_t *)*pc;
    uint32_t insn = at[0];
    word_t next = *pc + 4;
    bool known;

    if (delayed) {
        uint32_t branch = insn;

        insn = at[1];
        next = *pc + 8;
        if (branch_taken(r, branch, &known))
            next = *pc + 4 + (word_t)((long)(int16_t)branch * 4);
        if (!known && OPCODE(branch) == 0 && (branch & 0x3e) == 0x08) /* jr, jalr */
            next = r[MIPS_REG(RS(branch))];
        else if (!known && (OPCODE(branch) & 0x3e) == 0x02) /* j, jal */
            next = ((*pc + 4) & ~(word_t)0x0fffffff) | (branch & 0x03ffffff) << 2;
        else if (!known)
            return false;
    }
    /* Loads: lb lh lwl lw lbu lhu lwr lwu, ldl ldr, ld. */
    if ((OPCODE(insn) & 0x38) == 0x20 || (OPCODE(insn) & 0x3e) == 0x1a || OPCODE(insn) == 0x37)
        r[MIPS_REG(RT(insn))] = WORD_MAX;
    *pc = next;
    return true;
}
