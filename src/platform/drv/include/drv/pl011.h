/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PL011, the UART of ARM's boards, polled.
 */
#pragma once

#include <kernel/types.h>

/* 8 bits, FIFOs on; the baud rate stays as the loader left it. */
void pl011_init(void *base);
void pl011_putc(void *base, char c);
/* -1: nothing came in. */
int pl011_getc(void *base);
