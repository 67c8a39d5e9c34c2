/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * VGA text screen, 80 x 25, output only: scrolls, leaves the hardware cursor alone (user programs may own the registers).
 */
#include <drv/vgatext.h>

#include <kernel/string.h>
#include <kernel/section.h>

#define COLUMNS 80u
#define ROWS    25u
#define BLANK   0x0720u /* grey on black */

static volatile uint16_t *cells; /* NULL: no screen */
static unsigned column;

BOOT_CODE bool vgatext_init(void *memory)
{
    volatile uint16_t *probe = memory;
    uint16_t old = probe[0];

    cells = NULL;
    probe[0] = 0x0755;
    if (probe[0] == 0x0755) {
        probe[0] = 0x07aa;
        if (probe[0] == 0x07aa)
            cells = probe;
    }
    probe[0] = old;
    column = 0;
    return cells != NULL;
}

static void scroll(void)
{
    for (unsigned i = 0; i < COLUMNS * (ROWS - 1); i++)
        cells[i] = cells[i + COLUMNS];
    for (unsigned i = COLUMNS * (ROWS - 1); i < COLUMNS * ROWS; i++)
        cells[i] = BLANK;
    column = 0;
}

void vgatext_putc(char c)
{
    if (cells == NULL)
        return;
    if (c == '\r') {
        column = 0;
        return;
    }
    if (c == '\n' || column == COLUMNS)
        scroll();
    if (c == '\b') {
        column -= column != 0;
    } else if (c != '\n') {
        cells[COLUMNS * (ROWS - 1) + column] = (uint16_t)(0x0700 | (uint8_t)c);
        column++;
    }
}
