/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Generic interrupt controller [ARM IHI 0048B.b, "Generic Interrupt Controller Architecture Specification", 4.3 "Distributor register
 * descriptions" and 4.4 "CPU interface register descriptions"].
 */
#include <drv/gic.h>

#include <drv/mmio.h>
#include <kernel/bits.h>
#include <kernel/section.h>

#define GICD_CTLR       0x000
#define GICD_TYPER      0x004
#define GICD_ISENABLER  0x100
#define GICD_ICENABLER  0x180
#define GICD_ICPENDR    0x280
#define GICD_IPRIORITYR 0x400
#define GICD_ITARGETSR  0x800
#define GICD_ICFGR      0xc00

#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10

#define ENABLE       1u
#define PRIORITY_ALL 0xf0u
#define PRIORITY_MID 0xa0a0a0a0u
#define EDGE_BIT     2u
#define TARGET_FIRST 0x01010101u

static void *dist;
static void *cpuif;
static unsigned lines;

/* A processor that is alone reads its targets as 0 [IHI 0048B.b, 4.3.12]. */
static uint32_t own_target(void)
{
    uint32_t target = mmio_read32(dist, GICD_ITARGETSR);

    return target != 0 ? target : TARGET_FIRST;
}

BOOT_CODE void gic_init(void *distributor, void *cpu_interface)
{
    uint32_t target;

    dist = distributor;
    cpuif = cpu_interface;
    lines = MIN(32 * ((mmio_read32(dist, GICD_TYPER) & 31) + 1), GIC_SPURIOUS);
    mmio_write32(dist, GICD_CTLR, 0);
    target = own_target();
    for (unsigned i = 0; i < lines / 32; i++) {
        mmio_write32(dist, GICD_ICENABLER + 4 * i, 0xffffffff);
        mmio_write32(dist, GICD_ICPENDR + 4 * i, 0xffffffff);
    }
    for (unsigned i = 0; i < lines / 4; i++)
        mmio_write32(dist, GICD_IPRIORITYR + 4 * i, PRIORITY_MID);
    for (unsigned i = GIC_SHARED / 4; i < lines / 4; i++)
        mmio_write32(dist, GICD_ITARGETSR + 4 * i, target);
    for (unsigned i = GIC_SHARED / 16; i < lines / 16; i++)
        mmio_write32(dist, GICD_ICFGR + 4 * i, 0);
    mmio_write32(dist, GICD_CTLR, ENABLE);
    mmio_write32(cpuif, GICC_PMR, PRIORITY_ALL);
    mmio_write32(cpuif, GICC_CTLR, ENABLE);
}

unsigned gic_lines(void)
{
    return lines;
}

void gic_set_edge(unsigned id)
{
    unsigned reg = GICD_ICFGR + 4 * (id / 16);

    mmio_write32(dist, reg, mmio_read32(dist, reg) | EDGE_BIT << 2 * (id % 16));
}

void gic_mask(unsigned id)
{
    mmio_write32(dist, GICD_ICENABLER + 4 * (id / 32), 1u << (id % 32));
}

void gic_unmask(unsigned id)
{
    mmio_write32(dist, GICD_ISENABLER + 4 * (id / 32), 1u << (id % 32));
}

uint32_t gic_take(void)
{
    return mmio_read32(cpuif, GICC_IAR);
}

void gic_end(uint32_t taken)
{
    mmio_write32(cpuif, GICC_EOIR, taken);
}
