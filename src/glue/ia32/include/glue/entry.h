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

/* The thread whose frame this is has entered the kernel. */
static inline struct tcb *ia32_enter(struct glue_frame *frame)
{
    return sched_enter(container_of(frame, struct tcb, frame));
}
