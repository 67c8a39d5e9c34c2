/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What PowerPC boards with an OpenPIC do alike: its interrupts, clock rates, the list of memory.
 */
#pragma once

#include <drv/openpic.h>
#include <kernel/boot.h>

/* The board defines it, with what holds where the loader is silent. */
struct ppcboard {
    struct openpic pic;
    unsigned lines; /* interrupt numbers, which are the controller's sources, of this board */
    uint32_t timebase_hz;
    uint32_t cpu_hz;
    uint32_t bus_hz;
};

extern struct ppcboard ppcboard;

void ppcboard_add_mem(struct boot_info *info, paddr_t first, paddr_t last, uint8_t type);
/* Interrupt controller, with all lines masked, and clock. */
void ppcboard_init(void *pic_registers);
