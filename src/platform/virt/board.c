/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Console, interrupts, clock and timer of the board, through the shared drivers.
 *
 * Option: exit=semihosting: the verdict ends an emulator that has semihosting on; exit=psci: the firmware powers off.
 */
#include <plat/virt.h>

#include <arch/clock.h>
#include <drv/generic_timer.h>
#include <drv/gic.h>
#include <drv/pl011.h>
#include <drv/psci.h>
#include <hal/cpu.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/irq.h>
#include <kernel/print.h>
#include <kernel/string.h>

#define TIMER_LATE_US 100u
#define GUESS_KHZ     1000000u
#define MEASURE_US    1000u

void plat_irq_entry(void);

uint32_t arm_clock_mult;

static void *uart;
static bool exit_semihosting;
static bool exit_psci;
static time_us_t armed = TIME_NEVER;
static word_t cpu_khz;

/* ---- console, end ---- */

void plat_console_init(const char *cmdline)
{
    const char *exit = option_find(cmdline, "exit");

    if (uart == NULL)
        uart = arch_map_device(virt_devices.uart, 4096);
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
    if (exit_psci && virt_devices.psci)
        psci_system_off(virt_devices.psci_hvc);
}

/* ---- interrupts ---- */

unsigned plat_irq_count(void)
{
    return VIRT_IRQS;
}

bool plat_irq_available(unsigned irq)
{
    return irq < VIRT_IRQS && GIC_SHARED + irq < gic_lines();
}

void plat_irq_mask(unsigned irq)
{
    gic_mask(GIC_SHARED + irq);
}

void plat_irq_unmask(unsigned irq)
{
    gic_unmask(GIC_SHARED + irq);
}

static void timer_interrupt(void)
{
    generic_timer_arm(TIME_NEVER);
    if (armed == TIME_NEVER)
        return;
    if (generic_timer_now() < armed) {
        generic_timer_arm(armed);
        return;
    }
    armed = TIME_NEVER;
    timer_note();
}

void plat_irq_entry(void)
{
    for (;;) {
        uint32_t taken = gic_take();
        unsigned id = GIC_ID(taken);

        if (id >= GIC_SPURIOUS)
            return;
        if (id == virt_devices.timer_irq) {
            timer_interrupt();
        } else {
            gic_mask(id);
            if (id >= GIC_SHARED && id - GIC_SHARED < VIRT_IRQS)
                irq_note(id - GIC_SHARED);
        }
        gic_end(taken);
    }
}

/* ---- time ---- */

time_us_t plat_clock_us(void)
{
    return generic_timer_now();
}

unsigned plat_clock_precision_us(void)
{
    return 1;
}

unsigned plat_timer_precision_us(void)
{
    return TIMER_LATE_US;
}

void plat_timer_arm(time_us_t deadline_us)
{
    armed = deadline_us;
    generic_timer_arm(deadline_us);
}

/* Processor cycles in a millisecond. */
static void measure(void)
{
    time_us_t begin = generic_timer_now();
    uint32_t cycles = (uint32_t)arch_cycles();

    while (generic_timer_now() - begin < MEASURE_US)
        ;
    cpu_khz = (uint32_t)arch_cycles() - cycles;
    if (cpu_khz == 0)
        cpu_khz = GUESS_KHZ;
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    return cpu_khz;
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    return generic_timer_hz() / 1000;
}

unsigned plat_cpu_count(void)
{
    return virt_devices.cpus != 0 ? virt_devices.cpus : 1;
}

/* ---- start ---- */

void plat_init(const char *cmdline)
{
    struct virt_devices *d = &virt_devices;

    (void)cmdline;
    gic_init(arch_map_device(d->gic_distributor, 4096), arch_map_device(d->gic_cpu, 4096));
    for (unsigned i = 0; i < VIRT_IRQS; i++) {
        if ((d->edge[i / 32] >> (i % 32) & 1) != 0 && GIC_SHARED + i < gic_lines())
            gic_set_edge(GIC_SHARED + i);
    }
    if (!generic_timer_init(d->timer_hz))
        boot_fail("nobody says how fast the generic timer counts (CNTFRQ, or clock-frequency in "
                  "the device tree)");
    arm_clock_mult = generic_timer_mult();
    measure();
    gic_unmask(d->timer_irq);
}
