/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Zilog 8530 serial controllers as in Macintoshes (ESCC), one channel, polled.
 */
#pragma once

#include <kernel/types.h>

struct escc {
    word_t control; /* as plat_io_read8 takes it */
    word_t data;
};

/* 38400 baud, 8 data bits, no parity, 1 stop bit. */
void escc_init(struct escc *e);
void escc_putc(struct escc *e, char c);
/* -1: nothing there. */
int escc_getc(struct escc *e);
