/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * I/O APICs: global system interrupts to vectors of the boot processor.
 */
#pragma once

#include <kernel/types.h>

struct ioapic {
    void *regs;
    unsigned first; /* its first global system interrupt */
    unsigned lines;
};

/* Finds the number of lines; masks all of them. */
void ioapic_init(struct ioapic *io, void *regs, unsigned first);
/* Programs a line, masked. */
void ioapic_setup(struct ioapic *io, unsigned line, unsigned vector, unsigned dest, bool level,
                  bool active_low);
void ioapic_set_mask(struct ioapic *io, unsigned line, bool masked);
