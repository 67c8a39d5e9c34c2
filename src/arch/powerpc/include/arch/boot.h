/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the processor part and the board's code tell each other.
 */
#pragma once

#include <arch/layout.h>
#include <kernel/types.h>

/* What the loader left in r3 .. r7. */
struct ppc_boot_regs {
    word_t r3;
    word_t r4;
    word_t r5;
    word_t r6;
    word_t r7;
};

/* The board takes over: kernel's direct view of the first 256 MB at least, interrupts off. */
__attribute__((noreturn)) void plat_boot(const struct ppc_boot_regs *regs);

/* Extends the direct view to memory below `end` (physical). */
void ppc_direct_extend(paddr_t end);

/* Classic: the firmware is not called any more; the kernel's own translation. */
void ppc_classic_takeover(void);

/* An interrupt: PPC_VEC_EXTERNAL or PPC_VEC_DECREMENTER. */
void plat_irq_entry(unsigned vector);

/* Microseconds = time base * mult >> 32. Set by the board; also used by the stub of SystemClock. */
extern uint32_t ppc_clock_mult;

/* Sets the time base to 0. */
void ppc_timebase_start(void);

/* Decrementer: interrupt once after this many ticks of the time base. Off: none comes (or a harmless one). */
void ppc_decrementer_set(uint32_t ticks);
void ppc_decrementer_off(void);
/* The interrupt was taken. */
void ppc_decrementer_ack(void);
