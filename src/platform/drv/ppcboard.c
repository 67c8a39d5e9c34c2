/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC boards with an OpenPIC and the processor's decrementer.
 */
#include <drv/ppcboard.h>

#include <arch/boot.h>
#include <drv/ppctime.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/irq.h>
#include <kernel/section.h>

BOOT_CODE void ppcboard_add_mem(struct boot_info *info, paddr_t first, paddr_t last, uint8_t type)
{
    if (info->mem_count < BOOT_MEM_MAX)
        info->mem[info->mem_count++] =
            (struct boot_mem){.first = first, .last = last, .type = type};
}

BOOT_CODE void ppcboard_init(void *pic_registers)
{
    ppcboard.pic.base = pic_registers;
    openpic_init(&ppcboard.pic);
    ppctime_init(ppcboard.timebase_hz);
}

void plat_irq_entry(unsigned vector)
{
    unsigned irq;

    if (vector == PPC_VEC_DECREMENTER) {
        ppctime_interrupt();
        return;
    }
    irq = openpic_claim(&ppcboard.pic);
    if (irq == OPENPIC_NONE)
        return;
    openpic_set_mask(&ppcboard.pic, irq, true);
    openpic_end(&ppcboard.pic);
    irq_note(irq);
}

unsigned plat_irq_count(void)
{
    return ppcboard.lines;
}

bool plat_irq_available(unsigned irq)
{
    return irq < MIN(ppcboard.lines, ppcboard.pic.sources);
}

void plat_irq_mask(unsigned irq)
{
    openpic_set_mask(&ppcboard.pic, irq, true);
}

void plat_irq_unmask(unsigned irq)
{
    openpic_set_mask(&ppcboard.pic, irq, false);
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    return ppcboard.cpu_hz / 1000;
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    return ppcboard.bus_hz / 1000;
}

unsigned plat_cpu_count(void)
{
    return 1;
}
