/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The exception vectors: TLB refill, and the fast path of Ipc. Copied to the start of memory, so branches stay in here, jumps
 * lead to where the rest is linked [MD00091 2.50, 5.2.2 "Exception Vector Locations"].
 *
 * Registers 26 and 27 are free for use at every exception: user mode finds its UTCB in 26 when it goes on.
 *
 * The fast path does what ipc_fast (kernel/ipc_fast.h) does, with the waits and states of both threads left for sched_enter to
 * tidy up: struct cpu changes in `current` only. Status.EXL stays set, Status is not touched. Whatever is not the common case
 * goes to entry_ipc or entry_general with the registers as they came. Behind the labels fastpath_hit_* nothing can send the IPC to C
 * any more (docs/porting.md, "The fast path").
 *
 * Nothing of the sender's or the kernel's may stay in a register that the call leaves undefined (1, 4 to 15, 24, 25, 27):
 * each is last given 0, a constant or something of the receiver's own. The comments `own` tell where that is not plain.
 *
 * Cache lines of a call without words: this code (5), struct cpu with the thread table's directory, a leaf of that table, two
 * of each TCB, receiver's UTCB.
 */
#include <config.h>
#include <glue/regs.inc>

    .set    noreorder
    .set    noat

#define VECTORS_HIGH 0x8000 /* upper half of the address that this is copied to, CKSEG0 */

#define SELF $27
#define DEST $26

/* For delay slots: the first instruction of CHECK_GLOBAL. */
#define DIR_INDEX dsrl32 $8, $4, THREADS_LEAF_LOG2 - 3

/* SELF and the words pass; register 4 is a global ID: DEST is the thread, it waits for SELF or anyone, its priority permits and
 * its space's tag is valid and not SELF's, or it is of the same space (same_space). In: register 8 from DIR_INDEX. Out: 2 is the sender's ID, 12 the sender's EPC, 14 is 1, 15 the tag. */
    .macro  CHECK_GLOBAL
    andi    $8, $8, 8 * ((1 << THREADS_DIR_LOG2) - 1)
    ld      $12, THREADS_DIR($8)
    dsrl    $8, $4, 32 - 3
    andi    $8, $8, 8 * ((1 << THREADS_LEAF_LOG2) - 1)
    daddu   $12, $12, $8
    ld      DEST, 0($12)
    ld      $2, ID(SELF)
    ld      $11, ID(DEST)
    ld      $24, FAST_FROM(DEST)
    bne     $11, $4, slow
    lbu     $13, PRIO(DEST)
    beq     $24, $2, 1f
    daddiu  $25, $24, 1
    bnez    $25, slow                       /* not anythread */
1:  ld      $14, SWITCH_GATE
    ld      $15, ROOT(DEST)
    sltu    $1, $13, $14
    bnez    $1, slow
    ld      $14, ROOT(SELF)
    xor     $14, $14, $15                   /* 0: same space; beyond 255: stale, or waits in Lipc */
    daddiu  $14, $14, -1
    sltiu   $14, $14, 255
    beqz    $14, same_space
    dmfc0   $12, C0_EPC
    .endm

/* SELF's registers that the call preserves; 12 is where it goes on. Leaves SELF's values in 6. */
    .macro  SAVE
    mfhi    $6
    EACH    sd, SELF, OFS_TCB_R, 28, 29
    sd      $6, HI(SELF)
    mflo    $6
    EACH    sd, SELF, OFS_TCB_R, 30, 31
    sd      $6, LO(SELF)
    .endm

/* DEST's, and out. Cleans 6, 12 and 27. */
    .macro  RESTORE
    ld      $6, EPC(DEST)
    ld      $27, HI(DEST)
    ld      $12, LO(DEST)
    dmtc0   $6, C0_EPC
    mthi    $27
    mtlo    $12
    EACH    ld, DEST, OFS_TCB_R, 28, 29, 30, 31
    ld      $26, LOCAL_ID(DEST)
    eret
    .endm

/* SELF passes, register 4 is a local ID, 12 SELF's space and 8 the number of the UTCB: DEST is the thread. Then 14 and 15 are its
 * root and SELF's, 2 is SELF's ID. */
    .macro  CHECK_LOCAL slow
    ld      $9, OWNERS_MASK($12)
    ld      $12, OWNERS($12)
    and     $8, $8, $9
    dsll    $8, $8, 3
    daddu   $12, $12, $8
    ld      DEST, 0($12)
    ld      $2, ID(SELF)
    ld      $15, ROOT(SELF)
    ld      $8, LOCAL_ID(DEST)
    bne     $8, $4, \slow
    ld      $24, FAST_FROM(DEST)
    beq     DEST, SELF, \slow
    ld      $14, ROOT(DEST)
    .endm

/* DEST waits for SELF or anyone, its priority permits. Then 10 is the sender's EPC and, if this is a call, 5 DEST's
 * global ID; else 3 follows (FROM_ANY_LOCAL). Begins in a delay slot. */
    .macro  CHECK_LOCAL_WAIT slow
    lbu     $13, PRIO(DEST)
    beq     $24, $2, 1f
    daddiu  $25, $24, 1                     /* anythread */
    beqz    $25, 1f
    daddiu  $25, $24, 64                    /* anylocalthread */
    bnez    $25, \slow
1:  ld      $9, SWITCH_GATE
    sltu    $9, $13, $9
    bnez    $9, \slow
    dmfc0   $10, C0_EPC
    bne     $5, $4, 3f
    daddiu  $10, $10, 4
    ld      $5, ID(DEST)                    /* waits are for global IDs */
    sb      $1, WAITED_FOR(DEST)
    .endm

/* SELF waits for register 5; MR0 goes to DEST, whose UTCB is 12. */
    .macro  EXCHANGE_LOCAL
    sd      $10, EPC(SELF)
    sb      $1, STATE(SELF)
    sd      $5, FAST_FROM(SELF)
    sd      DEST, CURRENT
    ld      $12, UTCB(DEST)
    ld      $2, LOCAL_ID(SELF)
    sd      $3, MR(0, $12)
    .endm

/* Register 5 is not the partner: anythread or anylocalthread. */
    .macro  FROM_ANY_LOCAL any, slow
    daddiu  $7, $5, 1
    beqz    $7, \any
    daddiu  $7, $5, 64
    beqz    $7, \any
    nop
    b       \slow
    nop
    .endm

/* Words 9 and up from the UTCB at 27 to that at 12: `bytes` is 8 times their number and of `skipped` words more. A word is loaded before the one
 * above it is stored, so no load is waited for. Cleans 27; leaves the first words in 7 and 9. */
    .macro  COPY_WORDS bytes, skipped
    lui     $25, VECTORS_HIGH
    dsubu   $25, $25, \bytes
    daddiu  $25, $25, copy_end - mips_vectors + 8 * \skipped
    daddu   $31, $27, \bytes
    ld      $7, (8 * (ABI_MR0 + 8 - \skipped))($31)
    jalr    $31, $25
    move    $9, $7
    .endm

#if TS_RECV != 1
#error "register 14 holds 1"
#endif

    .section .text.vectors, "ax"
    .globl  mips_vectors, mips_vectors_end
    .balign 64
mips_vectors:
    /* 0x000: TLB refill in 32-bit mode; user mode always runs with UX set, so there is none. */
    j       entry_general
    nop

    /* 0x080: TLB refill. Loads the pair from the software TLB before it knows whether it is the right one: two registers are
     * enough then. 16 instructions, 6 loads. The load in the delay slot is one of the instructions that must lie between
     * MTC0 and TLBWR. */
    .org    mips_vectors + 0x80
    dmfc0   $27, C0_ENTRYHI                 /* address bits above 12, space */
    dsrl    $27, $27, 13 - STLB_SHIFT
    andi    $27, $27, STLB_INDEX_BITS
    ld      $26, MIPS_STLB + STLB_LO0($27)
    dmtc0   $26, C0_ENTRYLO0
    ld      $26, MIPS_STLB + STLB_LO1($27)
    dmtc0   $26, C0_ENTRYLO1
    ld      $26, MIPS_STLB + STLB_MASK($27)
    mtc0    $26, C0_PAGEMASK
    ld      $27, MIPS_STLB + STLB_TAG($27)
    dmfc0   $26, C0_ENTRYHI
    bne     $26, $27, general
    ld      $26, CURRENT
    tlbwr
    ld      $26, LOCAL_ID($26)
    eret
general:
    j       entry_general
    nop

    /* 0x100: cache error. */
    .org    mips_vectors + 0x100
    j       mips_cache_error
    nop
slow:
    j       entry_ipc
    nop

    /* 0x180: everything else, interrupts too (Cause.IV is 0). */
    .org    mips_vectors + 0x180
    mfc0    $26, C0_CAUSE
    bltz    $26, general                    /* in a branch delay slot */
    li      $27, EXC_SYS << 2
    andi    $26, $26, 0x7c
    bne     $26, $27, general
    daddiu  $27, $2, -(ABI_SYS_IPC)
    bnez    $27, not_ipc
    ld      SELF, CURRENT
#if CONFIG_FASTPATH
    or      $7, $6, $3
    lbu     $9, FAST_BLOCK(SELF)            /* 0 to 7 */
    dsll32  $7, $7, 16                      /* receive timeout: never; no words, no flags */
    bne     $7, $9, words
    andi    $10, $4, 0x3f
    beqz    $10, local
    DIR_INDEX
    CHECK_GLOBAL
    beq     $5, $4, 2f                      /* call, or reply and open wait */
    daddiu  $12, $12, 4
    daddiu  $7, $5, 1
    bnez    $7, slow
2:  sd      $12, EPC(SELF)
hit_global:
    sb      $14, WAITED_FOR(DEST)
    sb      $14, STATE(SELF)
    SAVE
    sd      $5, FAST_FROM(SELF)
    sd      DEST, CURRENT
    dmtc0   $15, C0_ENTRYHI
    ld      $12, UTCB(DEST)
    CLEAN   16, 17, 18, 19, 20, 21, 22, 23
    sd      $3, MR(0, $12)
    RESTORE

/* There are words, or something is against it. Register 9 is FAST_BLOCK. */
words:
    beqz    $10, local_words
    dsll32  $7, $6, 16
    andi    $8, $3, 0xffc0
    or      $7, $7, $8
    bne     $7, $9, slow
    DIR_INDEX
    CHECK_GLOBAL
    bne     $5, $4, 5f
    daddiu  $12, $12, 4
    sd      $12, EPC(SELF)
    sb      $14, WAITED_FOR(DEST)
3:
hit_global_words:
    sb      $14, STATE(SELF)
    SAVE
    sd      $5, FAST_FROM(SELF)
    sd      DEST, CURRENT
    dmtc0   $15, C0_ENTRYHI
    andi    $11, $3, 0x3f
    daddiu  $11, $11, -8
    ld      $12, UTCB(DEST)
    bnez    $11, 6f
    sd      $3, MR(0, $12)
4:  RESTORE

5:  daddiu  $7, $5, 1
    beqz    $7, 3b
    sd      $12, EPC(SELF)
    b       slow
    nop

6:  bltz    $11, 7f
    dsll    $1, $11, 3
    ld      $27, UTCB(SELF)
    COPY_WORDS $1, 0
    RESTORE

/* Fewer than 8: 4 bytes of code clean one register. */
7:  lui     $25, VECTORS_HIGH
    sll     $1, $11, 2
    daddu   $25, $25, $1
    daddiu  $25, $25, clean_end - mips_vectors
    jr      $25
    nop
    CLEAN   17, 18, 19, 20, 21, 22, 23
clean_end:
    RESTORE

/* Register 4 is a local ID. What the sender leaves in registers may stay there. */
local:
    ld      $12, TCB_SPACE(SELF)
    li      $1, 1
    b       1f
    dsrl    $8, $4, ABI_UTCB_SIZE_LOG2
local_words:
    andi    $11, $3, 0xffff                 /* up to 8: no flags and no typed words either */
    sltiu   $1, $11, 9
    bne     $7, $9, slow
    ld      $12, TCB_SPACE(SELF)
    beqz    $1, local_many
    dsrl    $8, $4, ABI_UTCB_SIZE_LOG2
1:  CHECK_LOCAL slow
known:
    bne     $14, $15, slow                  /* stale, or waits in Lipc */
    CHECK_LOCAL_WAIT slow
2:
hit_local:
    SAVE
    EXCHANGE_LOCAL
    RESTORE
3:  FROM_ANY_LOCAL 2b, slow

local_many:
    sltiu   $1, $11, 64
    beqz    $1, slow
    CHECK_LOCAL slow
known_many:
    bne     $14, $15, slow
    CHECK_LOCAL_WAIT slow
2:
hit_local_many:
    SAVE
    EXCHANGE_LOCAL
    dsll    $10, $11, 3
    ld      $27, UTCB(SELF)
    COPY_WORDS $10, 8
    RESTORE
3:  FROM_ANY_LOCAL 2b, slow

/* From CHECK_GLOBAL: DEST is of the same space, or its tag is stale. */
same_space:
    ld      $14, ROOT(SELF)
    andi    $11, $3, 0x3f
    beq     DEST, SELF, slow
    sltiu   $1, $11, 9
    bnez    $1, known
    nop
    b       known_many
    li      $1, 1

/*
 * Another call: SELF is loaded. Lipc to a local ID, whose thread is in Lipc too: words travel from UTCB to UTCB, and 16 to 23 are
 * preserved, HI and LO are not. In C's eyes
 * SELF has entered like any other call.
 */
not_ipc:
    daddiu  $26, $2, -(ABI_SYS_LIPC)
    bnez    $26, general
    lbu     $26, FAST_BLOCK(SELF)
    andi    $10, $4, 0x3f
    bnez    $10, general
    dsll32  $7, $6, 16
    bne     $7, $26, general
    ld      $13, UTCB(SELF)
    ld      $3, MR(0, $13)
    ld      $12, TCB_SPACE(SELF)
    andi    $11, $3, 0xffff
    sltiu   $1, $11, 64
    beqz    $1, lipc_slow
    dsrl    $8, $4, ABI_UTCB_SIZE_LOG2
    CHECK_LOCAL lipc_slow
    xori    $7, $14, ROOT_LIPC
    bne     $7, $15, lipc_slow
    CHECK_LOCAL_WAIT lipc_slow
2:
hit_lipc:
    sd      $14, ROOT(SELF)
    sd      $15, ROOT(DEST)
    EACH    sd, SELF, OFS_TCB_R, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
    EXCHANGE_LOCAL
    beqz    $11, 4f
    dsll    $10, $11, 3
    ld      $27, UTCB(SELF)
    daddiu  $27, $27, -64
    daddiu  $12, $12, -64
    COPY_WORDS $10, 0
4:  ld      $6, EPC(DEST)
    move    $12, $0
    dmtc0   $6, C0_EPC
    EACH    ld, DEST, OFS_TCB_R, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
    move    $27, $0
    ld      $26, LOCAL_ID(DEST)
    eret
3:  FROM_ANY_LOCAL 2b, lipc_slow

lipc_slow:
    li      $2, ABI_SYS_LIPC
    move    $12, $0                         /* addresses of the kernel's */
    move    $13, $0
    j       entry_general
    nop

/* Called by COPY_WORDS: 8 bytes of code for each word, the last one first. */
    .set    word, 71
    .rept   62
    .if     word & 1
    ld      $7, MR(word - 1, SELF)
    sd      $9, MR(word, $12)
    .else
    ld      $9, MR(word - 1, SELF)
    sd      $7, MR(word, $12)
    .endif
    .set    word, word - 1
    .endr
    jr      $31
    sd      $9, MR(9, $12)
copy_end:

/* Where the fast path can no longer fail (docs/porting.md, "The fast path"), as addresses of the copy that is executed. */
    .irp    hit, global, global_words, local, local_many, lipc
    .set    fastpath_hit_\hit, MIPS_CKSEG0 + hit_\hit - mips_vectors
    .endr
#else
    j       entry_ipc
    nop
not_ipc:
    j       entry_general
    nop
#endif
mips_vectors_end:

    .section .note.GNU-stack, "", @progbits
