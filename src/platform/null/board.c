/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/platform.h, and of the way from the loader to kernel_start.
 */
#include <arch/missing.h>
#include <hal/platform.h>
#include <kernel/boot.h>

void plat_boot(void);

static struct boot_info boot_info;

void plat_boot(void)
{
    /* Fill in memory, modules, command line and the image's place before. */
    kernel_start(&boot_info);
}

void plat_console_init(const char *cmdline)
{
    (void)cmdline;
    MISSING("set up the console");
}

void plat_console_putc(char c)
{
    (void)c;
    MISSING("print a character");
}

int plat_console_getc(void)
{
    MISSING("a character that was typed, or -1");
}

void plat_init(const char *cmdline)
{
    (void)cmdline;
    MISSING("interrupt controllers, timer, clock");
}

unsigned plat_irq_count(void)
{
    MISSING("the number of interrupt lines");
}

bool plat_irq_available(unsigned irq)
{
    (void)irq;
    MISSING("may user level have this line");
}

void plat_irq_mask(unsigned irq)
{
    (void)irq;
    MISSING("mask a line");
}

void plat_irq_unmask(unsigned irq)
{
    (void)irq;
    MISSING("unmask a line");
}

void plat_timer_arm(time_us_t deadline_us)
{
    (void)deadline_us;
    MISSING("program the one-shot timer");
}

time_us_t plat_clock_us(void)
{
    MISSING("read the system clock");
}

unsigned plat_clock_precision_us(void)
{
    MISSING("the clock's smallest step");
}

unsigned plat_timer_precision_us(void)
{
    MISSING("how late a wake-up may be");
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    MISSING("the frequency of a core");
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    MISSING("the frequency of the bus");
}

unsigned plat_cpu_count(void)
{
    MISSING("the number of processors");
}

void plat_exit(unsigned n)
{
    (void)n;
    MISSING("end the run with a verdict");
}
