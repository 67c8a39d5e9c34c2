/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Console, interrupts and the end of a run for ARM boards with PL011 and GIC.
 *
 * Option: exit=semihosting: the verdict ends an emulator that has semihosting on; exit=psci: the firmware powers off.
 */
#include <drv/armboard.h>

#include <arch/boot.h>
#include <drv/gic.h>
#include <drv/pl011.h>
#include <drv/psci.h>
#include <hal/cpu.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/irq.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define GUESS_KHZ  1000000u
#define MEASURE_US 1000u

extern char image_start[];
extern char image_end[];

struct boot_info armboard_boot_info;

static void *uart;
static bool exit_semihosting;
static bool exit_psci;

/* ---- start ---- */

BOOT_CODE void armboard_add_mem(paddr_t first, paddr_t last, enum boot_mem_type type)
{
    struct boot_info *info = &armboard_boot_info;
    struct boot_mem *m = &info->mem[info->mem_count];

    if (info->mem_count == BOOT_MEM_MAX || first > last)
        return;
    info->mem_count++;
    m->first = first;
    m->last = last;
    m->type = (uint8_t)type;
}

BOOT_CODE void armboard_begin(void)
{
    armboard_boot_info.cmdline = "";
    armboard_boot_info.image_first = arch_v2p(image_start);
    armboard_boot_info.image_last = arch_v2p(image_end) - 1;
    armboard_add_mem(0, 0xffffffff, BOOT_MEM_SHARED);
}

/* ---- console, end ---- */

BOOT_CODE void plat_console_init(const char *cmdline)
{
    const char *exit = option_find(cmdline, "exit");

    if (uart == NULL)
        uart = arch_map_device(armboard.uart, 4096);
    pl011_init(uart);
    exit_semihosting = exit != NULL && option_is(exit, "semihosting");
    exit_psci = exit != NULL && option_is(exit, "psci");
}

void plat_console_putc(char c)
{
    if (c == '\n')
        pl011_putc(uart, '\r');
    pl011_putc(uart, c);
}

int plat_console_getc(void)
{
    return pl011_getc(uart);
}

void plat_exit(unsigned n)
{
    if (exit_semihosting)
        semihosting_exit(n);
    if (exit_psci && armboard.psci)
        psci_system_off(armboard.psci_hvc);
}

/* ---- interrupts ---- */

BOOT_CODE void armboard_irq_init(void)
{
    gic_init(arch_map_device(armboard.gic_distributor, 4096),
             arch_map_device(armboard.gic_cpu, 256));
    for (unsigned i = 0; i < armboard.irqs; i++) {
        if ((armboard.edge[i / 32] >> (i % 32) & 1) != 0 && GIC_SHARED + i < gic_lines())
            gic_set_edge(GIC_SHARED + i);
    }
    gic_unmask(armboard.timer_irq);
}

unsigned plat_irq_count(void)
{
    return armboard.irqs;
}

bool plat_irq_available(unsigned irq)
{
    return irq < armboard.irqs && GIC_SHARED + irq < gic_lines() &&
           GIC_SHARED + irq != armboard.timer_irq;
}

void plat_irq_mask(unsigned irq)
{
    gic_mask(GIC_SHARED + irq);
}

void plat_irq_unmask(unsigned irq)
{
    gic_unmask(GIC_SHARED + irq);
}

void plat_irq_entry(void)
{
    for (;;) {
        uint32_t taken = gic_take();
        unsigned id = GIC_ID(taken);

        if (id >= GIC_SPURIOUS)
            return;
        if (id == armboard.timer_irq) {
            armboard_timer_interrupt();
        } else {
            gic_mask(id);
            if (id >= GIC_SHARED && id - GIC_SHARED < armboard.irqs)
                irq_note(id - GIC_SHARED);
        }
        gic_end(taken);
    }
}

/* ---- speed ---- */

word_t armboard_measure_khz(void)
{
    time_us_t begin = plat_clock_us();
    uint32_t cycles = (uint32_t)arch_cycles();

    while (plat_clock_us() - begin < MEASURE_US)
        ;
    cycles = (uint32_t)arch_cycles() - cycles;
    return cycles != 0 ? cycles : GUESS_KHZ;
}
