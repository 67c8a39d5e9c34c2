/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Local APIC [Intel SDM 325462-083, vol. 3A, 11.4 "Local APIC"].
 */
#include <drv/lapic.h>

#include <drv/mmio.h>

#define REG_ID            0x020u /* r: bits 31:24 */
#define REG_TPR           0x080u /* rw: task priority */
#define REG_EOI           0x0b0u /* w */
#define REG_SVR           0x0f0u /* rw: spurious vector, enable */
#define REG_ESR           0x280u /* rw: error status */
#define REG_ICR_LOW       0x300u /* rw: interrupt command */
#define REG_ICR_HIGH      0x310u
#define REG_LVT_TIMER     0x320u
#define REG_LVT_LINT0     0x350u
#define REG_LVT_LINT1     0x360u
#define REG_LVT_ERROR     0x370u
#define REG_TIMER_INITIAL 0x380u
#define REG_TIMER_CURRENT 0x390u
#define REG_TIMER_DIVIDE  0x3e0u

#define SVR_ENABLE   0x100u
#define LVT_EXTINT   0x700u
#define LVT_NMI      0x400u
#define LVT_MASKED   0x10000u
#define ICR_SELF     0x44000u /* to self, assert */
#define ICR_PENDING  0x1000u
#define DIVIDE_BY_16 0x3u

static void *regs;

void lapic_init(void *base, bool virtual_wire, unsigned timer_vector, unsigned error_vector,
                unsigned spurious_vector)
{
    regs = base;
    mmio_write32(regs, REG_SVR, SVR_ENABLE | spurious_vector);
    mmio_write32(regs, REG_TPR, 0);
    mmio_write32(regs, REG_LVT_LINT0, virtual_wire ? LVT_EXTINT : LVT_EXTINT | LVT_MASKED);
    mmio_write32(regs, REG_LVT_LINT1, LVT_NMI);
    mmio_write32(regs, REG_LVT_ERROR, error_vector);
    mmio_write32(regs, REG_TIMER_DIVIDE, DIVIDE_BY_16);
    mmio_write32(regs, REG_TIMER_INITIAL, 0);
    mmio_write32(regs, REG_LVT_TIMER, timer_vector);
    lapic_eoi();
}

unsigned lapic_id(void)
{
    return mmio_read32(regs, REG_ID) >> 24;
}

void lapic_eoi(void)
{
    mmio_write32(regs, REG_EOI, 0);
}

void lapic_timer_start(uint32_t ticks)
{
    mmio_write32(regs, REG_TIMER_INITIAL, ticks);
}

uint32_t lapic_timer_left(void)
{
    return mmio_read32(regs, REG_TIMER_CURRENT);
}

void lapic_self_interrupt(unsigned vector)
{
    while ((mmio_read32(regs, REG_ICR_LOW) & ICR_PENDING) != 0)
        ;
    mmio_write32(regs, REG_ICR_LOW, ICR_SELF | vector);
}

void lapic_error_clear(void)
{
    mmio_write32(regs, REG_ESR, 0);
}
