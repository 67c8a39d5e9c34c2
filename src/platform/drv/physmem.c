/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Reading physical memory wherever it is, page by page.
 */
#include <drv/physmem.h>

#include <hal/mmu.h>
#include <kernel/bits.h>
#include <kernel/string.h>

void phys_read(void *dst, paddr_t pa, size_t len)
{
    char *to = dst;

    while (len != 0) {
        size_t part = MIN(len, (size_t)(4096 - (pa & 4095)));

        memcpy(to, arch_window(0, pa, 0), part);
        to += part;
        pa += part;
        len -= part;
    }
}

uint32_t phys_read32(paddr_t pa)
{
    uint32_t v;

    phys_read(&v, pa, sizeof(v));
    return v;
}
