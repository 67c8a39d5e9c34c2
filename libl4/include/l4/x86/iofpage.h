/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32 and AMD64: I/O fpages.
 */
#pragma once

#include <l4/types.h>

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD4(L4_Word_t, rwx : 4, __two : 6, s : 6, p : 16)
    } X;
} L4_IoFpage_t;

L4_INLINE L4_Fpage_t L4_IoFpageLog2(L4_Word_t BasePort, int log2)
{
    L4_Fpage_t f;

    f.raw = ((BasePort & 0xFFFF) << 16) | (((L4_Word_t)log2 & 0x3F) << 10) | (2UL << 4);
    return f;
}

L4_INLINE L4_Fpage_t L4_IoFpage(L4_Word_t BasePort, int FpageSize)
{
    return L4_IoFpageLog2(BasePort, FpageSize > 1 ? __L4_Msb((L4_Word_t)FpageSize - 1) + 1 : 0);
}

L4_INLINE L4_Word_t L4_IoFpagePort(L4_Fpage_t f)
{
    return f.raw >> 16;
}

L4_INLINE L4_Word_t L4_IoFpageSizeLog2(L4_Fpage_t f)
{
    return (f.raw >> 10) & 0x3F;
}

L4_INLINE L4_Word_t L4_IoFpageSize(L4_Fpage_t f)
{
    return (L4_Word_t)1 << (L4_IoFpageSizeLog2(f) & 0x1F);
}

L4_INLINE L4_Bool_t L4_IsIoFpage(L4_Fpage_t f)
{
    return ((f.raw >> 4) & 0x3F) == 2;
}

#if defined(__cplusplus)
static inline L4_Fpage_t L4_Fpage(L4_IoFpage_t f)
{
    L4_Fpage_t x;

    x.raw = f.raw;
    return x;
}
#endif
