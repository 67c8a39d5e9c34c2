/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the ia32 glue tell each other.
 */
#pragma once

#include <kernel/sched.h>
#include <kernel/types.h>

/* Fills the interrupt table. */
void ia32_entry_init(void);
/* Sets the SYSENTER entry; false: this CPU has none. */
bool ia32_entry_sysenter(void);

/* Access to model-specific registers that may not exist; false: the CPU refused. */
bool ia32_rdmsr_safe(word_t msr, uint64_t *value);
bool ia32_wrmsr_safe(word_t msr, uint64_t value);
/* A #GP in the kernel at *ip: if it was one of these two instructions, moves *ip to where the refusal is handled. */
bool ia32_msr_fixup(word_t *ip);

/* The thread whose frame this is has entered the kernel. */
static inline struct tcb *ia32_enter(struct glue_frame *frame)
{
    return sched_enter(container_of(frame, struct tcb, frame));
}
