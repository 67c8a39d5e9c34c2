/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Generic timer [ARM DDI 0406C.d, B8 "The Generic Timer"].
 */
#include <drv/generic_timer.h>

#include <kernel/bits.h>
#include <kernel/section.h>

#define CTL_ENABLE   1u
#define CTL_OFF      0u
#define PL0_VIRTUAL  2u /* CNTKCTL.PL0VCTEN */
#define DELTA_MAX_US 0x10000000000ull
#define TICKS_SHIFT  16

static uint32_t hz;
static uint32_t mult;
static uint64_t ticks_per_us; /* times 2^16 */

/* The barrier keeps the reading from being early [ARM DDI 0406C.d, B8.1.2]. */
static uint64_t counter(void)
{
    uint32_t low;
    uint32_t high;

    __asm__ volatile("isb\n\tmrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

static void set_control(uint32_t v)
{
    __asm__ volatile("mcr p15, 0, %0, c14, c3, 1\n\tisb" : : "r"(v) : "memory");
}

static void set_compare(uint64_t v)
{
    __asm__ volatile("mcrr p15, 3, %0, %1, c14"
                     :
                     : "r"((uint32_t)v), "r"((uint32_t)(v >> 32))
                     : "memory");
}

BOOT_CODE bool generic_timer_init(uint32_t told)
{
    __asm__ volatile("mrc p15, 0, %0, c14, c0, 0" : "=r"(hz));
    if (told != 0)
        hz = told;
    if (hz < 1000000 / 4)
        return false;
    set_control(CTL_OFF);
    __asm__ volatile("mcr p15, 0, %0, c14, c1, 0" : : "r"(PL0_VIRTUAL));
    mult = (uint32_t)(((uint64_t)1000000 << 32) / hz);
    ticks_per_us = ((uint64_t)hz << TICKS_SHIFT) / 1000000;
    return true;
}

uint32_t generic_timer_hz(void)
{
    return hz;
}

uint32_t generic_timer_mult(void)
{
    return mult;
}

/* As the stub in the kernel interface page computes it. */
time_us_t generic_timer_now(void)
{
    uint64_t count = counter();

    return (count >> 32) * mult + ((count & 0xffffffff) * mult >> 32);
}

void generic_timer_arm(time_us_t deadline_us)
{
    time_us_t now = generic_timer_now();
    time_us_t delta = deadline_us > now ? deadline_us - now : 0;

    if (deadline_us == TIME_NEVER) {
        set_control(CTL_OFF);
        return;
    }
    set_compare(counter() + (MIN(delta, (time_us_t)DELTA_MAX_US) * ticks_per_us >> TICKS_SHIFT) +
                1);
    set_control(CTL_ENABLE);
}
