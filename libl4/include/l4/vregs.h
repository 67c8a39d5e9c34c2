/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual registers, common part: message, buffer and thread control registers in the UTCB.
 *
 * Included at the end of <l4/ARCH/vregs.h>, which defines before: __L4_Utcb (the address that the
 * indices count from), __L4_MR0 (index of MR0), __L4_BR(i) (index of BRi), the __L4_TCR_ index
 * macros, and __L4_Flags_Set / __L4_Flags_Clear, which change bits of the flags word in one step
 * (the kernel sets one of them at any time) and return the old ones.
 */
#pragma once

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)

#define __L4_NUM_MRS 64
#define __L4_NUM_BRS 33

L4_INLINE void L4_StoreMR(int i, L4_Word_t *w)
{
    *w = __L4_Utcb()[__L4_MR0 + i];
}

L4_INLINE void L4_LoadMR(int i, L4_Word_t w)
{
    __L4_Utcb()[__L4_MR0 + i] = w;
}

L4_INLINE void L4_StoreMRs(int i, int k, L4_Word_t *w)
{
    L4_Word_t *mr = __L4_Utcb() + __L4_MR0 + i;

    while (k-- > 0)
        *w++ = *mr++;
}

L4_INLINE void L4_LoadMRs(int i, int k, const L4_Word_t *w)
{
    L4_Word_t *mr = __L4_Utcb() + __L4_MR0 + i;

    while (k-- > 0)
        *mr++ = *w++;
}

L4_INLINE void L4_StoreBR(int i, L4_Word_t *w)
{
    *w = __L4_Utcb()[__L4_BR(i)];
}

L4_INLINE void L4_LoadBR(int i, L4_Word_t w)
{
    __L4_Utcb()[__L4_BR(i)] = w;
}

L4_INLINE void L4_StoreBRs(int i, int k, L4_Word_t *w)
{
    for (; k-- > 0; i++)
        L4_StoreBR(i, w++);
}

L4_INLINE void L4_LoadBRs(int i, int k, const L4_Word_t *w)
{
    for (; k-- > 0; i++)
        L4_LoadBR(i, *w++);
}

/* The kernel writes some of these words at times of its own. */
L4_INLINE L4_Word_t __L4_Tcr_Get(int index)
{
    return ((volatile L4_Word_t *)__L4_Utcb())[index];
}

L4_INLINE void __L4_Tcr_Set(int index, L4_Word_t w)
{
    ((volatile L4_Word_t *)__L4_Utcb())[index] = w;
}

L4_INLINE L4_Word_t __L4_TCR_MyGlobalId(void)
{
    return __L4_Tcr_Get(__L4_TCR_MY_GLOBAL_ID);
}

L4_INLINE L4_Word_t __L4_TCR_MyLocalId(void)
{
    return (L4_Word_t)__L4_Utcb();
}

L4_INLINE L4_Word_t __L4_TCR_ProcessorNo(void)
{
    return __L4_Tcr_Get(__L4_TCR_PROCESSOR_NO);
}

L4_INLINE L4_Word_t __L4_TCR_UserDefinedHandle(void)
{
    return __L4_Tcr_Get(__L4_TCR_USER_DEFINED_HANDLE);
}

L4_INLINE void __L4_TCR_Set_UserDefinedHandle(L4_Word_t w)
{
    __L4_Tcr_Set(__L4_TCR_USER_DEFINED_HANDLE, w);
}

L4_INLINE L4_Word_t __L4_TCR_Pager(void)
{
    return __L4_Tcr_Get(__L4_TCR_PAGER);
}

L4_INLINE void __L4_TCR_Set_Pager(L4_Word_t w)
{
    __L4_Tcr_Set(__L4_TCR_PAGER, w);
}

L4_INLINE L4_Word_t __L4_TCR_ExceptionHandler(void)
{
    return __L4_Tcr_Get(__L4_TCR_EXCEPTION_HANDLER);
}

L4_INLINE void __L4_TCR_Set_ExceptionHandler(L4_Word_t w)
{
    __L4_Tcr_Set(__L4_TCR_EXCEPTION_HANDLER, w);
}

L4_INLINE L4_Word_t __L4_TCR_ErrorCode(void)
{
    return __L4_Tcr_Get(__L4_TCR_ERROR_CODE);
}

L4_INLINE L4_Word_t __L4_TCR_XferTimeout(void)
{
    return __L4_Tcr_Get(__L4_TCR_XFER_TIMEOUT);
}

L4_INLINE void __L4_TCR_Set_XferTimeout(L4_Word_t w)
{
    __L4_Tcr_Set(__L4_TCR_XFER_TIMEOUT, w);
}

L4_INLINE L4_Word_t __L4_TCR_IntendedReceiver(void)
{
    return __L4_Tcr_Get(__L4_TCR_INTENDED_RECEIVER);
}

L4_INLINE L4_Word_t __L4_TCR_ActualSender(void)
{
    return __L4_Tcr_Get(__L4_TCR_VIRTUAL_ACTUAL_SENDER);
}

L4_INLINE void __L4_TCR_Set_VirtualSender(L4_Word_t w)
{
    __L4_Tcr_Set(__L4_TCR_VIRTUAL_ACTUAL_SENDER, w);
}

#if defined(__L4_TCR_THREAD_WORD_0)
L4_INLINE L4_Word_t __L4_TCR_ThreadWord(L4_Word_t n)
{
    return __L4_Tcr_Get(n ? __L4_TCR_THREAD_WORD_1 : __L4_TCR_THREAD_WORD_0);
}

L4_INLINE void __L4_TCR_Set_ThreadWord(L4_Word_t n, L4_Word_t w)
{
    __L4_Tcr_Set(n ? __L4_TCR_THREAD_WORD_1 : __L4_TCR_THREAD_WORD_0, w);
}
#endif

/* Bits of the flags word as __L4_Flags_Set and __L4_Flags_Clear number them. */
#define __L4_PREEMPT_SIGNAL  ((L4_Word_t)1 << 5)
#define __L4_PREEMPT_DELAY   ((L4_Word_t)1 << 6)
#define __L4_PREEMPT_PENDING ((L4_Word_t)1 << 7)
#define __L4_COP_FLAG(n)     ((L4_Word_t)1 << (8 + ((n)&7)))

L4_INLINE void L4_Set_CopFlag(L4_Word_t n)
{
    (void)__L4_Flags_Set(__L4_COP_FLAG(n));
}

L4_INLINE void L4_Clr_CopFlag(L4_Word_t n)
{
    (void)__L4_Flags_Clear(__L4_COP_FLAG(n));
}

L4_INLINE L4_Bool_t L4_EnablePreemptionFaultException(void)
{
    return __L4_Flags_Set(__L4_PREEMPT_SIGNAL) != 0;
}

L4_INLINE L4_Bool_t L4_DisablePreemptionFaultException(void)
{
    return __L4_Flags_Clear(__L4_PREEMPT_SIGNAL) != 0;
}

L4_INLINE L4_Bool_t L4_DisablePreemption(void)
{
    return __L4_Flags_Set(__L4_PREEMPT_DELAY) != 0;
}

L4_INLINE L4_Bool_t L4_EnablePreemption(void)
{
    return __L4_Flags_Clear(__L4_PREEMPT_DELAY) != 0;
}

L4_INLINE L4_Bool_t L4_PreemptionPending(void)
{
    return __L4_Flags_Clear(__L4_PREEMPT_PENDING) != 0;
}
