/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Processor modes, status bits and system control registers [ARM DDI 0406C.d, B4.1 "VMSA System control registers
 * descriptions, in register order"]. The numbers are usable from assembly.
 */
#pragma once

#define PSR_MODE_USER 0x10
#define PSR_MODE_SVC  0x13
#define PSR_MODE_HYP  0x1a
#define PSR_MODE_MASK 0x1f
#define PSR_T         0x00000020
#define PSR_F         0x00000040
#define PSR_I         0x00000080
#define PSR_IT        0x0600fc00 /* position in a Thumb IT block */
#define PSR_FLAGS     0xf80f0000 /* N Z C V Q, GE */

#define SCTLR_M   0x00000001
#define SCTLR_A   0x00000002
#define SCTLR_C   0x00000004
#define SCTLR_Z   0x00000800
#define SCTLR_I   0x00001000
#define SCTLR_V   0x00002000
#define SCTLR_HA  0x00020000
#define SCTLR_WXN 0x00180000 /* WXN and UWXN */
#define SCTLR_VE  0x01000000
#define SCTLR_EE  0x02000000
#define SCTLR_TRE 0x10000000
#define SCTLR_AFE 0x20000000
#define SCTLR_TE  0x40000000

#define SCTLR_SET (SCTLR_M | SCTLR_C | SCTLR_Z | SCTLR_I | SCTLR_AFE)
#define SCTLR_CLEAR                                                                                \
    (SCTLR_A | SCTLR_V | SCTLR_HA | SCTLR_WXN | SCTLR_VE | SCTLR_EE | SCTLR_TRE | SCTLR_TE)

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/* One pair of accessors per register: read, write. */
#define ARM_CP15_READ(name, n, op1, m, op2)                                                        \
    static inline word_t arm_read_##name(void)                                                     \
    {                                                                                              \
        word_t v;                                                                                  \
        __asm__ volatile("mrc p15, " #op1 ", %0, c" #n ", c" #m ", " #op2 : "=r"(v));              \
        return v;                                                                                  \
    }
#define ARM_CP15_WRITE(name, n, op1, m, op2)                                                       \
    static inline void arm_write_##name(word_t v)                                                  \
    {                                                                                              \
        __asm__ volatile("mcr p15, " #op1 ", %0, c" #n ", c" #m ", " #op2 : : "r"(v) : "memory");  \
    }

ARM_CP15_READ(midr, 0, 0, 0, 0)
ARM_CP15_READ(ctr, 0, 0, 0, 1)
ARM_CP15_READ(mmfr3, 0, 0, 1, 7)
ARM_CP15_READ(ccsidr, 0, 1, 0, 0)
ARM_CP15_READ(clidr, 0, 1, 0, 1)
ARM_CP15_WRITE(csselr, 0, 2, 0, 0)
ARM_CP15_READ(cpacr, 1, 0, 0, 2)
ARM_CP15_WRITE(cpacr, 1, 0, 0, 2)
ARM_CP15_READ(ttbr0, 2, 0, 0, 0)
ARM_CP15_WRITE(ttbr0, 2, 0, 0, 0)
ARM_CP15_READ(dfsr, 5, 0, 0, 0)
ARM_CP15_READ(ifsr, 5, 0, 0, 1)
ARM_CP15_READ(dfar, 6, 0, 0, 0)
ARM_CP15_WRITE(iciallu, 7, 0, 5, 0)   /* instruction caches, to the point of unification */
ARM_CP15_WRITE(bpiall, 7, 0, 5, 6)    /* branch predictors */
ARM_CP15_WRITE(dccmvau, 7, 0, 11, 1)  /* clean a line to the point of unification */
ARM_CP15_WRITE(dccimvac, 7, 0, 14, 1) /* clean and invalidate a line to the point of coherency */
ARM_CP15_WRITE(dccisw, 7, 0, 14, 2)   /* the same by set and way */
ARM_CP15_WRITE(tlbiall, 8, 0, 7, 0)
ARM_CP15_WRITE(tlbimva, 8, 0, 7, 1)  /* address and ASID */
ARM_CP15_WRITE(tlbimvaa, 8, 0, 7, 3) /* address, all ASIDs */
ARM_CP15_WRITE(pmcr, 9, 0, 12, 0)
ARM_CP15_WRITE(pmcntenset, 9, 0, 12, 1)
ARM_CP15_READ(pmccntr, 9, 0, 13, 0)
ARM_CP15_WRITE(pmuserenr, 9, 0, 14, 0)
ARM_CP15_WRITE(contextidr, 13, 0, 0, 1)
ARM_CP15_WRITE(tpidrurw, 13, 0, 0, 2)
ARM_CP15_WRITE(tpidruro, 13, 0, 0, 3)
ARM_CP15_READ(tpidrprw, 13, 0, 0, 4)
ARM_CP15_WRITE(tpidrprw, 13, 0, 0, 4)

static inline void arm_dsb(void)
{
    __asm__ volatile("dsb" : : : "memory");
}

static inline void arm_isb(void)
{
    __asm__ volatile("isb" : : : "memory");
}

#endif
