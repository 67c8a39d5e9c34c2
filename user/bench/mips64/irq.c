/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The interrupt of a Malta: its interval timer's, every millisecond. The ISA ports are memory.
 */
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/misc.h>
#include <l4/sigma0.h>
#include <l4/thread.h>

#include "bench.h"
#include "env.h"

#define PIT_CHANNEL0 0x40
#define PIT_COMMAND  0x43
#define PIT_DIVISOR  1193 /* one millisecond */
#define ISA_PHYS     0x18000000UL
#define ISA_AT       0x68000000UL

static void out8(L4_Word_t port, L4_Word_t value)
{
    *(volatile L4_Word8_t *)(ISA_AT + port) = (L4_Word8_t)value;
    __asm__ __volatile__("sync" : : : "memory");
}

L4_ThreadId_t bench_irq_begin(void)
{
    L4_Fpage_t ports = L4_FpageAddRights(L4_Fpage(ISA_PHYS, env_page_size), L4_FullyAccessible);
    L4_Fpage_t view = L4_FpageAddRights(L4_Fpage(ISA_AT, env_page_size), L4_FullyAccessible);

    (void)L4_Sigma0_GetPage_RcvWindow(L4_nilthread, ports, view);
    L4_Accept(L4_UntypedWordsAcceptor);
    (void)L4_Set_PageAttribute(view, L4_UncachedMemory);
    out8(PIT_COMMAND, 0x34);
    out8(PIT_CHANNEL0, PIT_DIVISOR & 0xff);
    out8(PIT_CHANNEL0, PIT_DIVISOR >> 8);
    return L4_GlobalId(0, 1);
}

void bench_irq_cause(void)
{
}

/* Slow, but never stopped: QEMU 7.2 under -icount hangs when the processor waits and its own timer is the only one. */
void bench_irq_end(void)
{
    out8(PIT_COMMAND, 0x34);
    out8(PIT_CHANNEL0, 0);
    out8(PIT_CHANNEL0, 0);
}
