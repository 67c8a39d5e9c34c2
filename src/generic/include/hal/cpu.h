/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the neutral kernel asks of a processor.
 *
 * <arch/cpu.h> supplies `struct arch_cpu`, which is embedded in struct cpu as member `arch`.
 */
#pragma once

#include <kernel/types.h>

struct cpu;

/* The structure of the processor that runs this code. Cheap: at most one load. Context: any. */
static inline struct cpu *arch_this_cpu(void);

/* Sets up the processor's own tables and registers; interrupts stay off. Context: boot, once per processor. */
void arch_cpu_init(struct cpu *cpu);

/* Sleeps until an interrupt is pending, takes it (irq_note or timer_note is called from the handler) and returns with
 * interrupts off. Must not lose one that arrives between the caller's last check and the sleep. */
void arch_idle(void);

/* Lets pending interrupts in for a moment; they are noted only. Called and returns with interrupts off. */
void arch_irq_window(void);

/* Stops the processor for ever. */
__attribute__((noreturn)) void arch_halt(void);

/* The CPU's free-running cycle counter. */
uint64_t arch_cycles(void);

/* Prints the calls that led here, innermost first, one address a line with its symbol. Context: panic. */
void arch_backtrace(void);

#include <arch/cpu.h>
