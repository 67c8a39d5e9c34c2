/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/cpu.h and hal/fpu.h, and of the first instructions.
 */
#include <arch/missing.h>
#include <hal/cpu.h>
#include <hal/fpu.h>

void arch_start(void);

/* The image's entry point: what the loader jumps to, usually in assembly. */
void arch_start(void)
{
    MISSING(
        "clear bss, set up a stack and the kernel's first translation, call the board's boot code");
}

void arch_cpu_init(struct cpu *cpu)
{
    (void)cpu;
    MISSING("set up the processor's tables and registers");
}

void arch_idle(void)
{
    MISSING("sleep until an interrupt is pending and take it, without losing one");
}

void arch_irq_window(void)
{
    MISSING("let pending interrupts in for a moment");
}

void arch_halt(void)
{
    MISSING("stop the processor for ever");
}

uint64_t arch_cycles(void)
{
    MISSING("read the processor's cycle counter");
}

void arch_backtrace(void)
{
    MISSING("print the calls that led here");
}

void arch_fpu_init(struct arch_fpu *fpu)
{
    (void)fpu;
    MISSING("fill a state with what a thread finds at first");
}

void arch_fpu_save(struct arch_fpu *fpu)
{
    (void)fpu;
    MISSING("store the registers of the unit");
}

void arch_fpu_load(const struct arch_fpu *fpu)
{
    (void)fpu;
    MISSING("load the registers of the unit");
}

void arch_fpu_enable(void)
{
    MISSING("let user code use the unit");
}

void arch_fpu_disable(void)
{
    MISSING("make a use by user code trap");
}
