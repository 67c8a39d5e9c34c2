/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts on a PC: the timer's, to a handler at user level while a thread of lower priority computes.
 *
 * Two crossings for each: from the interrupted thread to the handler, and back when the handler acknowledges and waits.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include "bench.h"
#include "env.h"

#define INTERRUPTS   20
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND  0x43
#define PIT_DIVISOR  1193 /* one millisecond */

static void out8(L4_Word_t port, L4_Word_t value)
{
    __asm__ __volatile__("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

static L4_ThreadId_t timer_irq(void)
{
    /* On an I/O APIC (more than 16 interrupts) the timer is wired to input 2. */
    return L4_GlobalId(L4_ThreadIdSystemBase(L4_GetKernelInterface()) > 16 ? 2 : 0, 1);
}

static void computer(void)
{
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    for (;;)
        __asm__ __volatile__("" : : : "memory");
}

static void wait_for(L4_ThreadId_t irq, int n)
{
    while (n-- > 0) {
        L4_Set_MsgTag(L4_Niltag);
        if (L4_IpcFailed(L4_Call(irq)))
            bench_fail("no interrupt came");
    }
}

void bench_interrupts(void)
{
    unsigned number = bench_new(INTERRUPTS, "interrupt");
    L4_ThreadId_t irq = timer_irq();
    L4_ThreadId_t t = bench_thread(L4_nilthread, computer, 0);

    if (!L4_AssociateInterrupt(irq, env_main))
        bench_fail("the timer's interrupt");
    out8(PIT_COMMAND, 0x34);
    out8(PIT_CHANNEL0, PIT_DIVISOR & 0xff);
    out8(PIT_CHANNEL0, PIT_DIVISOR >> 8);
    if (L4_IpcFailed(L4_Receive(irq)))
        bench_fail("no interrupt came");
    wait_for(irq, 3);
    bench_begin(number);
    wait_for(irq, INTERRUPTS);
    bench_end();
    (void)L4_DeassociateInterrupt(irq);
    (void)env_delete(t);
}
