/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: the devices of the boards that programs drive. The boards have RAM at different places, so the program's own address tells
 * where it runs.
 */
#pragma once

#include <l4/types.h>

struct user_board {
    L4_Word_t uart; /* PL011 */
    L4_Word_t uart_irq;
    L4_Word_t rtc; /* PL031 */
    L4_Word_t rtc_irq;
};

extern char __l4_link_base[];

static inline struct user_board user_board(void)
{
    static const struct user_board virt = {0x09000000, 1, 0x09010000, 2};
    static const struct user_board vexpress = {0x10009000, 5, 0x10017000, 4};

    return (L4_Word_t)__l4_link_base >> 28 == 4 ? virt : vexpress;
}

/* Registers of both devices. */
#define PL031_DATA  0x00
#define PL031_MATCH 0x04
#define PL031_MASK  0x10
#define PL031_CLEAR 0x1C
#define PL011_DATA  0x00
#define PL011_FLAGS 0x18 /* bit 4: nothing came in */
#define PL011_MASK  0x38 /* bits 4 and 6: something came in */
#define PL011_CLEAR 0x44

static inline L4_Word_t user_get(L4_Word_t base, L4_Word_t reg)
{
    return *(volatile L4_Word_t *)(base + reg);
}

static inline void user_set(L4_Word_t base, L4_Word_t reg, L4_Word_t value)
{
    *(volatile L4_Word_t *)(base + reg) = value;
}
