/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the suite asks of an architecture: instructions that C cannot say, and the layout of
 * exception messages. Implemented in arch/<cpu>/.
 */
#pragma once

#include "conf.h"

/* Raises an exception for the exception handler, with a value in a register; goes on behind it and
 * returns that register. */
L4_Word_t arch_raise(L4_Word_t value);

/*
 * For a handler, with the message of arch_raise in the MRs: is it as specified (label, count,
 * number, address)? Sets MR0 for a reply of all words that lets the thread go on behind it.
 */
int arch_exception(L4_MsgTag_t tag);

/* The word of the message that holds the value; the word that holds the flags. */
int arch_exception_value_mr(void);
int arch_exception_flags_mr(void);

/* The caller's flags as it can read them; those that users must not be able to set or clear, as
 * mask and required value; a flag that users may change. */
L4_Word_t arch_flags(void);
L4_Word_t arch_fixed_flags(L4_Word_t *value);
L4_Word_t arch_user_flag(void);
/* Flags that make the processor stop a thread after instructions. */
L4_Word_t arch_trace_flags(void);

/* KernelInterface, with all other registers compared before and after: 1 if they are the same. */
int arch_kip_keeps_registers(void);

/* Writes code that returns at once; returns its bytes. */
L4_Word_t arch_code(L4_Word_t at);

/* How the processor reports: access bits of a fault by reading, writing, executing. */
L4_Word_t arch_read_access(void);
L4_Word_t arch_write_access(void);
L4_Word_t arch_fetch_access(void);

/* An address of the kernel's part of the address space, on a page boundary. */
L4_Word_t arch_kernel_address(void);
/* Does an access there give page faults? (Default: yes; else an exception.) */
int arch_kernel_address_faults(void);

/* An interrupt that a program can cause: its number; how to start one in about us microseconds;
 * how to stop the device. The caller's thread must be the root task's. */
int arch_has_irq(void);
L4_Word_t arch_irq(void);
void arch_irq_begin(void);
void arch_irq_fire(L4_Word_t us);
void arch_irq_end(void);
L4_Word_t arch_irq_missing(void); /* the number of a line that users cannot have, ~0: none */

/* A value for MemoryControl that is defined and not the default, and one that is not defined. */
L4_Word_t arch_attribute(void);
L4_Word_t arch_bad_attribute(void);

/* Makes the thread's way to its UTCB useless and does a system call. May never return. */
void arch_bad_utcb(void);

/*
 * A system call with registers of no sense, n below arch_calls(): all argument registers come from
 * the array, but for Ipc and Lipc the timeouts and MR0 are given. What the call may destroy is
 * preserved, results are lost.
 */
#define ARCH_REGISTERS 8
unsigned arch_calls(void);
void arch_hostile(unsigned n, const L4_Word_t *registers, L4_Word_t timeouts, L4_Word_t mr0);

/* Reads a port, 1, 2 or 4 bytes wide, as one instruction (CT_IO; elsewhere not called). */
L4_Word_t arch_port_in(L4_Word_t port, L4_Word_t bytes);

extern const struct ct_suite arch_suite;
