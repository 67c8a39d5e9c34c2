/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Clock and timer of PowerPC boards: the time base counts, the decrementer interrupts once.
 */
#include <drv/ppctime.h>

#include <arch/boot.h>
#include <hal/cpu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/irq.h>
#include <kernel/section.h>

#define ARM_MAX_US 0x200000u /* 2 s: longer deadlines are armed in steps */
#define LATE_US    100u

static uint32_t ticks_per_us; /* times 2^16 */
static time_us_t armed = TIME_NEVER;

/* n / d, bit by bit: the compiler's function for it would stay in memory for these two numbers. */
BOOT_CODE static uint32_t divide(uint64_t n, uint32_t d)
{
    uint64_t rest = 0;
    uint32_t quotient = 0;

    for (unsigned i = 0; i < 64; i++) {
        rest = rest << 1 | n >> 63;
        n <<= 1;
        quotient <<= 1;
        if (rest >= d) {
            rest -= d;
            quotient |= 1;
        }
    }
    return quotient;
}

BOOT_CODE void ppctime_init(uint32_t hz)
{
    ppc_clock_mult = divide((uint64_t)1000000 << 32, hz);
    ticks_per_us = divide((uint64_t)hz << 16, 1000000);
    ppc_timebase_start();
}

time_us_t plat_clock_us(void)
{
    uint64_t now = arch_cycles();

    return (now >> 32) * ppc_clock_mult + ((now & 0xffffffff) * ppc_clock_mult >> 32);
}

unsigned plat_clock_precision_us(void)
{
    return 1;
}

unsigned plat_timer_precision_us(void)
{
    return LATE_US;
}

static void arm(void)
{
    time_us_t now = plat_clock_us();
    uint32_t delta = 0;

    if (armed > now)
        delta = (uint32_t)MIN(armed - now, (time_us_t)ARM_MAX_US);
    ppc_decrementer_set((uint32_t)((uint64_t)delta * ticks_per_us >> 16) + 1);
}

void plat_timer_arm(time_us_t deadline_us)
{
    armed = deadline_us;
    if (deadline_us == TIME_NEVER)
        ppc_decrementer_off();
    else
        arm();
}

void ppctime_interrupt(void)
{
    ppc_decrementer_ack();
    if (armed == TIME_NEVER) {
        ppc_decrementer_off();
    } else if (plat_clock_us() < armed) {
        arm();
    } else {
        plat_timer_arm(TIME_NEVER);
        timer_note();
    }
}
