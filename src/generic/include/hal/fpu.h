/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Floating point and vector state, switched lazily.
 *
 * <arch/fpu.h> supplies `struct arch_fpu`: one thread's saved state. It is allocated when a thread first uses the unit.
 */
#pragma once

#include <kernel/types.h>

struct arch_fpu;

/* Fills a state with what a thread finds at its first use. */
void arch_fpu_init(struct arch_fpu *fpu);

/* With the unit enabled: store the registers, load them. */
void arch_fpu_save(struct arch_fpu *fpu);
void arch_fpu_load(const struct arch_fpu *fpu);

/* While disabled, a use by user code traps and ends in fault_fpu. */
void arch_fpu_enable(void);
void arch_fpu_disable(void);

#include <arch/fpu.h>
