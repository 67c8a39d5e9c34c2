/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * UARTs of the 8250/16550 family, polled.
 */
#pragma once

#include <kernel/types.h>

struct ns16550 {
    word_t base;    /* as plat_io_read8 takes it */
    unsigned shift; /* registers lie 1 << shift apart */
    bool present;
};

/* 8 data bits, no parity, 1 stop bit. `divisor`: input clock / (16 * baud rate). False: there is no UART. */
bool ns16550_init(struct ns16550 *uart, unsigned divisor);
void ns16550_putc(struct ns16550 *uart, char c);
/* -1: nothing there. */
int ns16550_getc(struct ns16550 *uart);
