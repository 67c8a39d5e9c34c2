/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What all x86 processors do alike: features, interrupt table, idling, backtrace.
 */
#include <hal/cpu.h>

#include <arch/layout.h>
#include <hal/debug.h>
#include <kernel/bits.h>
#include <kernel/print.h>
#include <x86/cpuid.h>
#include <x86/desc.h>
#include <x86/regs.h>
#include <kernel/section.h>

struct x86_features x86_features;

/* Flips a flag and returns the difference that stayed: 0 if the CPU does not have it. */
static word_t flags_toggle(word_t bit)
{
    word_t before;
    word_t after;

    __asm__ volatile(
        "pushf; pop %0; mov %0, %1; xor %2, %1; push %1; popf; pushf; pop %1; push %0; popf"
        : "=&r"(before), "=&r"(after)
        : "r"(bit)
        : "cc", "memory");
    return (before ^ after) & bit;
}

/* A Pentium Pro announces SYSENTER and does not have it [Intel SDM 325462-083, vol. 2B, "SYSENTER"]. */
static bool sysenter_real(uint32_t signature)
{
    unsigned family = signature >> 8 & 15;
    unsigned model = signature >> 4 & 15;
    unsigned stepping = signature & 15;

    return !(family == 6 && model < 3 && stepping < 3);
}

BOOT_CODE void x86_features_init(void)
{
    struct x86_cpuid id;

    if (flags_toggle(EFLAGS_ID) == 0 || x86_cpuid(0).eax < 1)
        return;
    id = x86_cpuid(1);
    x86_features.leaf1_edx = id.edx;
    x86_features.signature = id.eax;
    x86_features.sysenter = x86_has(X86_SEP) && sysenter_real(id.eax);
}

/* STI lets the next instruction finish before an interrupt is taken, so none gets between it and HLT
 * [Intel SDM 325462-083, vol. 2B, "STI"]. */
void arch_idle(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory");
}

void arch_irq_window(void)
{
    __asm__ volatile("sti; nop; cli" : : : "memory");
}

void arch_halt(void)
{
    for (;;)
        __asm__ volatile("cli; hlt" : : : "memory");
}

uint64_t arch_cycles(void)
{
    return x86_has(X86_TSC) ? x86_rdtsc() : 0;
}

#define STACK_MAX 16384u

/* Follows the frame pointers as long as they lead upwards, by no more than a stack. */
void arch_backtrace(void)
{
    const word_t *frame = __builtin_frame_address(0);

    for (unsigned depth = 0; depth < 32; depth++) {
        const word_t *next = (const word_t *)frame[0];
        word_t offset = 0;
        const char *name;

        if (frame[1] < ARCH_DIRECT_BASE)
            return;
        name = debug_symbol(frame[1] - 1,
                            &offset); /* the call may be its function's last instruction */
        printk("  %lx %s+0x%lx\n", frame[1], name, offset + 1);
        if (next <= frame || (word_t)next - (word_t)frame > STACK_MAX)
            return;
        frame = next;
    }
}
