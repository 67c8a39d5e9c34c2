/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Registers of an ARMv7-A processor: set-up, idling, cycle counter, backtrace.
 */
#include <hal/cpu.h>

#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/fpu.h>
#include <arch/layout.h>
#include <hal/debug.h>
#include <hal/mmu.h>
#include <kernel/cpu.h>
#include <kernel/print.h>
#include <kernel/section.h>

/* Counters on, cycle counter by single cycles [ARM DDI 0406C.d, C12.8 "Performance Monitors registers"]. */
#define PMCR_ENABLE 5u
#define PMCNT_CYCLE 0x80000000u

struct arm_utcb_page arm_utcb_pages[CONFIG_MAX_CPUS];

void arch_cpu_init(struct cpu *cpu)
{
    arm_write_tpidrprw((word_t)cpu);
    arm_write_tpidruro(0);
    arm_write_tpidrurw(0);
    arm_write_pmuserenr(0);
    arm_write_pmcr(PMCR_ENABLE);
    arm_write_pmcntenset(PMCNT_CYCLE);
    arm_fpu_detect();
}

/* WFI ends when an interrupt is pending, masked or not, so none is lost before it
 * [ARM DDI 0406C.d, B1.8.14 "Wait For Interrupt"]. */
void arch_idle(void)
{
    __asm__ volatile("dsb\n\twfi\n\tcpsie i\n\tisb\n\tcpsid i" : : : "memory");
}

void arch_irq_window(void)
{
    __asm__ volatile("cpsie i\n\tisb\n\tcpsid i" : : : "memory");
}

void arch_halt(void)
{
    for (;;)
        __asm__ volatile("cpsid i\n\twfi" : : : "memory");
}

uint64_t arch_cycles(void)
{
    return arm_read_pmccntr();
}

/* Frame pointers as gcc makes them in ARM state: fp points at the saved lr, below it lies the caller's fp. */
void arch_backtrace(void)
{
    const word_t *frame = __builtin_frame_address(0);

    for (unsigned depth = 0; depth < 32; depth++) {
        const word_t *next;
        word_t offset = 0;
        const char *name;

        if ((word_t)frame < ARCH_DIRECT_BASE || (word_t)frame >= ARM_KMAP ||
            ((word_t)frame & 3) != 0)
            return;
        if (frame[0] < ARCH_DIRECT_BASE)
            return;
        name = debug_symbol(frame[0] - 1, &offset); /* the call may be its function's last */
        printk("  %lx %s+0x%lx\n", frame[0], name, offset + 1);
        next = (const word_t *)frame[-1];
        if (next <= frame)
            return;
        frame = next;
    }
}

BOOT_CODE void arm_boot(word_t r0, word_t r1, word_t r2)
{
    arm_boot_mmu();
    plat_boot(r0, r1, r2);
}
