/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Channel 2 of the interval timer [Intel 8254 data sheet 231164-005, "Programming the 8254"]. Its gate and output are bits
 * 0 and 5 of port 0x61; bit 1 connects it to the loudspeaker. Channel 0 always counts.
 */
#include <drv/i8254.h>

#include <plat/io.h>

#define PORT_CH0     0x40u
#define PORT_CH2     0x42u
#define PORT_COMMAND 0x43u
#define PORT_GATE    0x61u

#define CMD_CH0_MODE2 0x34u /* low then high byte, starts again at 0 */
#define CMD_CH0_LATCH 0x00u
#define CMD_CH2_MODE0 0xb0u /* low then high byte, output rises at 0 */
#define CMD_CH2_LATCH 0x80u
#define GATE_ON       0x01u
#define GATE_SPEAKER  0x02u
#define GATE_OUT      0x20u

void i8254_start(void)
{
    unsigned gate = plat_io_read8(PORT_GATE) & ~(GATE_SPEAKER | GATE_ON) & 0x0fu;

    plat_io_write8(PORT_GATE, (uint8_t)(gate | GATE_ON));
    plat_io_write8(PORT_COMMAND, CMD_CH2_MODE0);
    plat_io_write8(PORT_CH2, 0xff);
    plat_io_write8(PORT_CH2, 0xff);
}

void i8254_latch(void)
{
    plat_io_write8(PORT_COMMAND, CMD_CH2_LATCH);
}

unsigned i8254_read(void)
{
    unsigned low = plat_io_read8(PORT_CH2);

    return low | (unsigned)plat_io_read8(PORT_CH2) << 8;
}

bool i8254_expired(void)
{
    return (plat_io_read8(PORT_GATE) & GATE_OUT) != 0;
}

void i8254_run0(void)
{
    plat_io_write8(PORT_COMMAND, CMD_CH0_MODE2);
    plat_io_write8(PORT_CH0, 0);
    plat_io_write8(PORT_CH0, 0);
}

void i8254_latch0(void)
{
    plat_io_write8(PORT_COMMAND, CMD_CH0_LATCH);
}

unsigned i8254_read0(void)
{
    unsigned low = plat_io_read8(PORT_CH0);

    return low | (unsigned)plat_io_read8(PORT_CH0) << 8;
}

void i8254_stop(void)
{
    plat_io_write8(PORT_GATE, (uint8_t)(plat_io_read8(PORT_GATE) & ~GATE_ON & 0x0fu));
}
