/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PL011 [ARM DDI 0183G, "PrimeCell UART (PL011) Technical Reference Manual", 3.3 "Register descriptions"].
 */
#include <drv/pl011.h>

#include <drv/mmio.h>
#include <kernel/section.h>

#define UARTDR    0x000 /* data; bits 11:8 of what was read are errors */
#define UARTFR    0x018 /* flags */
#define UARTLCR_H 0x02c /* line control */
#define UARTCR    0x030 /* control */

#define FR_RXFE   0x10u
#define FR_TXFF   0x20u
#define LCR_H_FEN 0x10u
#define LCR_H_8   0x60u
#define CR_ENABLE 0x301u /* UART, transmitter, receiver */

#define SEND_TRIES 1000000u

BOOT_CODE void pl011_init(void *base)
{
    mmio_write32(base, UARTLCR_H, LCR_H_8 | LCR_H_FEN);
    mmio_write32(base, UARTCR, CR_ENABLE);
}

void pl011_putc(void *base, char c)
{
    for (unsigned i = 0; i < SEND_TRIES && (mmio_read32(base, UARTFR) & FR_TXFF) != 0; i++)
        ;
    mmio_write32(base, UARTDR, (uint8_t)c);
}

int pl011_getc(void *base)
{
    if ((mmio_read32(base, UARTFR) & FR_RXFE) != 0)
        return -1;
    return (int)(mmio_read32(base, UARTDR) & 0xff);
}
