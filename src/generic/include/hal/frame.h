/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A thread's user registers, kept in its TCB while it is in the kernel.
 *
 * <glue/frame.h> supplies `struct glue_frame`, embedded in struct tcb as member `frame`; <glue/frame_access.h> the inline
 * accessors that kernel/tcb.h declares once struct tcb is complete:
 *
 *   word_t glue_frame_ip(tcb), glue_frame_sp(tcb), glue_frame_flags(tcb)
 *   void glue_frame_set_ip(tcb, ip), glue_frame_set_sp(tcb, sp), glue_frame_set_flags(tcb, flags)
 *
 * Program counter, stack pointer, flags as ExchangeRegisters shows and sets them; set_flags masks what users may not set
 * (R46). A set takes effect when the thread next returns to user mode.
 */
#pragma once

#include <kernel/types.h>

struct glue_frame;
struct tcb;

/* The registers of a fresh thread: interrupts on, user mode, all general registers 0 (or what the ABI says). */
void glue_frame_init(struct tcb *tcb);

/* The thread's Ipc call ends with these results: From register, and message registers that travel in CPU registers,
 * taken from its UTCB (MR0 = tag is stored there first). */
void glue_ipc_result(struct tcb *tcb, tid_t from, word_t tag);

/* Makes the tables of the CPU point to the thread that runs next (kernel entry stack, UTCB pointer). Part of every
 * switch. */
void glue_switch_to(struct tcb *tcb);

/* Leaves the boot code: loads the registers of the thread that sched_exit returns. */
__attribute__((noreturn)) void glue_enter_user(void);

#include <glue/frame.h>
