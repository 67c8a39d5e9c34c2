/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Versatile Express with the Cortex-A9 daughterboard: a table, clock and timer from the motherboard's first SP804.
 *
 * Nobody tells how much RAM there is when an ELF image is started: it is looked for, up to the 1 GB that fit.
 * Option: mem=SIZE, so much RAM.
 */
#include <arch/boot.h>
#include <arch/clock.h>
#include <drv/armboard.h>
#include <drv/bootimage.h>
#include <drv/sp804.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/irq.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define RAM_MIN       0x04000000u
#define RAM_MAX       0x40000000u
#define RAM_STEP      0x00400000u
#define ATTR_UNCACHED 1u /* MemoryControl's number: strongly ordered */
#define PATTERN       0x5a96c3f0u

#define SP804_01      0x10011000u
#define TIMER_LATE_US 100u
#define ARM_MAX_US    0x40000000u /* the clock wants to be read from time to time */
#define BUS_KHZ       1000u

extern char image_end[];

/* [ARM DUI 0448I, "CoreTile Express A9x4 Technical Reference Manual", 3.2 "Daughterboard memory map", 2.7 "Interrupts"]. */
struct armboard armboard = {
    .uart = 0x10009000,
    .gic_distributor = 0x1e001000,
    .gic_cpu = 0x1e000100,
    .irqs = 64,
    .timer_irq = 32 + 2,
};

uint32_t arm_clock_mult;

static time_us_t armed = TIME_NEVER;
static word_t cpu_khz;

/* ---- memory ---- */

/* Does this word keep what is written, and without changing that at the start of RAM (a smaller RAM that repeats)? */
static bool is_memory(paddr_t pa)
{
    volatile uint32_t *base = arch_window(0, ARM_RAM_BASE, ATTR_UNCACHED);
    volatile uint32_t *word = arch_window(1, pa, ATTR_UNCACHED);
    uint32_t base_was = *base;
    uint32_t was = *word;
    bool good;

    *base = 0;
    *word = PATTERN;
    good = *word == PATTERN && *base == 0;
    *word = ~PATTERN;
    good = good && *word == ~PATTERN && *base == 0;
    *word = was;
    *base = base_was;
    return good;
}

BOOT_CODE static paddr_t ram_size(const char *cmdline)
{
    const char *option = option_find(cmdline, "mem");
    unsigned long told;
    paddr_t size = RAM_MIN;

    if (option != NULL && option_size(option, &told) && told >= RAM_MIN && told <= RAM_MAX)
        return told;
    while (size < RAM_MAX && is_memory(ARM_RAM_BASE + size))
        size += RAM_STEP;
    return size;
}

BOOT_CODE void plat_boot(word_t r0, word_t r1, word_t r2)
{
    paddr_t end;

    (void)r0;
    (void)r1;
    (void)r2;
    armboard_begin();
    bootimage_read(&armboard_boot_info, arch_v2p(image_end), NULL);
    end = ARM_RAM_BASE + ram_size(armboard_boot_info.cmdline);
    arm_ram_found(end);
    armboard_add_mem(ARM_RAM_BASE, end - 1, BOOT_MEM_CONVENTIONAL);
    kernel_start(&armboard_boot_info);
}

/* ---- time ---- */

time_us_t plat_clock_us(void)
{
    return sp804_now();
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
    time_us_t now = sp804_now();
    time_us_t delta = deadline_us > now ? deadline_us - now : 1;

    armed = deadline_us;
    sp804_start((uint32_t)(delta < ARM_MAX_US ? delta : ARM_MAX_US));
}

void armboard_timer_interrupt(void)
{
    sp804_stop();
    if (armed == TIME_NEVER || sp804_now() < armed) {
        plat_timer_arm(armed);
        return;
    }
    plat_timer_arm(TIME_NEVER);
    timer_note();
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    return cpu_khz;
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    return BUS_KHZ;
}

unsigned plat_cpu_count(void)
{
    return 1;
}

BOOT_CODE void plat_init(const char *cmdline)
{
    (void)cmdline;
    sp804_init(arch_map_device(SP804_01, 4096));
    plat_timer_arm(TIME_NEVER);
    cpu_khz = armboard_measure_khz();
    armboard_irq_init();
}
