/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Coprocessor 0 of MIPS64 processors: registers, their fields, and access [MIPS64 Architecture For Programmers, vol. III,
 * MD00091 rev. 2.50, 8 "Coprocessor 0 Registers"].
 */
#pragma once

/* Register numbers, for assembly and for the macros below. */
#define C0_INDEX    $0
#define C0_ENTRYLO0 $2
#define C0_ENTRYLO1 $3
#define C0_PAGEMASK $5
#define C0_WIRED    $6
#define C0_BADVADDR $8
#define C0_COUNT    $9
#define C0_ENTRYHI  $10
#define C0_COMPARE  $11
#define C0_STATUS   $12
#define C0_CAUSE    $13
#define C0_EPC      $14
#define C0_CONFIG   $16
#define C0_ERROREPC $30

#define ST_IE      0x00000001
#define ST_EXL     0x00000002
#define ST_ERL     0x00000004
#define ST_USER    0x00000010
#define ST_KSU     0x00000018
#define ST_UX      0x00000020
#define ST_SX      0x00000040
#define ST_KX      0x00000080
#define ST_IM      0x0000ff00
#define ST_IM_BIT  8
#define ST_BEV     0x00400000
#define ST_FR      0x04000000
#define ST_CU1     0x20000000
#define ST_VISIBLE 0xff800020 /* what FLAGS shows (abi-mips64 5) */

#define CAUSE_BD       0x80000000
#define CAUSE_IV       0x00800000
#define CAUSE_CE_SHIFT 28
#define CAUSE_IP_BIT   8
#define CAUSE_CODE(c)  ((unsigned)((c) >> 2) & 0x1f)

#define EXC_INT  0
#define EXC_MOD  1
#define EXC_TLBL 2
#define EXC_TLBS 3
#define EXC_ADEL 4
#define EXC_ADES 5
#define EXC_IBE  6
#define EXC_DBE  7
#define EXC_SYS  8
#define EXC_BP   9
#define EXC_RI   10
#define EXC_CPU  11

#define CONFIG_K0       0x7
#define CONFIG_AR_SHIFT 10 /* 0: Release 1 */
#define CONFIG_M        0x80000000
#define CONFIG1_FP      0x1

#define ENTRYLO_V 0x2
#define ENTRYLO_D 0x4
#define ENTRYLO_G 0x1

/* Cache codes that all cores have. */
#define CCA_UNCACHED 2
#define CCA_CACHED   3

#define IRQ_TIMER 7 /* interrupt bit of Count and Compare */

/*
 * Execution hazards. Release 1 counts cycles, Release 2 has EHB, which is a no-op on Release 1 [same volume, 7 "CP0
 * Hazards"]: both are satisfied.
 */
#define MIPS_HAZARD ".set push; .set noreorder; sll $0, $0, 3; nop; nop; nop; nop; .set pop\n"

#ifndef __ASSEMBLER__

#include <kernel/types.h>

#define MIPS_STR_(x) #x
#define MIPS_STR(x)  MIPS_STR_(x)

/* 32-bit and 64-bit registers; `sel` is the select field. */
#define MIPS_READ32(reg, sel)                                                                      \
    __extension__({                                                                                \
        uint32_t v_;                                                                               \
        __asm__ volatile("mfc0 %0, " MIPS_STR(reg) ", " #sel : "=r"(v_));                          \
        v_;                                                                                        \
    })
#define MIPS_WRITE32(reg, sel, value)                                                              \
    __asm__ volatile("mtc0 %0, " MIPS_STR(reg) ", " #sel "\n" MIPS_HAZARD                          \
                     :                                                                             \
                     : "r"((uint32_t)(value))                                                      \
                     : "memory")
#define MIPS_READ64(reg)                                                                           \
    __extension__({                                                                                \
        uint64_t v_;                                                                               \
        __asm__ volatile("dmfc0 %0, " MIPS_STR(reg) : "=r"(v_));                                   \
        v_;                                                                                        \
    })
#define MIPS_WRITE64(reg, value)                                                                   \
    __asm__ volatile("dmtc0 %0, " MIPS_STR(reg) "\n" MIPS_HAZARD                                   \
                     :                                                                             \
                     : "r"((uint64_t)(value))                                                      \
                     : "memory")

#endif
