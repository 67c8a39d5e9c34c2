/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * CPUID and the features that the kernel asks about.
 * [Intel SDM 325462-083, vol. 2A, 3.3 "CPUID - CPU Identification"]
 */
#pragma once

#include <kernel/types.h>

struct x86_cpuid {
    uint32_t eax;
    uint32_t ebx;
    uint32_t ecx;
    uint32_t edx;
};

/* Bits of leaf 1's EDX. */
#define X86_FPU  0u
#define X86_PSE  3u
#define X86_TSC  4u
#define X86_MSR  5u
#define X86_APIC 9u
#define X86_SEP  11u
#define X86_PGE  13u
#define X86_PAT  16u
#define X86_FXSR 24u
#define X86_SSE  25u
#define X86_SS   27u /* self-snoop: memory types may change without cache flush */

static inline struct x86_cpuid x86_cpuid(uint32_t leaf)
{
    struct x86_cpuid r;

    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(0));
    return r;
}

/* What x86_features_init found; valid from the first C code on. */
struct x86_features {
    uint32_t leaf1_edx;
    uint32_t signature; /* leaf 1 EAX: stepping 3:0, model 7:4, family 11:8 */
    bool sysenter;      /* SEP, and not a Pentium Pro that only says so */
};
extern struct x86_features x86_features;

/* Context: boot, before anything else of this layer. */
void x86_features_init(void);

static inline bool x86_has(unsigned feature)
{
    return (x86_features.leaf1_edx >> feature & 1) != 0;
}
