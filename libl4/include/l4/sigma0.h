/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Requests to sigma0. All of them overwrite BR0. [L4 X.2 r7, "Sigma0"]
 */
#pragma once

#include <l4/types.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/ipc.h>

#define __L4_SIGMA0_LABEL ((~(L4_Word_t)0 << 20) - ((L4_Word_t)5 << 20)) /* -6, bits 20 and up */

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage_RcvWindow_High(L4_ThreadId_t s0, L4_Fpage_t f,
                                                      L4_Fpage_t RcvWindow, L4_Word_t high)
{
    L4_Word_t extended = (f.raw >> 3) & 1;
    L4_Fpage_t granted;
    L4_MsgTag_t tag;

    if (L4_IsNilThread(s0))
        s0 = L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
    L4_Accept(L4_MapGrantItems(RcvWindow));
    L4_LoadMR(1, f.raw);
    L4_LoadMR(2, 0);
    if (extended)
        L4_LoadMR(3, high);
    tag.raw = __L4_SIGMA0_LABEL | (2 + extended);
    L4_Set_MsgTag(tag);
    tag = L4_Call(s0);
    if (L4_IpcFailed(tag))
        return L4_Nilpage;
    L4_StoreMR(2, &granted.raw);
    return granted;
}

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage_RcvWindow(L4_ThreadId_t s0, L4_Fpage_t f,
                                                 L4_Fpage_t RcvWindow)
{
    return L4_Sigma0_GetPage_RcvWindow_High(s0, f, RcvWindow, 0);
}

L4_INLINE L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f)
{
    return L4_Sigma0_GetPage_RcvWindow(s0, f, L4_CompleteAddressSpace);
}

/* Bit 3 stays clear in the request: sigma0s of all ages understand that. */
L4_INLINE L4_Fpage_t L4_Sigma0_GetAny(L4_ThreadId_t s0, L4_Word_t s, L4_Fpage_t RcvWindow)
{
    return L4_Sigma0_GetPage_RcvWindow(s0, L4_FpageLog2(~(L4_Word_t)0xF, (int)s), RcvWindow);
}

L4_INLINE void *L4_Sigma0_GetSpecial(L4_Word_t type, void *address, L4_Word_t pagesize)
{
    void *kip = L4_GetKernelInterface();
    L4_MemoryDesc_t *m;
    L4_Word_t num;
    L4_Word_t phys;
    L4_Word_t last;
    L4_Word_t virt;

    for (num = 0; (m = L4_MemoryDesc(kip, num)) != 0; num++)
        if (!L4_IsMemoryDescVirtual(m) && L4_MemoryDescType(m) == type)
            break;
    if (!m || pagesize == 0)
        return (void *)0;
    phys = L4_MemoryDescLow(m) & ~(pagesize - 1);
    last = L4_MemoryDescHigh(m) & ~(pagesize - 1);
    virt = address ? (L4_Word_t)address : phys;
    address = (void *)virt;
    for (;; phys += pagesize, virt += pagesize) {
        if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, L4_Fpage(phys, pagesize),
                                                      L4_Fpage(virt, pagesize))))
            return (void *)0;
        if (phys == last)
            return address;
    }
}

#if defined(__cplusplus)
static inline L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f, L4_Word_t high)
{
    return L4_Sigma0_GetPage_RcvWindow_High(s0, f, L4_CompleteAddressSpace, high);
}

static inline L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f, L4_Word_t high,
                                           L4_Fpage_t RcvWindow)
{
    return L4_Sigma0_GetPage_RcvWindow_High(s0, f, RcvWindow, high);
}

static inline L4_Fpage_t L4_Sigma0_GetPage(L4_ThreadId_t s0, L4_Fpage_t f, L4_Fpage_t RcvWindow)
{
    return L4_Sigma0_GetPage_RcvWindow(s0, f, RcvWindow);
}
#endif
