/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Clock and one-shot timer: the processor's Count and Compare, measured once against the interval timer.
 *
 * Count has 32 bits; whoever reads the clock extends it. Compare is always set, at most half a turn of Count ahead, so no
 * turn is missed however long nobody asks.
 */
#include <arch/timer.h>
#include <drv/i8254.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/irq.h>
#include <plat/malta.h>
#include <kernel/section.h>

#define SAMPLE_TRIES 16u
#define MEASURE_TICKS                                                                              \
    24000u /* 20 ms of the 55 that a turn of the counter takes: a busy emulator may stop us between */
#define MEASURE_TRIES 32u
#define AHEAD_MAX     0x7fffffffu
#define AHEAD_MIN     64u
#define ARM_MAX_US    1000000u /* longer deadlines are armed in steps */
#define TIMER_LATE_US 100u
#define US_SHIFT      40u

static uint64_t count_khz;
static uint64_t us_per_tick; /* times 2^US_SHIFT */
static uint64_t ticks;       /* Count, extended, at the last reading */
static time_us_t armed = TIME_NEVER;

/* One moment on both counters. */
struct sample {
    uint32_t count;
    unsigned pit;
};

/* An emulator may stop us between two readings: of several tries the one whose readings lie closest counts. */
static void take_sample(struct sample *best)
{
    uint32_t best_gap = UINT32_MAX;

    for (unsigned i = 0; i < SAMPLE_TRIES; i++) {
        uint32_t before = mips_count();
        uint32_t after;
        unsigned pit;

        i8254_latch0();
        after = mips_count();
        pit = i8254_read0();
        if (after - before < best_gap) {
            best_gap = after - before;
            best->count = before + (after - before) / 2;
            best->pit = pit;
        }
    }
}

/* Ticks of the interval timer between two readings less than one turn apart. */
static unsigned pit_elapsed(unsigned from, unsigned to)
{
    return (from - to) & 0xffff;
}

/* False: the readings do not fit together, as when the emulator was stopped for longer than a turn. */
static bool measure(void)
{
    struct sample a = {0};
    struct sample b = {0};
    unsigned elapsed;
    unsigned last = 0;

    take_sample(&a);
    do {
        i8254_latch0();
        elapsed = pit_elapsed(a.pit, i8254_read0());
        if (elapsed < last)
            return false;
        last = elapsed;
    } while (elapsed < MEASURE_TICKS);
    take_sample(&b);
    elapsed = pit_elapsed(a.pit, b.pit);
    if (elapsed < MEASURE_TICKS)
        return false;
    count_khz = ((uint64_t)(b.count - a.count) * I8254_HZ / elapsed + 500) / 1000;
    return count_khz > 1000;
}

static uint64_t read_ticks(void)
{
    ticks += (uint32_t)(mips_count() - (uint32_t)ticks);
    return ticks;
}

/* Compare in `ahead` ticks; if Count has passed it before it was set, a little later. */
static void set_ahead(uint32_t ahead)
{
    for (;;) {
        uint32_t target = mips_count() + ahead;

        mips_set_compare(target);
        if ((int32_t)(target - mips_count()) > 0)
            return;
        ahead = 2 * ahead + AHEAD_MIN;
    }
}

void malta_timer_init(void)
{
    bool good = false;

    i8254_run0();
    for (unsigned i = 0; i < MEASURE_TRIES && !good; i++)
        good = measure();
    if (!good)
        panic("the processor's counter cannot be measured against the interval timer");
    us_per_tick = (1000ull << US_SHIFT) / count_khz;
    ticks = mips_count();
    set_ahead(AHEAD_MAX);
    mips_irq_enable(MALTA_CPU_TIMER);
}

time_us_t plat_clock_us(void)
{
    return (time_us_t)((unsigned __int128)read_ticks() * us_per_tick >> US_SHIFT);
}

unsigned plat_clock_precision_us(void)
{
    return 1;
}

unsigned plat_timer_precision_us(void)
{
    return TIMER_LATE_US;
}

static void program(void)
{
    time_us_t now = plat_clock_us();
    uint64_t delta;

    if (armed == TIME_NEVER) {
        set_ahead(AHEAD_MAX);
        return;
    }
    delta = armed > now ? MIN(armed - now, (time_us_t)ARM_MAX_US) : 0;
    set_ahead((uint32_t)MIN(delta * count_khz / 1000 + 1, (uint64_t)AHEAD_MAX));
}

void plat_timer_arm(time_us_t deadline_us)
{
    armed = deadline_us;
    program();
}

void malta_timer_interrupt(void)
{
    if (armed != TIME_NEVER && plat_clock_us() >= armed) {
        armed = TIME_NEVER;
        timer_note();
    }
    program();
}

word_t plat_cpu_khz(unsigned cpu)
{
    (void)cpu;
    return count_khz;
}

word_t plat_bus_khz(unsigned cpu)
{
    (void)cpu;
    return count_khz;
}

BOOT_CODE void plat_init(const char *cmdline)
{
    (void)cmdline;
    malta_irq_init();
    malta_timer_init();
}
