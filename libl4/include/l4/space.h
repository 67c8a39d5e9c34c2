/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Unmap, flush and status of own pages.
 */
#pragma once

#include <l4/types.h>
#include <l4/message.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

L4_INLINE L4_Fpage_t __L4_UnmapOne(L4_Word_t control, L4_Fpage_t f)
{
    L4_LoadMR(0, f.raw);
    L4_Unmap(control);
    L4_StoreMR(0, &f.raw);
    return f;
}

L4_INLINE void __L4_UnmapMany(L4_Word_t control, L4_Word_t n, L4_Fpage_t *fpages)
{
    L4_LoadMRs(0, (int)n, &fpages->raw);
    L4_Unmap(control | ((n - 1) & 0x3F));
    L4_StoreMRs(0, (int)n, &fpages->raw);
}

L4_INLINE L4_Fpage_t L4_UnmapFpage(L4_Fpage_t f)
{
    return __L4_UnmapOne(0, f);
}

L4_INLINE void L4_UnmapFpages(L4_Word_t n, L4_Fpage_t *fpages)
{
    __L4_UnmapMany(0, n, fpages);
}

L4_INLINE L4_Fpage_t L4_Flush(L4_Fpage_t f)
{
    return __L4_UnmapOne(0x40, f);
}

L4_INLINE L4_Fpage_t L4_FlushFpage(L4_Fpage_t f)
{
    return L4_Flush(f);
}

L4_INLINE void L4_FlushFpages(L4_Word_t n, L4_Fpage_t *fpages)
{
    __L4_UnmapMany(0x40, n, fpages);
}

L4_INLINE L4_Fpage_t L4_GetStatus(L4_Fpage_t f)
{
    f.raw &= ~(L4_Word_t)0xF;
    return __L4_UnmapOne(0, f);
}

L4_INLINE L4_Bool_t L4_WasWritten(L4_Fpage_t f)
{
    return f.raw & L4_Writable;
}

L4_INLINE L4_Bool_t L4_WasReferenced(L4_Fpage_t f)
{
    return f.raw & L4_Readable;
}

L4_INLINE L4_Bool_t L4_WaseXecuted(L4_Fpage_t f)
{
    return f.raw & L4_eXecutable;
}

#if defined(__cplusplus)
static inline L4_Fpage_t L4_Unmap(L4_Fpage_t f)
{
    return L4_UnmapFpage(f);
}

static inline void L4_Unmap(L4_Word_t n, L4_Fpage_t *fpages)
{
    L4_UnmapFpages(n, fpages);
}

static inline void L4_Flush(L4_Word_t n, L4_Fpage_t *fpages)
{
    L4_FlushFpages(n, fpages);
}
#endif
