/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: thread IDs as 32-bit programs have them, for kernels with a compatibility mode.
 */
#pragma once

#include <l4/types.h>

typedef union {
    L4_Word32_t raw;
    struct {
        L4_Word32_t version : 14;
        L4_Word32_t thread_no : 18;
    } X;
} L4_GthreadId32_t;

typedef union {
    L4_Word32_t raw;
    struct {
        L4_Word32_t __zeros : 6;
        L4_Word32_t local_id : 26;
    } X;
} L4_LthreadId32_t;

typedef union {
    L4_Word32_t raw;
    L4_GthreadId32_t global;
    L4_LthreadId32_t local;
} L4_ThreadId32_t;

#define L4_nilthread32      __L4_CONST(L4_ThreadId32_t, 0U)
#define L4_anythread32      __L4_CONST(L4_ThreadId32_t, ~0U)
#define L4_anylocalthread32 __L4_CONST(L4_ThreadId32_t, 0xFFFFFFC0U)

L4_INLINE L4_ThreadId32_t L4_GlobalId32(L4_Word32_t threadno, L4_Word32_t version)
{
    L4_ThreadId32_t t;

    t.raw = threadno << 14 | (version & 0x3FFFU);
    return t;
}

L4_INLINE L4_Word32_t L4_Version32(L4_ThreadId32_t t)
{
    return t.raw & 0x3FFFU;
}

L4_INLINE L4_Word32_t L4_ThreadNo32(L4_ThreadId32_t t)
{
    return t.raw >> 14;
}

L4_INLINE L4_Bool_t L4_IsThreadEqual32(L4_ThreadId32_t l, L4_ThreadId32_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsThreadNotEqual32(L4_ThreadId32_t l, L4_ThreadId32_t r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_Bool_t L4_IsNilThread32(L4_ThreadId32_t t)
{
    return t.raw == 0;
}

L4_INLINE L4_Bool_t L4_IsLocalId32(L4_ThreadId32_t t)
{
    return (t.raw & 0x3FU) == 0;
}

L4_INLINE L4_Bool_t L4_IsGlobalId32(L4_ThreadId32_t t)
{
    return (t.raw & 0x3FU) != 0;
}

/* Special values stay what they are; local IDs keep their raw value. */
L4_INLINE L4_ThreadId32_t L4_ThreadId32(L4_ThreadId_t id)
{
    L4_ThreadId32_t t;

    if ((id.raw & 0x3F) == 0 || id.raw == ~(L4_Word_t)0) {
        t.raw = (L4_Word32_t)id.raw;
        return t;
    }
    return L4_GlobalId32((L4_Word32_t)(id.raw >> 32), (L4_Word32_t)id.raw);
}

L4_INLINE L4_ThreadId_t L4_ThreadIdFrom32(L4_ThreadId32_t id)
{
    L4_ThreadId_t t;

    if (id.raw == ~0U)
        t.raw = ~(L4_Word_t)0;
    else if (id.raw == 0xFFFFFFC0U)
        t.raw = ~(L4_Word_t)0x3F;
    else if (L4_IsLocalId32(id))
        t.raw = id.raw;
    else
        t.raw = (L4_Word_t)L4_ThreadNo32(id) << 32 | L4_Version32(id);
    return t;
}
