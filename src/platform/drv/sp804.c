/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * SP804 [ARM DDI 0271D, "ARM Dual-Timer Module (SP804) Technical Reference Manual", 3.3 "Register descriptions"].
 */
#include <drv/sp804.h>

#include <drv/mmio.h>
#include <kernel/section.h>

#define TIMER_LOAD    0x00
#define TIMER_VALUE   0x04
#define TIMER_CONTROL 0x08
#define TIMER_INTCLR  0x0c
#define SECOND        0x20 /* offset of the second timer */

#define CONTROL_ENABLE  0x80u
#define CONTROL_IRQ     0x20u
#define CONTROL_32_BIT  0x02u
#define CONTROL_ONESHOT 0x01u

static void *timer;
static uint32_t last;
static uint32_t wraps;

BOOT_CODE void sp804_init(void *base)
{
    timer = base;
    sp804_stop();
    mmio_write32(timer, SECOND + TIMER_CONTROL, 0);
    mmio_write32(timer, SECOND + TIMER_LOAD, 0xffffffff);
    mmio_write32(timer, SECOND + TIMER_CONTROL, CONTROL_ENABLE | CONTROL_32_BIT);
}

time_us_t sp804_now(void)
{
    uint32_t now = ~mmio_read32(timer, SECOND + TIMER_VALUE);

    if (now < last)
        wraps++;
    last = now;
    return (time_us_t)wraps << 32 | now;
}

void sp804_start(uint32_t us)
{
    mmio_write32(timer, TIMER_CONTROL, 0);
    mmio_write32(timer, TIMER_LOAD, us);
    mmio_write32(timer, TIMER_CONTROL,
                 CONTROL_ENABLE | CONTROL_IRQ | CONTROL_32_BIT | CONTROL_ONESHOT);
}

void sp804_stop(void)
{
    mmio_write32(timer, TIMER_CONTROL, 0);
    mmio_write32(timer, TIMER_INTCLR, 1);
}
