/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Clock and timer of the board: the processor's generic timer. The rest is drv/armboard.c.
 */
#include <plat/virt.h>

#include <arch/clock.h>
#include <drv/armboard.h>
#include <drv/generic_timer.h>
#include <hal/platform.h>
#include <kernel/irq.h>
#include <kernel/print.h>
#include <kernel/section.h>

#define TIMER_LATE_US 100u

uint32_t arm_clock_mult;

static time_us_t armed = TIME_NEVER;
static word_t cpu_khz;

void armboard_timer_interrupt(void)
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
    return virt_cpus != 0 ? virt_cpus : 1;
}

BOOT_CODE void plat_init(const char *cmdline)
{
    (void)cmdline;
    if (!generic_timer_init(virt_timer_hz))
        boot_fail("nobody says how fast the generic timer counts (CNTFRQ, or clock-frequency in "
                  "the device tree)");
    arm_clock_mult = generic_timer_mult();
    cpu_khz = armboard_measure_khz();
    armboard_irq_init();
}
