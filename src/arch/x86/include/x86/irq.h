/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The way of interrupts from the gates to the board.
 */
#pragma once

/* An interrupt came in on a vector between X86_VECTOR_IRQ_FIRST and X86_VECTOR_IRQ_LAST; the board acknowledges it and calls
 * irq_note or timer_note. Context: interrupt entry, user or kernel mode interrupted, interrupts off. */
void plat_irq_entry(unsigned vector);
