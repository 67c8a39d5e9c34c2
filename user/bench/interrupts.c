/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts to a handler at user level while a thread of lower priority computes. The device is the board's (irq.c).
 *
 * For each interrupt the kernel is crossed from the interrupted thread to the handler, and back when the handler acknowledges
 * and waits; a device that asks at once is served on the way back, in the same crossing.
 */
#include <l4/ipc.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include "bench.h"
#include "env.h"

#define INTERRUPTS 20

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
        bench_irq_cause();
        L4_Set_MsgTag(L4_Niltag);
        if (L4_IpcFailed(L4_Call(irq)))
            bench_fail("no interrupt came");
    }
}

void bench_interrupts(void)
{
    L4_ThreadId_t irq = bench_irq_begin();
    L4_ThreadId_t t;
    unsigned number;

    if (L4_IsNilThread(irq))
        return;
    number = bench_new(INTERRUPTS, "interrupt");
    t = bench_thread(L4_nilthread, computer, 0);
    if (!L4_Set_Priority(t, 50))
        bench_fail("the priority of the interrupted thread");
    if (!L4_AssociateInterrupt(irq, env_main))
        bench_fail("the interrupt");
    bench_irq_cause();
    if (L4_IpcFailed(L4_Receive(irq)))
        bench_fail("no interrupt came");
    wait_for(irq, 3);
    bench_begin(number);
    wait_for(irq, INTERRUPTS);
    bench_end();
    bench_irq_end();
    (void)L4_DeassociateInterrupt(irq);
    (void)env_delete(t);
}
