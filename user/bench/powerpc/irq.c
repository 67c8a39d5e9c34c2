/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The interrupt of ppce500: the transmitter of its serial line is empty (level, until IIR is read). mac99 has none that a
 * program can cause.
 */
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/thread.h>

#include "bench.h"
#include "env.h"

#define PPCE500_SYSTEM_BASE 128
#define UART_PAGE           0xA0004000UL
#define UART_AT             0x6F000000UL
#define UART_IRQ            42
#define UART_IER            0x501
#define UART_IIR            0x502
#define IER_THRE            2

static volatile L4_Word8_t *uart(L4_Word_t offset)
{
    return (volatile L4_Word8_t *)(UART_AT + offset);
}

L4_ThreadId_t bench_irq_begin(void)
{
    if (L4_ThreadIdSystemBase(L4_GetKernelInterface()) != PPCE500_SYSTEM_BASE)
        return L4_nilthread;
    (void)L4_Sigma0_GetPage_RcvWindow(
        L4_nilthread, L4_FpageAddRights(L4_Fpage(UART_PAGE, env_page_size), L4_ReadWriteOnly),
        L4_Fpage(UART_AT, env_page_size));
    L4_Accept(L4_UntypedWordsAcceptor);
    return L4_GlobalId(UART_IRQ, 1);
}

void bench_irq_cause(void)
{
    *uart(UART_IER) = 0;
    (void)*uart(UART_IIR);
    *uart(UART_IER) = IER_THRE;
}

void bench_irq_end(void)
{
    *uart(UART_IER) = 0;
}
