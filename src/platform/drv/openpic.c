/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * OpenPIC interrupt controllers [Open Programmable Interrupt Controller Register Interface Specification 1.2; MPC8548E
 * Reference Manual, 10 "Programmable Interrupt Controller"].
 */
#include <drv/openpic.h>

#include <drv/mmio.h>
#include <kernel/bits.h>
#include <kernel/section.h>

#define FRR       0x01000u /* r: features: number of the last source in [26:16] */
#define GCR       0x01020u /* rw: global configuration */
#define SVR       0x010e0u /* rw: spurious vector */
#define TIMER_VPR 0x01120u /* rw: timer vector and priority, 0x40 apart */
#define SRC_VPR   0x10000u /* rw: source vector and priority, 0x20 apart */
#define SRC_DR    0x10010u /* rw: source destination */
#define CPU_CTPR  0x20080u /* rw: current task priority */
#define CPU_IACK  0x200a0u /* r: interrupt acknowledge */
#define CPU_EOI   0x200b0u /* w: end of interrupt */

#define GCR_RESET    0x80000000u
#define GCR_MIXED    0x20000000u /* the controller is in use, not passing through */
#define VPR_MASK     0x80000000u
#define VPR_HIGH     0x00800000u
#define VPR_LEVEL    0x00400000u
#define VPR_PRIORITY 0x00080000u

#define TIMERS      4u
#define SPURIOUS    0x7ffu
#define RESET_POLLS 1000000u

static uint32_t reg_read(const struct openpic *pic, unsigned reg)
{
    uint32_t v = mmio_read32(pic->base, reg);

    return pic->little ? __builtin_bswap32(v) : v;
}

static void reg_write(struct openpic *pic, unsigned reg, uint32_t v)
{
    mmio_write32(pic->base, reg, pic->little ? __builtin_bswap32(v) : v);
}

BOOT_CODE void openpic_init(struct openpic *pic)
{
    reg_write(pic, GCR, GCR_RESET);
    for (unsigned i = 0; i < RESET_POLLS && (reg_read(pic, GCR) & GCR_RESET) != 0; i++)
        ;
    pic->sources = (reg_read(pic, FRR) >> 16 & 0x7ff) + 1;
    reg_write(pic, GCR, GCR_MIXED);
    reg_write(pic, SVR, SPURIOUS);
    for (unsigned i = 0; i < TIMERS; i++)
        reg_write(pic, TIMER_VPR + 0x40 * i, VPR_MASK);
    for (unsigned i = 0; i < pic->sources; i++)
        openpic_setup(pic, i, true, true);
    reg_write(pic, CPU_CTPR, 0);
}

void openpic_setup(struct openpic *pic, unsigned source, bool level, bool high)
{
    reg_write(pic, SRC_VPR + 0x20 * source,
              VPR_MASK | VPR_PRIORITY | (level ? VPR_LEVEL : 0) | (high ? VPR_HIGH : 0) | source);
    reg_write(pic, SRC_DR + 0x20 * source, 1);
}

void openpic_set_mask(struct openpic *pic, unsigned source, bool masked)
{
    uint32_t v = reg_read(pic, SRC_VPR + 0x20 * source);

    reg_write(pic, SRC_VPR + 0x20 * source, masked ? v | VPR_MASK : v & ~VPR_MASK);
}

unsigned openpic_claim(struct openpic *pic)
{
    unsigned vector = reg_read(pic, CPU_IACK) & SPURIOUS;

    return vector < pic->sources ? vector : OPENPIC_NONE;
}

void openpic_end(struct openpic *pic)
{
    reg_write(pic, CPU_EOI, 0);
}
