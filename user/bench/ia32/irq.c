/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The interrupt of a PC: its interval timer's, every millisecond.
 */
#include <l4/kip.h>
#include <l4/thread.h>

#include "bench.h"

#define PIT_CHANNEL0 0x40
#define PIT_COMMAND  0x43
#define PIT_DIVISOR  1193 /* one millisecond */

static void out8(L4_Word_t port, L4_Word_t value)
{
    __asm__ __volatile__("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

L4_ThreadId_t bench_irq_begin(void)
{
    out8(PIT_COMMAND, 0x34);
    out8(PIT_CHANNEL0, PIT_DIVISOR & 0xff);
    out8(PIT_CHANNEL0, PIT_DIVISOR >> 8);
    /* On an I/O APIC (more than 16 interrupts) the timer is wired to input 2. */
    return L4_GlobalId(L4_ThreadIdSystemBase(L4_GetKernelInterface()) > 16 ? 2 : 0, 1);
}

void bench_irq_cause(void)
{
}

void bench_irq_end(void)
{
    out8(PIT_COMMAND, 0x30);
}
