/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The system calls as the entry code calls them. Every word is as the user gave it. Results are returned or stored through
 * pointers, except that Ipc delivers through glue_ipc_result when it ends. Control calls put their error into the caller's
 * ErrorCode. L4_AGAIN-style interruption is invisible here: the caller checks self->cont == CONT_RESTART and then stores
 * no results.
 */
#pragma once

#include <kernel/tcb.h>

/* Message registers are in the UTCB, MR0 included. */
void sys_ipc(struct tcb *self, tid_t to, tid_t from, word_t timeouts);

struct exregs {
    tid_t dest; /* out: result */
    word_t control;
    word_t sp;
    word_t ip;
    word_t flags;
    word_t handle;
    tid_t pager;
};
void sys_exchange_registers(struct tcb *self, struct exregs *x);

word_t sys_thread_control(struct tcb *self, tid_t dest, tid_t space, tid_t scheduler, tid_t pager,
                          word_t utcb);
word_t sys_space_control(struct tcb *self, tid_t space, word_t control, word_t kip_area,
                         word_t utcb_area, tid_t redirector, word_t *old_control);
word_t sys_schedule(struct tcb *self, tid_t dest, word_t time, word_t processor, word_t prio,
                    word_t preemption, word_t *old_time);
void sys_thread_switch(struct tcb *self, tid_t dest);
/* Fpages in and out in the UTCB's MRs. */
void sys_unmap(struct tcb *self, word_t control);
word_t sys_processor_control(struct tcb *self, word_t processor, word_t internal_khz,
                             word_t external_khz, word_t voltage);
word_t sys_memory_control(struct tcb *self, word_t control, const word_t attribute[4]);

/* The thread's interrupted system call is made again from its frame. Supplied by glue. */
void glue_restart(struct tcb *self);
