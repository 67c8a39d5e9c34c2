/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The PC's real-time clock [Motorola MC146818 data sheet, "Registers"]. Users may read the time of day through the same
 * ports; registers A and B are read, changed and written back.
 */
#include <drv/mc146818.h>

#include <plat/io.h>

#define PORT_INDEX 0x70u /* bit 7 set would block NMIs */
#define PORT_DATA  0x71u

#define REG_A 0x0au
#define REG_B 0x0bu
#define REG_C 0x0cu

#define A_RATE_1024 0x06u
#define B_PIE       0x40u
#define C_PF        0x40u

static uint8_t reg_read(unsigned reg)
{
    plat_io_write8(PORT_INDEX, (uint8_t)reg);
    return plat_io_read8(PORT_DATA);
}

static void reg_write(unsigned reg, unsigned v)
{
    plat_io_write8(PORT_INDEX, (uint8_t)reg);
    plat_io_write8(PORT_DATA, (uint8_t)v);
}

void mc146818_periodic(bool on)
{
    unsigned b = reg_read(REG_B) & ~B_PIE;

    reg_write(REG_A, (reg_read(REG_A) & 0xf0u) | A_RATE_1024);
    reg_write(REG_B, on ? b | B_PIE : b);
    mc146818_ack();
}

bool mc146818_ack(void)
{
    return (reg_read(REG_C) & C_PF) != 0;
}
