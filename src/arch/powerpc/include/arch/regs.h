/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Special-purpose registers and MSR bits that both families have. Usable from assembly.
 */
#pragma once

#define SPR_DSISR 18
#define SPR_DAR   19
#define SPR_DEC   22
#define SPR_SRR0  26
#define SPR_SRR1  27
#define SPR_USER  256 /* users': VRSAVE (AltiVec), USPRG0 (Book E) */
#define SPR_SPRG0 272 /* scratch of entry code */
#define SPR_SPRG1 273 /* TCB of the running thread, as entry code reaches memory */
#define SPR_SPRG2 274 /* scratch of entry code */
#define SPR_TBL   268
#define SPR_TBU   269
#define SPR_TBL_W 284
#define SPR_TBU_W 285
#define SPR_PVR   287
#define SPR_UPMC1 937
#define SPR_UPMC2 938
#define SPR_HID0  1008

#define MSR_VEC 0x02000000 /* classic: AltiVec; e500: SPE */
#define MSR_POW 0x00040000 /* classic: POW; Book E: WE */
#define MSR_EE  0x00008000
#define MSR_PR  0x00004000
#define MSR_FP  0x00002000
#define MSR_ME  0x00001000
#define MSR_FE0 0x00000800
#define MSR_SE  0x00000400 /* classic */
#define MSR_BE  0x00000200 /* classic */
#define MSR_FE1 0x00000100
#define MSR_IR  0x00000020 /* classic */
#define MSR_DR  0x00000010 /* classic */
#define MSR_RI  0x00000002 /* classic */

#ifndef __ASSEMBLER__
#include <kernel/types.h>

#define ppc_mfspr(n)                                                                               \
    ({                                                                                             \
        word_t ppc_v;                                                                              \
        __asm__ volatile("mfspr %0, %1" : "=r"(ppc_v) : "i"(n) : "memory");                        \
        ppc_v;                                                                                     \
    })

#define ppc_mtspr(n, v) __asm__ volatile("mtspr %0, %1" : : "i"(n), "r"((word_t)(v)) : "memory")

static inline void ppc_isync(void)
{
    __asm__ volatile("isync" : : : "memory");
}

static inline void ppc_sync(void)
{
    __asm__ volatile("sync" : : : "memory");
}

static inline word_t ppc_read_msr(void)
{
    word_t v;

    __asm__ volatile("mfmsr %0" : "=r"(v));
    return v;
}

static inline void ppc_write_msr(word_t v)
{
    __asm__ volatile("mtmsr %0; isync" : : "r"(v) : "memory");
}
#endif
