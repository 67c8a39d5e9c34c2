/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the neutral kernel asks of the board.
 */
#pragma once

#include <kernel/types.h>

/* Console is usable from the start of plat_init_console. Context: boot, any. */
void plat_console_init(const char *cmdline);
void plat_console_putc(char c);
/* A character that was typed, -1 if there is none. */
int plat_console_getc(void);

/* Interrupt controllers, timer and clock. Context: boot, kernel tables set up, interrupts off. */
void plat_init(const char *cmdline);

/* Number of interrupt lines = SystemBase of ThreadInfo; at most 128. */
unsigned plat_irq_count(void);

/* May user level have this line? (Exists, and the kernel does not use it.) Leaves it masked. */
bool plat_irq_available(unsigned irq);
void plat_irq_mask(unsigned irq);
void plat_irq_unmask(unsigned irq);

/* One-shot timer: an interrupt at or soon after the clock reads deadline_us (TIME_NEVER: none). The interrupt ends in
 * timer_note(). A deadline in the past fires at once. */
void plat_timer_arm(time_us_t deadline_us);

/* The system clock. Never goes back; common to all processors. */
time_us_t plat_clock_us(void);
/* Smallest step of the clock, and how late a wake-up may be on an idle machine, in microseconds (at least 1). */
unsigned plat_clock_precision_us(void);
unsigned plat_timer_precision_us(void);

/* Core and bus frequency in kHz, for the processor descriptors; never 0. */
word_t plat_cpu_khz(unsigned cpu);
word_t plat_bus_khz(unsigned cpu);

/* Number of processors present. Starting them and calling them is for SMP builds. */
unsigned plat_cpu_count(void);

/* Ends the run with the verdict n (0: good) where the board can; returns where it cannot. */
void plat_exit(unsigned n);
