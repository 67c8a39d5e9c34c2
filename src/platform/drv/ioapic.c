/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * I/O APIC [Intel 82093AA data sheet 290566-001, 3.0 "Register description"].
 */
#include <drv/ioapic.h>

#include <drv/mmio.h>
#include <kernel/section.h>

#define IOREGSEL 0x00u
#define IOWIN    0x10u

#define REG_VERSION     0x01u                /* bits 23:16: last line */
#define REG_REDIR(line) (0x10u + 2 * (line)) /* low, high word */

#define REDIR_LOW_ACTIVE 0x02000u
#define REDIR_LEVEL      0x08000u
#define REDIR_MASKED     0x10000u

static uint32_t reg_read(const struct ioapic *io, unsigned reg)
{
    mmio_write32(io->regs, IOREGSEL, reg);
    return mmio_read32(io->regs, IOWIN);
}

static void reg_write(struct ioapic *io, unsigned reg, uint32_t v)
{
    mmio_write32(io->regs, IOREGSEL, reg);
    mmio_write32(io->regs, IOWIN, v);
}

BOOT_CODE void ioapic_init(struct ioapic *io, void *regs, unsigned first)
{
    io->regs = regs;
    io->first = first;
    io->lines = (reg_read(io, REG_VERSION) >> 16 & 0xff) + 1;
    for (unsigned i = 0; i < io->lines; i++)
        reg_write(io, REG_REDIR(i), REDIR_MASKED);
}

void ioapic_setup(struct ioapic *io, unsigned line, unsigned vector, unsigned dest, bool level,
                  bool active_low)
{
    uint32_t low = vector | REDIR_MASKED;

    if (level)
        low |= REDIR_LEVEL;
    if (active_low)
        low |= REDIR_LOW_ACTIVE;
    reg_write(io, REG_REDIR(line) + 1, dest << 24);
    reg_write(io, REG_REDIR(line), low);
}

void ioapic_set_mask(struct ioapic *io, unsigned line, bool masked)
{
    uint32_t low = reg_read(io, REG_REDIR(line)) & ~REDIR_MASKED;

    reg_write(io, REG_REDIR(line), masked ? low | REDIR_MASKED : low);
}
