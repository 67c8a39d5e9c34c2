/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What ARM boards with PL011 and GIC have in common: with armboard.c, such a board is a table, a timer and its start.
 */
#pragma once

#include <kernel/boot.h>
#include <kernel/types.h>

#define ARMBOARD_IRQS_MAX 128u

struct armboard {
    uint64_t uart;
    uint64_t gic_distributor;
    uint64_t gic_cpu;
    unsigned irqs;      /* shared interrupt lines that users see, from 0 */
    uint32_t timer_irq; /* interrupt ID of the kernel's timer */
    uint32_t edge[ARMBOARD_IRQS_MAX / 32];
    bool psci;
    bool psci_hvc;
};

/* The board's. */
extern struct armboard armboard;
void armboard_timer_interrupt(void);
extern struct boot_info armboard_boot_info;

/* A memory entry of the boot information. */
void armboard_add_mem(paddr_t first, paddr_t last, enum boot_mem_type type);
/* The image in the boot information, everything shared: what comes before the board's memory. */
void armboard_begin(void);
/* Interrupt controller; interrupts of the timer come from here on. Context: plat_init. */
void armboard_irq_init(void);
/* Processor cycles in a millisecond of plat_clock_us, in kHz; a guess where the counter stands still. */
word_t armboard_measure_khz(void);
