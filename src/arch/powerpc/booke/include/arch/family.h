/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E (e500v2): software-loaded TLBs, process ID register as tag of address spaces.
 */
#pragma once

/* MSR of the kernel and of users. Translation is always on; all is in address space 0. */
#define PPC_MSR_KERNEL 0x00001000 /* ME */
#define PPC_MSR_USER   0x0000d000 /* EE PR ME */
/* FLAGS that users can set and that change something here. */
#define PPC_FLAGS_USER 0x00000900 /* FE0 FE1 */

/* No memory at physical 0 is the kernel's. */
#define PPC_LOW_END 0

#define PPC_TAG_FIRST 1
#define PPC_TAG_LAST  255

/* A word names memory only; devices lie above 4 GB. So the words of one part of the physical address space, where no memory
 * is used, stand for addresses there: 0xaxxxxxxx for 0xf_exxxxxxx. Pages of it are never cached. */
#define PPC_ALIAS       0xa
#define PPC_ALIAS_RPN   0xe
#define PPC_ALIAS_UPPER 0xf

#define SPR_PID0    48
#define SPR_CSRR0   58
#define SPR_CSRR1   59
#define SPR_DEAR    61
#define SPR_ESR     62
#define SPR_IVPR    63
#define SPR_DBSR    304
#define SPR_DBCR0   308
#define SPR_TSR     336
#define SPR_TCR     340
#define SPR_IVOR0   400
#define SPR_IVOR32  528
#define SPR_SPEFSCR 512
#define SPR_MCSRR0  570
#define SPR_MCSRR1  571
#define SPR_MAS0    624
#define SPR_MAS1    625
#define SPR_MAS2    626
#define SPR_MAS3    627
#define SPR_MAS4    628
#define SPR_MAS6    630
#define SPR_PID1    633
#define SPR_PID2    634
#define SPR_TLB1CFG 689
#define SPR_MAS7    944
#define SPR_HID0    1008
#define SPR_MMUCSR0 1012

#define ESR_PIL  0x08000000
#define ESR_PPR  0x04000000
#define ESR_PTR  0x02000000
#define ESR_FP   0x01000000
#define ESR_ST   0x00800000
#define ESR_DLK0 0x00200000
#define ESR_DLK1 0x00100000
#define ESR_BO   0x00020000

#define MAS0_TLB1       0x10000000
#define MAS1_V          0x80000000
#define MAS1_IPROT      0x40000000
#define MAS1_TSIZE(log) ((((log)-10) / 2) << 8)
#define MAS2_W          0x10
#define MAS2_I          0x08
#define MAS2_G          0x02
#define MAS3_KERNEL     0x15 /* SX SW SR */
#define MAS3_STUBS      0x33 /* UX SX UR SR */
#define MMUCSR0_TLB0_FI 0x04

/* How stubs read the time base. */
#define PPC_READ_TBU(reg) mfspr reg, SPR_TBU
#define PPC_READ_TBL(reg) mfspr reg, SPR_TBL

/* Frame cause: an instruction of a unit that this processor does not have. */
#define PPC_CAUSE_NO_UNIT 0x801

#ifndef __ASSEMBLER__
#include <arch/regs.h>
#include <kernel/bits.h>

#define ARCH_PAGE_SIZES      (BIT(12) | BIT(22))
#define ARCH_PAGE_RIGHTS     7u
#define ARCH_PAGE_INFO_IMAGE (ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS)

/* The e500 has no mftb [e500 core reference manual, 2.6.1 "Time base"]. */
#define PPC_TIMEBASE_HIGH() ppc_mfspr(SPR_TBU)
#define PPC_TIMEBASE_LOW()  ppc_mfspr(SPR_TBL)

/* A data storage exception whose reason is no translation: cache locking, byte order. */
static inline bool ppc_data_is_refused(word_t status)
{
    return (status & (ESR_DLK0 | ESR_DLK1 | ESR_BO)) != 0;
}

static inline bool ppc_data_is_store(word_t status)
{
    return (status & ESR_ST) != 0;
}

/* The cause of an exception where SRR1 of classic processors has it. */
static inline word_t ppc_error_code(word_t status)
{
    return ((status & ESR_PTR) != 0 ? 0x00020000u : 0) |
           ((status & ESR_PPR) != 0 ? 0x00040000u : 0) |
           ((status & ESR_PIL) != 0 ? 0x00080000u : 0) | ((status & ESR_FP) != 0 ? 0x00100000u : 0);
}

static inline void ppc_set_current(void *tcb)
{
    ppc_mtspr(SPR_SPRG1, tcb);
}

/* A tag is a PID. */
static inline word_t ppc_tag_make(word_t number)
{
    return number;
}

static inline word_t ppc_tag_current(void)
{
    return ppc_mfspr(SPR_PID0);
}

/* The kernel's translations match every PID; the exit to the user synchronizes [EREF 2.0, 2.4 "Synchronization Requirements
 * for System Registers"]. */
static inline void ppc_tag_load(word_t tag)
{
    ppc_mtspr(SPR_PID0, tag);
}

/* spe.S */
void ppc_spe_save(uint64_t gpr[32], uint64_t *acc);
void ppc_spe_load(const uint64_t gpr[32], const uint64_t *acc);

/* Read, write and execute are independent. */
static inline unsigned arch_rights_ceil(unsigned rwx)
{
    return rwx & 7;
}

static inline unsigned arch_rights_floor(unsigned rwx)
{
    return rwx & 7;
}
#endif
