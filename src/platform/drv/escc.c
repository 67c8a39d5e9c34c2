/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Zilog 8530 serial controllers [Zilog SCC/ESCC User's Manual UM010903, 5 "Register Descriptions"].
 */
#include <drv/escc.h>

#include <plat/io.h>
#include <kernel/section.h>

#define WR1  1u  /* interrupts */
#define WR3  3u  /* receiver */
#define WR4  4u  /* format */
#define WR5  5u  /* transmitter */
#define WR11 11u /* clock source */
#define WR12 12u /* time constant */
#define WR13 13u
#define WR14 14u /* baud rate generator */

#define RR0_RX 0x01u
#define RR0_TX 0x04u

#define CLOCK     3686400u
#define BAUD      38400u
#define PUT_POLLS 200000u

static void write_reg(const struct escc *e, unsigned reg, unsigned v)
{
    plat_io_write8(e->control, (uint8_t)reg);
    plat_io_write8(e->control, (uint8_t)v);
}

BOOT_CODE void escc_init(struct escc *e)
{
    unsigned constant = CLOCK / (2 * 16 * BAUD) - 2;

    (void)plat_io_read8(e->control); /* the next write is a register's number */
    write_reg(e, WR1, 0);
    write_reg(e, WR4, 0x44); /* clock times 16, one stop bit */
    write_reg(e, WR11, 0x50);
    write_reg(e, WR12, constant);
    write_reg(e, WR13, 0);
    write_reg(e, WR14, 0x01);
    write_reg(e, WR3, 0xc1); /* 8 bits, on */
    write_reg(e, WR5, 0xea); /* DTR, 8 bits, on, RTS */
}

void escc_putc(struct escc *e, char c)
{
    for (unsigned i = 0; i < PUT_POLLS; i++) {
        if ((plat_io_read8(e->control) & RR0_TX) != 0)
            break;
    }
    plat_io_write8(e->data, (uint8_t)c);
}

int escc_getc(struct escc *e)
{
    return (plat_io_read8(e->control) & RR0_RX) != 0 ? plat_io_read8(e->data) : -1;
}
