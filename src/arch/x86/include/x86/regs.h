/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Control registers, flags, model-specific registers and the instructions around them.
 * Names as in [Intel SDM 325462-083, vol. 3A, 2.5 "Control Registers"] and vol. 4. The constants are usable from assembly.
 */
#pragma once

#define CR0_PE 0x00000001
#define CR0_MP 0x00000002
#define CR0_EM 0x00000004
#define CR0_TS 0x00000008
#define CR0_NE 0x00000020
#define CR0_WP 0x00010000
#define CR0_AM 0x00040000
#define CR0_NW 0x20000000
#define CR0_CD 0x40000000
#define CR0_PG 0x80000000

#define CR4_TSD        0x004
#define CR4_PSE        0x010
#define CR4_PAE        0x020
#define CR4_MCE        0x040
#define CR4_PGE        0x080
#define CR4_PCE        0x100
#define CR4_OSFXSR     0x200
#define CR4_OSXMMEXCPT 0x400
#define CR4_UMIP       0x800
#define CR4_FSGSBASE   0x10000
#define CR4_PCIDE      0x20000
#define CR4_OSXSAVE    0x40000
#define CR4_SMEP       0x100000
#define CR4_SMAP       0x200000
#define CR4_PKE        0x400000

#define EFLAGS_CF    0x00000001
#define EFLAGS_ONE   0x00000002 /* always set */
#define EFLAGS_PF    0x00000004
#define EFLAGS_AF    0x00000010
#define EFLAGS_ZF    0x00000040
#define EFLAGS_SF    0x00000080
#define EFLAGS_TF    0x00000100
#define EFLAGS_IF    0x00000200
#define EFLAGS_DF    0x00000400
#define EFLAGS_OF    0x00000800
#define EFLAGS_IOPL3 0x00003000
#define EFLAGS_NT    0x00004000
#define EFLAGS_RF    0x00010000
#define EFLAGS_VM    0x00020000
#define EFLAGS_AC    0x00040000
#define EFLAGS_ID    0x00200000
/* The status flags that ExchangeRegisters and exception replies may change (abi-ia32 4, note 7). */
#define EFLAGS_USER  (EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF | EFLAGS_OF)

#define MSR_APIC_BASE      0x01b
#define MSR_SYSENTER_CS    0x174
#define MSR_SYSENTER_ESP   0x175
#define MSR_SYSENTER_EIP   0x176
#define MSR_PAT            0x277
#define MSR_EFER           0xc0000080
#define MSR_STAR           0xc0000081
#define MSR_LSTAR          0xc0000082
#define MSR_CSTAR          0xc0000083
#define MSR_FMASK          0xc0000084
#define MSR_FS_BASE        0xc0000100
#define MSR_GS_BASE        0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102

#define EFER_SCE 0x001
#define EFER_LME 0x100
#define EFER_NXE 0x800

#define APIC_BASE_ENABLE  0x800
#define APIC_BASE_ADDRESS 0x000ffffffffff000ull

/* Interrupt vectors: exceptions 0-31 but those of the 8259s, which take their place from 0x20 on. Glue keeps two for its
 * software traps (0x30-0x3f). Everything else between IRQ_FIRST and IRQ_LAST belongs to the platform. */
#define X86_VECTOR_IRQ_FIRST  0x20
#define X86_VECTOR_PIC        0x20 /* .. 0x2f */
#define X86_VECTOR_APIC_TIMER 0x40
#define X86_VECTOR_IPI        0x42
#define X86_VECTOR_APIC_ERROR 0x43
#define X86_VECTOR_GSI        0x44 /* .. 0x83: lines of the I/O APICs */
#define X86_GSI_MAX           64
#define X86_VECTOR_SPURIOUS   0x8f
#define X86_VECTOR_IRQ_LAST   0x8f

#ifndef __ASSEMBLER__

#include <kernel/types.h>

#define X86_READ_CR(n)                                                                             \
    static inline word_t x86_read_cr##n(void)                                                      \
    {                                                                                              \
        word_t v;                                                                                  \
                                                                                                   \
        __asm__ volatile("mov %%cr" #n ", %0" : "=r"(v) : : "memory");                             \
        return v;                                                                                  \
    }

#define X86_WRITE_CR(n)                                                                            \
    static inline void x86_write_cr##n(word_t v)                                                   \
    {                                                                                              \
        __asm__ volatile("mov %0, %%cr" #n : : "r"(v) : "memory");                                 \
    }

X86_READ_CR(0)
X86_READ_CR(2)
X86_READ_CR(3)
X86_READ_CR(4)
X86_WRITE_CR(0)
X86_WRITE_CR(3)
X86_WRITE_CR(4)

static inline uint64_t x86_rdmsr(uint32_t msr)
{
    uint32_t lo;
    uint32_t hi;

    __asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
    return (uint64_t)hi << 32 | lo;
}

static inline void x86_wrmsr(uint32_t msr, uint64_t v)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)) : "memory");
}

/* Only where x86_has(X86_TSC). */
static inline uint64_t x86_rdtsc(void)
{
    uint32_t lo;
    uint32_t hi;

    __asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
    return (uint64_t)hi << 32 | lo;
}

static inline void x86_invlpg(vaddr_t va)
{
    __asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static inline void x86_wbinvd(void)
{
    __asm__ volatile("wbinvd" : : : "memory");
}

static inline void x86_pause(void)
{
    __asm__ volatile("pause" : : : "memory");
}

#endif
