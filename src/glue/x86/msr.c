/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Reading and writing model-specific registers on behalf of privileged programs, who may name ones that do not exist.
 *
 * The two instructions are the only ones of the kernel that may raise #GP; they are known by their addresses.
 */
#include <glue/x86.h>
#include <kernel/space.h>
#include <x86/cpuid.h>
#include <x86/regs.h>

extern const char x86_rdmsr_insn[];
extern const char x86_wrmsr_insn[];
extern const char x86_rdmsr_refused[];
extern const char x86_wrmsr_refused[];

static __attribute__((noinline, noclone)) bool rdmsr_safe(uint32_t msr, uint64_t *value)
{
    uint32_t lo = 0;
    uint32_t hi = 0;
    uint32_t ok = 1;

    __asm__ volatile("x86_rdmsr_insn: rdmsr; jmp 1f\n"
                     "x86_rdmsr_refused: xorl %2, %2\n1:"
                     : "+a"(lo), "+d"(hi), "+r"(ok)
                     : "c"(msr)
                     : "cc");
    *value = (uint64_t)hi << 32 | lo;
    return ok != 0;
}

static __attribute__((noinline, noclone)) bool wrmsr_safe(uint32_t msr, uint64_t value)
{
    uint32_t ok = 1;

    __asm__ volatile("x86_wrmsr_insn: wrmsr; jmp 1f\n"
                     "x86_wrmsr_refused: xorl %0, %0\n1:"
                     : "+r"(ok)
                     : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
                     : "cc", "memory");
    return ok != 0;
}

bool x86_msr_fixup(word_t *ip)
{
    if (*ip == (word_t)x86_rdmsr_insn)
        *ip = (word_t)x86_rdmsr_refused;
    else if (*ip == (word_t)x86_wrmsr_insn)
        *ip = (word_t)x86_wrmsr_refused;
    else
        return false;
    return true;
}

/* A program that writes these takes the kernel's entries, translation or data from it. */
static bool is_kernels(uint32_t msr)
{
    return (msr >= MSR_SYSENTER_CS && msr <= MSR_SYSENTER_EIP) || msr == MSR_PAT ||
           msr == MSR_APIC_BASE || (msr >= MSR_EFER && msr <= MSR_FMASK) ||
           (msr >= MSR_FS_BASE && msr <= MSR_KERNEL_GS_BASE);
}

bool x86_emulate_msr(struct space *space, const uint8_t *code, word_t cx, word_t *ax, word_t *dx)
{
    uint64_t value = (uint64_t)(uint32_t)*dx << 32 | (uint32_t)*ax;

    if (!space->privileged || code[0] != 0x0f || !x86_has(X86_MSR))
        return false;
    if (code[1] == 0x30)
        return !is_kernels((uint32_t)cx) && wrmsr_safe((uint32_t)cx, value);
    if (code[1] != 0x32 || !rdmsr_safe((uint32_t)cx, &value))
        return false;
    *ax = (uint32_t)value;
    *dx = (uint32_t)(value >> 32);
    return true;
}
