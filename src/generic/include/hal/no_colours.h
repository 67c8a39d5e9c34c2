/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * For <arch/mmu.h> of a processor whose caches give pages no colours: any view of a page frame is as good as another.
 */
#pragma once

#include <kernel/types.h>

#define ARCH_COLOURS_LOG2 0u

void *arch_window(unsigned slot, paddr_t pa, unsigned attr); /* hal/mmu.h */

static inline void *arch_user_window(unsigned slot, paddr_t pa, vaddr_t va, unsigned attr)
{
    (void)va;
    return arch_window(slot, pa, attr);
}
