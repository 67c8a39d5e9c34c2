/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors (750, 7400): segment registers, hashed page table, BATs. Exceptions start with translation off.
 */
#pragma once

#define PPC_MSR_KERNEL 0x00001032 /* ME IR DR RI */
#define PPC_MSR_USER   0x0000d032 /* EE PR ME IR DR RI */
#define PPC_FLAGS_USER 0x00000f00 /* FE0 SE BE FE1 */

/*
 * A tag is what segment register 0 holds: key, flag, and VSID. The number is the upper 20 bits of the space's VSIDs, the segment's
 * number the lower four. Number 0 is the kernel's.
 *
 * Most spaces use the first segment and the one where root tasks have their UTCBs, no other. A space's tag gets SEG_WIDE
 * with its first access elsewhere; until then the other segments are the kernel's, which have nothing for users, and a
 * switch between two such spaces loads two registers instead of twelve.
 */
#define PPC_TAG_FIRST 1
#define PPC_TAG_LAST  0xfffff
#define SEG_KEYS      0x20000000 /* Kp: users are bound by PP */
#define SEG_WIDE      0x40000000 /* Ks, which binds the kernel by PP: it accesses no user segment */
#define SEG_SECOND    11
#define SEG_USER_LAST 11

/* Physical memory below is the kernel's: vectors, and the hash table. */
#define PPC_LOW_END   0x00100000
#define PPC_VECTORS   0x00003000
#define PPC_HASH      0x00080000
#define PPC_HASH_SIZE 0x00080000
#define PPC_HASH_MASK 0x7 /* of SDR1, for this size */

#define SPR_SDR1  25
#define SPR_IBAT0 528 /* upper and lower, four of them */
#define SPR_DBAT0 536

#define BAT_256M   0x1ffc
#define BAT_16M    0x01fc
#define BAT_VS     0x0002 /* valid for the supervisor */
#define BAT_RW     0x0002
#define BAT_DEVICE 0x0028 /* I G */

#define DSISR_STORE   0x02000000
#define DSISR_REFUSED 0x04000000 /* lwarx and the like on memory that is not cached so */

#define PPC_READ_TBU(reg) mftbu reg
#define PPC_READ_TBL(reg) mftb reg

/* Frame cause: an instruction of a unit that this processor does not have. */
#define PPC_CAUSE_NO_UNIT 0x801

#ifndef __ASSEMBLER__
#include <arch/layout.h>
#include <arch/regs.h>
#include <kernel/bits.h>

#define ARCH_PAGE_SIZES      (BIT(12) | BIT(22))
#define ARCH_PAGE_RIGHTS     6u /* r and w; x goes with r */
#define ARCH_PAGE_INFO_IMAGE (ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS)

#define PPC_TIMEBASE_HIGH()                                                                        \
    ({                                                                                             \
        word_t ppc_tb;                                                                             \
        __asm__ volatile("mftbu %0" : "=r"(ppc_tb) : : "memory");                                  \
        ppc_tb;                                                                                    \
    })
#define PPC_TIMEBASE_LOW()                                                                         \
    ({                                                                                             \
        word_t ppc_tb;                                                                             \
        __asm__ volatile("mftb %0" : "=r"(ppc_tb) : : "memory");                                   \
        ppc_tb;                                                                                    \
    })

static inline bool ppc_data_is_refused(word_t status)
{
    return (status & DSISR_REFUSED) != 0;
}

static inline bool ppc_data_is_store(word_t status)
{
    return (status & DSISR_STORE) != 0;
}

/* SRR1 as it is. */
static inline word_t ppc_error_code(word_t status)
{
    return status;
}

/* Entry code runs with translation off. */
static inline void ppc_set_current(void *tcb)
{
    ppc_mtspr(SPR_SPRG1, (word_t)tcb - ARCH_DIRECT_BASE);
}

static inline word_t ppc_tag_make(word_t number)
{
    return SEG_KEYS | number << 4;
}

static inline word_t ppc_tag_current(void)
{
    word_t sr;

    __asm__ volatile("mfsr %0, 0" : "=r"(sr));
    return sr;
}

/* Segments 1 .. 10. */
void ppc_segments_load(word_t tag);

/* The kernel itself lies under BATs, which go before segments; the exit to the user synchronizes
 * [PowerPC Microprocessor Family: The Programming Environments, 2.3.18 "Synchronization Requirements for Special Registers
 * and for Lookaside Buffers"]. */
static inline void ppc_tag_load(word_t tag)
{
    if (((tag | ppc_tag_current()) & SEG_WIDE) != 0)
        ppc_segments_load((tag & SEG_WIDE) != 0 ? tag : SEG_KEYS);
    __asm__ volatile("mtsr 0, %0; mtsr %1, %2"
                     :
                     : "r"(tag), "i"(SEG_SECOND), "r"(tag + SEG_SECOND)
                     : "memory");
}

/* fpu.S */
void ppc_fp_save(uint64_t fpr[32], uint64_t *fpscr);
void ppc_fp_load(const uint64_t fpr[32], const uint64_t *fpscr);
void ppc_vec_save(uint32_t vr[32][4], uint32_t vscr[4]);
void ppc_vec_load(uint32_t vr[32][4], const uint32_t vscr[4]);

/* The sets are {}, {r,x}, {r,w,x}. */
static inline unsigned arch_rights_ceil(unsigned rwx)
{
    if ((rwx & 2u) != 0)
        return 7;
    return rwx != 0 ? 5 : 0;
}

static inline unsigned arch_rights_floor(unsigned rwx)
{
    if ((rwx & 4u) == 0)
        return 0;
    return (rwx & 2u) != 0 ? 7 : 5;
}
#endif
