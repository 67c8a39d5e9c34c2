/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What PowerPC processors do alike: waiting for interrupts, time base, backtrace, switching the floating-point unit.
 */
#include <hal/cpu.h>

#include <arch/boot.h>
#include <arch/mmu.h>
#include <hal/debug.h>
#include <hal/fpu.h>
#include <kernel/print.h>
#include <kernel/section.h>

word_t ppc_fpu_msr;
uint32_t ppc_clock_mult;

void arch_halt(void)
{
    for (;;)
        ppc_write_msr(ppc_read_msr() & ~(word_t)MSR_EE);
}

uint64_t arch_cycles(void)
{
    word_t high;
    word_t low;

    do {
        high = PPC_TIMEBASE_HIGH();
        low = PPC_TIMEBASE_LOW();
    } while (high != PPC_TIMEBASE_HIGH());
    return (uint64_t)high << 32 | low;
}

BOOT_CODE void ppc_timebase_start(void)
{
    ppc_mtspr(SPR_TBL_W, 0);
    ppc_mtspr(SPR_TBU_W, 0);
    ppc_mtspr(SPR_TBL_W, 0);
}

void arch_fpu_enable(void)
{
    ppc_fpu_msr = ppc_fpu_bits();
}

void arch_fpu_disable(void)
{
    ppc_fpu_msr = 0;
}

/* The ABI chains stack frames by their first words; the second word of a caller's frame holds the return address. */
void arch_backtrace(void)
{
    const word_t *frame = __builtin_frame_address(0);

    for (unsigned depth = 0; depth < 32; depth++) {
        const word_t *next = (const word_t *)frame[0];
        word_t offset = 0;
        const char *name;

        if (next <= frame || (word_t)next >= (word_t)ppc_stack_top - 8 ||
            next[1] < ARCH_DIRECT_BASE)
            return;
        name = debug_symbol(next[1] - 1, &offset); /* the call may be its function's last */
        printk("  %lx %s+0x%lx\n", next[1], name, offset + 1);
        frame = next;
    }
}
