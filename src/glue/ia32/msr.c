/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Reading and writing model-specific registers on behalf of privileged programs, who may name ones that do not exist.
 *
 * The two instructions are the only ones of the kernel that may raise #GP; they are known by their addresses.
 */
#include <glue/entry.h>

extern const char ia32_rdmsr_insn[];
extern const char ia32_wrmsr_insn[];
extern const char ia32_rdmsr_refused[];
extern const char ia32_wrmsr_refused[];

__attribute__((noinline, noclone)) bool ia32_rdmsr_safe(word_t msr, uint64_t *value)
{
    uint32_t lo = 0;
    uint32_t hi = 0;
    uint32_t ok = 1;

    __asm__ volatile("ia32_rdmsr_insn: rdmsr; jmp 1f\n"
                     "ia32_rdmsr_refused: xorl %2, %2\n1:"
                     : "+a"(lo), "+d"(hi), "+r"(ok)
                     : "c"(msr)
                     : "cc");
    *value = (uint64_t)hi << 32 | lo;
    return ok != 0;
}

__attribute__((noinline, noclone)) bool ia32_wrmsr_safe(word_t msr, uint64_t value)
{
    uint32_t ok = 1;

    __asm__ volatile("ia32_wrmsr_insn: wrmsr; jmp 1f\n"
                     "ia32_wrmsr_refused: xorl %0, %0\n1:"
                     : "+r"(ok)
                     : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
                     : "cc", "memory");
    return ok != 0;
}

bool ia32_msr_fixup(word_t *ip)
{
    if (*ip == (word_t)ia32_rdmsr_insn)
        *ip = (word_t)ia32_rdmsr_refused;
    else if (*ip == (word_t)ia32_wrmsr_insn)
        *ip = (word_t)ia32_wrmsr_refused;
    else
        return false;
    return true;
}
