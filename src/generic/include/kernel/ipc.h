/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC: everything that moves messages between threads (api.md 4.8, 6).
 *
 * ipc.c finds partners, waits and ends; ipc_transfer.c moves the message; ipc_kernel.c speaks the kernel's own protocols. A
 * message is always moved in the sender's name: when it must pause, the sender's struct transfer holds how far it came.
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/tcb.h>

/* ---- ipc.c ---- */

/* The thread's destination is known: sends to it or waits. Enters with kind, send_id or kpartner set. */
void ipc_send(struct tcb *self, tid_t to);
/* Starts the receive phase of a user IPC. */
void ipc_receive(struct tcb *self);
/* Blocks in a receive from `from`, or takes a queued sender. */
void ipc_wait(struct tcb *self, tid_t from, unsigned timeout);
/* The message from s to s->peer has been moved entirely. */
void ipc_finish(struct tcb *s);
/* The transfer between s and s->peer ends early; both learn it (api.md 4.8.6). */
void ipc_break(struct tcb *s, enum ipc_error sender_error, enum ipc_error receiver_error);
/* Its sender's half: the thread's send ends with an error at this offset. */
void ipc_fail_sender(struct tcb *s, enum ipc_error e, word_t offset);
/* Takes s out of whatever it waits in to send; it is READY then, but not in a ready queue. */
void ipc_leave_queue(struct tcb *s);
/* Continues a thread whose cont says so. */
void ipc_continue(struct tcb *t);
/* Brings both sides of the transfer in which t takes part to rest: no nested fault, no queue, the sender READY, peers set.
 * ipc_break must follow. */
void ipc_stop_transfer(struct tcb *t);
/* The thread's timeout passed. */
void ipc_timed_out(struct tcb *t);

/* Is the thread in the send or receive part of an IPC, own or kernel's, transfers included (R47)? */
bool ipc_is_sending(const struct tcb *t);
bool ipc_is_receiving(const struct tcb *t);

/* ExchangeRegisters S and R bits: ends an ongoing send or receive of the thread (api.md 4.8.7). */
void ipc_cancel(struct tcb *t, bool send, bool receive);

/* Ends the waiting of all threads that are queued to send to t. */
void ipc_release_senders(struct tcb *t);
/* Ends the thread's own IPC, its wait for a start message excepted: it is deleted, renamed or moved. */
void ipc_detach(struct tcb *t);
/* Ends the closed receives that wait for `id`; scans the thread table from *number on. L4_AGAIN when interrupted. */
enum l4_error ipc_release_waiters(tid_t id, word_t *number);
/* A redirector of the space was set or cleared: threads that waited for one try again. */
void ipc_redirector_changed(struct space *space);

/* ---- ipc_fast.c ---- */

/* Ipc in the common case: sends to `to`, starts to wait and switches to the partner, which is returned: its frame is what
 * to load next. NULL: nothing was done, sys_ipc is to be called. MR0 is in the UTCB. */
struct tcb *ipc_fast(struct tcb *self, tid_t to, tid_t from, word_t timeouts);

/* ---- ipc_transfer.c ---- */

/* Moves the message of s to s->peer as far as it goes now; ends in ipc_finish, ipc_break, or with both threads waiting. */
void ipc_transfer(struct tcb *s);

/* ---- ipc_kernel.c ---- */

/* Tag of the kernel message of s (kind != IPC_USER). */
word_t ipc_kernel_tag(const struct tcb *s);
/* Writes the words of that message to r's registers, if r is in an IPC of its own. */
void ipc_kernel_message(struct tcb *s, struct tcb *r);
/* Kernel thread states take a user's message: start, fault reply, exception reply. */
void ipc_kernel_receive(struct tcb *r, struct tcb *s, word_t tag);
/* Sends a page-fault message of t during a transfer. `ip` is what MR2 shows. */
void ipc_nested_fault(struct tcb *t, word_t addr, unsigned access, word_t ip);
/* Removes a thread from its nested page-fault IPC; afterwards peer is the transfer's other side again. */
void ipc_unwind_nested(struct tcb *t);
/* The kernel-made IPC of t failed: halts it or lets it go on, as its protocol says. */
void ipc_kernel_failed(struct tcb *t);
/* Sends the preemption signal that is due. */
void ipc_preemption_signal(struct tcb *t);
/* Sends the message that the total quantum is used up. */
void ipc_quantum_message(struct tcb *t);
/* Sends the interrupt message of an interrupt thread. */
void ipc_interrupt(struct tcb *irq_thread);

/* Entry points for traps: the current thread's fault becomes a message. */
void fault_page(struct tcb *self, word_t addr, unsigned access, word_t ip);
void fault_io(struct tcb *self, word_t io_fpage, word_t ip);
void fault_exception(struct tcb *self);
/* The FPU was used while disabled: gives it to the thread. */
void fault_fpu(struct tcb *self);
/* The thread ends: its FPU state goes. */
void fpu_free(struct tcb *t);
