/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts of the Malta board: the 8259s behind interrupt bit 2, and the processor's own bits.
 */
#include <arch/timer.h>
#include <drv/i8259.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/irq.h>
#include <plat/malta.h>
#include <kernel/section.h>

#define VECTOR_BASE 0x20u

static const volatile uint8_t *acknowledge;

BOOT_CODE void malta_irq_init(void)
{
    const uint8_t *gt = arch_map_device(MALTA_GT64120, MALTA_GT64120_SIZE);

    acknowledge = gt + GT_INTERRUPT_ACK;
    i8259_init(VECTOR_BASE);
    mips_irq_enable(MALTA_CPU_ISA);
}

unsigned plat_irq_count(void)
{
    return MALTA_IRQS;
}

bool plat_irq_available(unsigned irq)
{
    if (irq < I8259_LINES)
        return irq != I8259_CASCADE;
    return irq >= MALTA_IRQ_CPU + MALTA_CPU_FIRST && irq <= MALTA_IRQ_CPU + MALTA_CPU_LAST;
}

void plat_irq_mask(unsigned irq)
{
    if (irq < I8259_LINES)
        i8259_mask(irq);
    else
        mips_irq_disable(irq - MALTA_IRQ_CPU);
}

void plat_irq_unmask(unsigned irq)
{
    if (irq < I8259_LINES)
        i8259_unmask(irq);
    else
        mips_irq_enable(irq - MALTA_IRQ_CPU);
}

static void isa_interrupt(void)
{
    unsigned irq = (unsigned)*acknowledge - VECTOR_BASE;

    if (irq >= I8259_LINES || !i8259_is_real(irq))
        return;
    i8259_mask(irq);
    i8259_eoi(irq);
    irq_note(irq);
}

void plat_irq_entry(unsigned pending)
{
    if ((pending & 1u << MALTA_CPU_TIMER) != 0)
        malta_timer_interrupt();
    if ((pending & 1u << MALTA_CPU_ISA) != 0)
        isa_interrupt();
    for (unsigned n = MALTA_CPU_FIRST; n <= MALTA_CPU_LAST; n++) {
        if ((pending & 1u << n) != 0) {
            mips_irq_disable(n);
            irq_note(MALTA_IRQ_CPU + n);
        }
    }
}

unsigned plat_cpu_count(void)
{
    return 1;
}
