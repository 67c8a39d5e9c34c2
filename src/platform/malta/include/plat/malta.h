/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The Malta board: addresses and interrupt numbers [MIPS Malta User's Manual MD00048 rev. 1.07, "Memory Map", "Interrupts";
 * GT-64120 data sheet, "Register Tables"].
 */
#pragma once

#include <kernel/types.h>

/* Physical addresses. */
#define MALTA_LOW_RAM_MAX  0x10000000u
#define MALTA_HIGH_RAM     0x80000000u /* all of the RAM; what is below 256 MB is seen at 0 as well */
#define MALTA_HIGH_RAM_MAX 0x80000000u
#define MALTA_ISA          0x18000000u
#define MALTA_ISA_SIZE     0x10000u
#define MALTA_GT64120      0x1be00000u
#define MALTA_GT64120_SIZE 0x1000u
#define MALTA_SOFTRES      0x1f000500u
#define MALTA_SOFTRES_GO   0x42u

/* GT-64120: reading this byte acknowledges the 8259s and gives the vector. */
#define GT_INTERRUPT_ACK 0xc34u

/* ISA ports. */
#define MALTA_COM1   0x3f8u
#define COM1_DIVISOR 1u /* 115200 baud */

/* Interrupt numbers of users: 0 to 15 are ISA lines, 16 + n is interrupt bit n of Cause. */
#define MALTA_IRQ_CPU   16u
#define MALTA_IRQS      32u
#define MALTA_CPU_ISA   2u /* the 8259s */
#define MALTA_CPU_FIRST 3u /* to users: 3 SMI, 4 board UART, 5 CoreHI, 6 CoreLO */
#define MALTA_CPU_LAST  6u
#define MALTA_CPU_TIMER 7u

/* Kernel's view of the ISA ports. Valid after malta_console_map. */
extern word_t malta_isa;

/* irq.c, timer.c */
void malta_irq_init(void);
void malta_timer_init(void);
void malta_timer_interrupt(void);
