/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Finds the kernel's trace buffer: the first virtual reserved memory descriptor.
 */
#include <l4/tracebuffer.h>

L4_TraceBuffer_t *L4_GetTraceBuffer(void)
{
    static L4_TraceBuffer_t *found;
    static int searched;
    void *kip;
    L4_MemoryDesc_t *m;
    L4_Word_t i;

    if (searched)
        return found;
    searched = 1;
    if (!L4_HasFeature("tracebuffer"))
        return found;
    kip = L4_GetKernelInterface();
    for (i = 0; (m = L4_MemoryDesc(kip, i)) != 0; i++) {
        if (L4_IsMemoryDescVirtual(m) && L4_MemoryDescType(m) == L4_ReservedMemoryType) {
            L4_TraceBuffer_t *tbuf = (L4_TraceBuffer_t *)L4_MemoryDescLow(m);

            if (tbuf->magic == L4_TRACEBUFFER_MAGIC)
                found = tbuf;
            break;
        }
    }
    return found;
}
