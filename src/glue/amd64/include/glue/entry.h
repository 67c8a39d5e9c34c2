/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the amd64 glue tell each other.
 */
#pragma once

#include <kernel/sched.h>

/* Fills the interrupt table and sets the SYSCALL entry. */
void amd64_entry_init(void);

/* The thread whose frame this is has entered the kernel. */
static inline struct tcb *amd64_enter(struct glue_frame *frame)
{
    return sched_enter(container_of(frame, struct tcb, frame));
}
