/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's generic interrupt controller, versions 1 and 2. Interrupt IDs: 0-15 from software, 16-31 private, 32 and up shared.
 */
#pragma once

#include <kernel/types.h>

#define GIC_PRIVATE  16u
#define GIC_SHARED   32u
#define GIC_SPURIOUS 1020u /* and above */

/* Everything masked, level-triggered, to this processor. */
void gic_init(void *distributor, void *cpu_interface);
/* First ID that does not exist. */
unsigned gic_lines(void);
void gic_set_edge(unsigned id);
void gic_mask(unsigned id);
void gic_unmask(unsigned id);
/* Takes the pending interrupt: a word for gic_end, the ID in its bits 9:0. */
uint32_t gic_take(void);
void gic_end(uint32_t taken);
#define GIC_ID(taken) ((taken)&0x3ffu)
