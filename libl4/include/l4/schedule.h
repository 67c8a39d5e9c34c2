/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Scheduling parameters.
 */
#pragma once

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

#define L4_SCHEDRESULT_ERROR        0
#define L4_SCHEDRESULT_DEAD         1
#define L4_SCHEDRESULT_INACTIVE     2
#define L4_SCHEDRESULT_RUNNING      3
#define L4_SCHEDRESULT_PENDING_SEND 4
#define L4_SCHEDRESULT_SENDING      5
#define L4_SCHEDRESULT_WAITING      6
#define L4_SCHEDRESULT_RECEIVING    7

#define __L4_UNCHANGED (~(L4_Word_t)0)

L4_INLINE void L4_Yield(void)
{
    L4_ThreadSwitch(L4_nilthread);
}

L4_INLINE L4_Word_t L4_Set_Priority(L4_ThreadId_t tid, L4_Word_t prio)
{
    L4_Word_t old;

    return L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, prio & 0xFF, __L4_UNCHANGED, &old);
}

L4_INLINE L4_Word_t L4_Set_ProcessorNo(L4_ThreadId_t tid, L4_Word_t cpu_no)
{
    L4_Word_t old;

    return L4_Schedule(tid, __L4_UNCHANGED, cpu_no & 0xFFFF, __L4_UNCHANGED, __L4_UNCHANGED, &old);
}

L4_INLINE L4_Word_t L4_Set_Timeslice(L4_ThreadId_t tid, L4_Time_t timeslice, L4_Time_t totalquantum)
{
    L4_Word_t time = ((L4_Word_t)timeslice.raw << 16) | totalquantum.raw;
    L4_Word_t old;

    return L4_Schedule(tid, time, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, &old);
}

L4_INLINE L4_Word_t L4_Timeslice(L4_ThreadId_t tid, L4_Time_t *timeslice, L4_Time_t *totalquantum)
{
    L4_Word_t result;
    L4_Word_t old;

    result = L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, &old);
    timeslice->raw = (L4_Word16_t)((old >> 16) & 0xFFFF);
    totalquantum->raw = (L4_Word16_t)(old & 0xFFFF);
    return result;
}

L4_INLINE L4_Word_t L4_Set_PreemptionDelay(L4_ThreadId_t tid, L4_Word_t sensitivePrio,
                                           L4_Word_t maxDelay)
{
    L4_Word_t delay = ((sensitivePrio & 0xFF) << 16) | (maxDelay & 0xFFFF);
    L4_Word_t old;

    return L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, delay, &old);
}

/* Feature "hscheduling". */
L4_INLINE L4_Word_t L4_Set_Stride(L4_ThreadId_t tid, L4_Word_t stride)
{
    L4_Word_t old;

    return L4_Schedule(tid, __L4_UNCHANGED, __L4_UNCHANGED, (stride << 16) | 0xFFFF, __L4_UNCHANGED,
                       &old);
}

/* Feature "hscheduling". */
L4_INLINE L4_Word_t L4_HS_Schedule(L4_ThreadId_t tid, L4_Word_t control, L4_ThreadId_t domain,
                                   L4_Word_t prio, L4_Word_t stride, L4_Word_t *old_control)
{
    return L4_Schedule(tid, domain.raw, __L4_UNCHANGED, (stride << 16) | (prio & 0x1FF),
                       ((control & 0x3F) << 26) | (1UL << 25), old_control);
}
