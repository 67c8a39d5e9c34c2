/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Memory attributes. The attributes of an architecture are in <l4/ARCH/specials.h>.
 */
#pragma once

#include <l4/types.h>
#include <l4/message.h>
#include __L4_INC_ARCH(specials.h)
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

#define L4_DefaultMemory 0

L4_INLINE L4_Word_t L4_Set_PageAttribute(L4_Fpage_t f, L4_Word_t attribute)
{
    L4_Word_t attributes[4];

    attributes[0] = attribute;
    attributes[1] = attributes[2] = attributes[3] = 0;
    L4_LoadMR(0, f.raw & ~(L4_Word_t)0xF);
    return L4_MemoryControl(0, attributes);
}

L4_INLINE L4_Word_t L4_Set_PageAttributes(L4_Word_t n, L4_Fpage_t *f, const L4_Word_t *attributes)
{
    L4_LoadMRs(0, (int)n, &f->raw);
    return L4_MemoryControl(n - 1, attributes);
}
