/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the glue of ia32 and amd64 shares.
 */
#pragma once

#include <kernel/sched.h>

/* The thread whose frame this is has entered the kernel. */
static inline struct tcb *x86_enter(struct glue_frame *frame)
{
    return sched_enter(container_of(frame, struct tcb, frame));
}

/* A trap of user mode. */
void x86_trap(struct glue_frame *frame);
/* A trap of the kernel that can only be a bug. */
__attribute__((noreturn)) void x86_kernel_trap(const struct glue_frame *f);
/* The gates of traps and interrupts. Context: boot. */
void x86_entry_init(void);

/* Supplied by the ports: where the words of an exception message, from word 1 on, are in the frame. */
extern const uint8_t x86_exception_offset[];
/* A #GP that is no matter of I/O ports; the instruction begins with `code`. True: nothing is left to do. */
bool x86_port_protection(struct tcb *self, const uint8_t code[2]);
/* A trap that only this port knows. False: an exception like others. */
bool x86_port_trap(struct tcb *self);

/* Option io=open: every thread may use all ports, there are no I/O fpages. */
extern bool x86_io_open;

/* Reads up to n bytes at user address va without faulting; returns how many could be read. */
unsigned x86_user_read(struct space *space, word_t va, void *buf, unsigned n);

/* The thread executed `int3`; `ip` is the address behind it. Serves the debugger operation that the bytes there name.
 * *ax is the thread's accumulator, in and out. */
void x86_debug_trap(struct tcb *self, word_t ip, word_t *ax);

/* Is the instruction at `ip` an I/O instruction that the space may not execute? Then *io_fpage names the ports. `dx` is the
 * thread's register. */
bool x86_io_fault(struct tcb *self, word_t ip, word_t dx, word_t *io_fpage);

/* The sizes of an instruction that loads a segment register and can be skipped; 0: it is none. */
unsigned x86_segment_load_size(struct space *space, word_t ip);

/* A fault on an I/O instruction of sigma0, which owns all ports: they are allowed. False: no memory. */
bool x86_io_allow(struct space *space, word_t io_fpage);

/* Is the instruction at `ip` the one that asks for the kernel interface page (`lock; nop`, abi-ia32 1)? */
bool x86_is_kernel_interface(struct space *space, word_t ip);

/* rdmsr or wrmsr (code[0], code[1]) of a thread of a privileged space (abi-ia32 5), with its registers. False: it is none, or
 * refused. */
bool x86_emulate_msr(struct space *space, const uint8_t *code, word_t cx, word_t *ax, word_t *dx);
/* A #GP in the kernel at *ip: if it was one of these two instructions, moves *ip to where the refusal is handled. */
bool x86_msr_fixup(word_t *ip);
