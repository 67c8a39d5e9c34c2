/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * UARTs of the 8250/16550 family, polled [National Semiconductor PC16550D data sheet, 8.0 "Registers"].
 */
#include <drv/ns16550.h>

#include <plat/io.h>
#include <kernel/section.h>

#define RBR 0u /* r: receive buffer; w: transmit; divisor low while LCR_DLAB */
#define IER 1u /* rw: interrupt enable; divisor high while LCR_DLAB */
#define LCR 3u /* rw: line control */
#define MCR 4u /* rw: modem control */
#define LSR 5u /* r: line status */
#define SCR 7u /* rw: scratch */

#define LCR_8N1       0x03u
#define LCR_DLAB      0x80u
#define MCR_DTR_RTS   0x03u
#define LSR_DATA      0x01u
#define LSR_THR_EMPTY 0x20u

#define PUT_POLLS                                                                                  \
    200000u /* several characters' time: a line that never gets ready loses output, not the kernel */

static uint8_t reg_read(const struct ns16550 *u, unsigned reg)
{
    return plat_io_read8(u->base + (reg << u->shift));
}

static void reg_write(const struct ns16550 *u, unsigned reg, uint8_t v)
{
    plat_io_write8(u->base + (reg << u->shift), v);
}

/* The FIFOs stay as they were found: switching them on empties them, and what was typed before must not get lost. */
BOOT_CODE bool ns16550_init(struct ns16550 *uart, unsigned divisor)
{
    reg_write(uart, SCR, 0x5a);
    uart->present = reg_read(uart, SCR) == 0x5a && reg_read(uart, LSR) != 0xff;
    if (!uart->present)
        return false;
    reg_write(uart, IER, 0);
    reg_write(uart, LCR, LCR_DLAB | LCR_8N1);
    reg_write(uart, RBR, (uint8_t)divisor);
    reg_write(uart, IER, (uint8_t)(divisor >> 8));
    reg_write(uart, LCR, LCR_8N1);
    reg_write(uart, MCR, MCR_DTR_RTS);
    return true;
}

void ns16550_putc(struct ns16550 *uart, char c)
{
    if (!uart->present)
        return;
    for (unsigned i = 0; i < PUT_POLLS; i++)
        if ((reg_read(uart, LSR) & LSR_THR_EMPTY) != 0)
            break;
    reg_write(uart, RBR, (uint8_t)c);
}

int ns16550_getc(struct ns16550 *uart)
{
    if (!uart->present)
        return -1;
    return (reg_read(uart, LSR) & LSR_DATA) != 0 ? reg_read(uart, RBR) : -1;
}
