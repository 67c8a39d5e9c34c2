/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The interrupt of the ARM boards: the PL031 clock's, which asks when its time is the one it compares with.
 */
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/thread.h>

#include <user_board.h>

#include "bench.h"
#include "env.h"

L4_ThreadId_t bench_irq_begin(void)
{
    L4_Fpage_t page =
        L4_FpageAddRights(L4_Fpage(user_board().rtc, env_page_size), L4_ReadWriteOnly);

    (void)L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page);
    L4_Accept(L4_UntypedWordsAcceptor);
    user_set(user_board().rtc, PL031_MASK, 1);
    return L4_GlobalId(user_board().rtc_irq, 1);
}

void bench_irq_cause(void)
{
    L4_Word_t rtc = user_board().rtc;

    user_set(rtc, PL031_CLEAR, 1);
    user_set(rtc, PL031_MATCH, user_get(rtc, PL031_DATA));
}

void bench_irq_end(void)
{
    user_set(user_board().rtc, PL031_MASK, 0);
    user_set(user_board().rtc, PL031_CLEAR, 1);
}
