/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Clock and one-shot timer of the PC.
 *
 * Clock: the TSC, measured once against the interval timer's channel 2; without a TSC the ticks of the real-time clock. Timer:
 * the local APIC's; without one the real-time clock at 1024 Hz while a deadline is armed. Channel 0 of the interval timer and
 * line 0 are left to users, as existing systems expect (abi-ia32 6).
 */
#include <plat/pc.h>

#include <drv/i8254.h>
#include <drv/lapic.h>
#include <drv/mc146818.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/irq.h>
#include <x86/clock.h>
#include <x86/cpuid.h>
#include <x86/regs.h>
#include <kernel/section.h>

#define SAMPLE_TRIES  16u
#define MEASURE_TICKS 59000u /* 49 ms of the counter's 55 */
#define MEASURE_TRIES 4u
#define RTC_TICK_US   977u
#define LAPIC_LATE_US 100u
#define ARM_MAX_US    0x800000u /* 8 s: longer deadlines are armed in steps */
#define GUESS_KHZ     33000u    /* what a machine without TSC reports */

struct x86_clock x86_clock;

static bool use_lapic;
static uint32_t lapic_per_us; /* ticks per microsecond times 2^16 */
static uint64_t rtc_ticks;
static time_us_t armed = TIME_NEVER;

/* One moment on all counters. */
struct sample {
    uint64_t tsc;
    unsigned pit;
    uint32_t lapic;
};

/* n / d; the quotient fits 32 bits. */
static uint32_t divide(uint64_t n, uint32_t d)
{
    uint32_t q;
    uint32_t r;

    __asm__("divl %4" : "=a"(q), "=d"(r) : "a"((uint32_t)n), "d"((uint32_t)(n >> 32)), "rm"(d));
    return q;
}

/* Emulators and firmware may stop us between two readings: of several tries the one whose readings lie closest counts. */
BOOT_CODE static void take_sample(struct sample *best)
{
    uint64_t best_gap = ~(uint64_t)0;

    for (unsigned i = 0; i < SAMPLE_TRIES; i++) {
        uint64_t before = x86_rdtsc();
        uint32_t lapic = use_lapic ? lapic_timer_left() : 0;
        uint64_t after;
        unsigned pit;

        i8254_latch();
        after = x86_rdtsc();
        pit = i8254_read();
        if (after - before < best_gap) {
            best_gap = after - before;
            best->tsc = before + (after - before) / 2;
            best->pit = pit;
            best->lapic = lapic;
        }
    }
}

/* False: the counter ran out before the second sample; try again. */
BOOT_CODE static bool measure(void)
{
    struct sample a;
    struct sample b;
    unsigned ticks;

    i8254_start();
    if (use_lapic)
        lapic_timer_start(0xffffffff);
    take_sample(&a);
    do {
        i8254_latch();
    } while (a.pit - i8254_read() < MEASURE_TICKS && !i8254_expired());
    take_sample(&b);
    if (i8254_expired() || b.pit >= a.pit || b.tsc - a.tsc > 0xffffffff)
        return false;
    ticks = a.pit - b.pit;
    x86_clock.tsc_khz = divide((b.tsc - a.tsc) * I8254_HZ, ticks * 1000);
    if (use_lapic)
        lapic_per_us = divide(((uint64_t)(a.lapic - b.lapic) * I8254_HZ) << 4,
                              divide((uint64_t)ticks * 1000000, 1u << 12));
    return x86_clock.tsc_khz > 1000;
}

BOOT_CODE static void calibrate(void)
{
    bool good = false;

    for (unsigned i = 0; i < MEASURE_TRIES && !good; i++)
        good = measure();
    i8254_stop();
    if (use_lapic)
        lapic_timer_start(0);
    if (good) {
        x86_clock.mult = divide((uint64_t)1000 << 32, x86_clock.tsc_khz);
    } else {
        x86_clock.tsc_khz = 0;
        use_lapic = false;
    }
}

/* Without a TSC the ticks are the clock, so they never stop. */
BOOT_CODE void pc_timer_init(void)
{
    use_lapic = pc_has_lapic() && x86_has(X86_TSC);
    if (x86_has(X86_TSC))
        calibrate();
    if (!use_lapic) {
        mc146818_periodic(x86_clock.mult == 0);
        pc_irq_take_rtc();
    }
}

time_us_t plat_clock_us(void)
{
    if (x86_clock.mult != 0)
        return x86_clock_us(&x86_clock, x86_rdtsc());
    return rtc_ticks * 15625 >> 4; /* 1 / 1024 s */
}

unsigned plat_clock_precision_us(void)
{
    return x86_clock.mult != 0 ? 1 : RTC_TICK_US;
}

unsigned plat_timer_precision_us(void)
{
    return use_lapic ? LAPIC_LATE_US : RTC_TICK_US;
}

static void lapic_arm(time_us_t deadline_us)
{
    time_us_t now = plat_clock_us();
    uint32_t delta = 0;

    if (deadline_us > now)
        delta = deadline_us - now > ARM_MAX_US ? ARM_MAX_US : (uint32_t)(deadline_us - now);
    lapic_timer_start((uint32_t)((uint64_t)delta * lapic_per_us >> 16) + 1);
}

void plat_timer_arm(time_us_t deadline_us)
{
    armed = deadline_us;
    if (!use_lapic) {
        if (x86_clock.mult != 0)
            mc146818_periodic(deadline_us != TIME_NEVER);
    } else if (deadline_us == TIME_NEVER) {
        lapic_timer_start(0);
    } else {
        lapic_arm(deadline_us);
    }
}

void pc_timer_expired(void)
{
    if (armed == TIME_NEVER)
        return;
    if (plat_clock_us() < armed) {
        lapic_arm(armed);
        return;
    }
    armed = TIME_NEVER;
    timer_note();
}

void pc_timer_rtc(void)
{
    if (!mc146818_ack())
        return;
    rtc_ticks++;
    if (armed == TIME_NEVER || plat_clock_us() < armed)
        return;
    plat_timer_arm(TIME_NEVER);
    timer_note();
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    return x86_clock.tsc_khz != 0 ? x86_clock.tsc_khz : GUESS_KHZ;
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    if (!use_lapic)
        return GUESS_KHZ;
    return divide((uint64_t)lapic_per_us * LAPIC_TIMER_DIVISOR * 1000, 1u << 16);
}

BOOT_CODE void plat_init(const char *cmdline)
{
    pc_irq_init(cmdline);
    pc_timer_init();
}
