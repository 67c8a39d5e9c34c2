/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A fake machine around the whole neutral core: RAM, clock, timer, interrupt lines, user frames as plain structs.
 *
 * A test plays the user programs: `call` makes a system call of a thread as its program would, and runs the kernel to its
 * exit. A thread that is not running is brought to the processor first by ThreadSwitch.
 */
#pragma once

#include <kernel/cpu.h>
#include <kernel/ipc.h>
#include <kernel/l4time.h>
#include <kernel/msgtag.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>

#define IRQ_LINES   16u
#define SYSTEM_BASE IRQ_LINES
#define USER_BASE   (IRQ_LINES + 16u)
#define RAM_SIZE    ((word_t)2 << 20)

/* System calls by number, as the frame holds them for a restart. */
enum machine_call {
    CALL_NONE,
    CALL_IPC,               /* to, from, timeouts */
    CALL_EXREGS,            /* dest, control, sp, ip, handle, pager; flags = sp */
    CALL_THREAD_CONTROL,    /* dest, space, scheduler, pager, utcb */
    CALL_SPACE_CONTROL,     /* space, control, kip area, utcb area, redirector */
    CALL_SCHEDULE,          /* dest, time, processor, prio, preemption */
    CALL_THREAD_SWITCH,     /* dest */
    CALL_UNMAP,             /* control */
    CALL_MEMORY_CONTROL,    /* control, attribute 0 .. 3 */
    CALL_PROCESSOR_CONTROL, /* processor, internal, external, voltage */
    CALL_PAGEFAULT,         /* address, access, ip */
    CALL_IO_PAGEFAULT,      /* fpage, ip */
    CALL_EXCEPTION,
    CALL_FPU,
    CALL_COUNT
};

extern uint8_t machine_ram[RAM_SIZE];
extern time_us_t machine_now;
extern time_us_t machine_armed;
extern bool machine_masked[IRQ_LINES];
extern bool machine_raised[IRQ_LINES]; /* waits for the line to be unmasked */
extern unsigned
    machine_event_one_in; /* an interrupt window shows something once in so many times; 0: never */
extern struct exregs machine_exregs;      /* result of the last ExchangeRegisters */
extern word_t machine_old;                /* second result of the last Schedule or SpaceControl */
extern struct arch_space *machine_loaded; /* translation */
extern struct tcb *machine_user;          /* whose program runs */
extern unsigned
    machine_fast_one_in; /* an Ipc tries the fast path first once in so many times; 0: never */
extern unsigned long machine_fast; /* how many took it */
extern struct tcb *machine_idler;  /* always ready, lowest priority */
extern struct tcb *machine_root;
extern struct tcb *machine_sigma0;
extern void (*machine_idle_hook)(void); /* nothing is ready, no timer armed */

/* Starts sigma0 (waiting for anybody), root task and the idler. */
void machine_boot(void);

/* The thread makes the call; returns its result if it has one already. Only `t` need be runnable. */
word_t machine_call(struct tcb *t, enum machine_call number, const word_t arg[6]);
#define call(t, number, ...) machine_call((t), (number), (const word_t[6]){__VA_ARGS__})
/* The running program enters the kernel; runs the kernel to its exit. */
void machine_enter(void);
struct tcb *machine_exit(void);
/* Makes t the running thread. */
void machine_become(struct tcb *t);
/* Time passes; the running thread computes. */
void machine_sleep(time_us_t us);
/* A device interrupts. */
void machine_interrupt(unsigned irq);

/* All invariants of the kernel's data, see machine_check.c. */
void machine_check(void);

/* ---- shorthand for tests ---- */

#define MR(t, i)  (*glue_mr((t)->utcb, (i)))
#define BR(t, i)  (*glue_br((t)->utcb, (i)))
#define TCR(t, r) (*tcb_tcr((t), (r)))

/* Timeouts word from two Times. */
#define TIMEOUTS(snd, rcv) ((word_t)(snd) << 16 | (word_t)(rcv))
#define NEVER              L4TIME_NEVER
#define ZERO               L4TIME_ZERO
#define MS(n)              (10u << 10 | (n)) /* about so many milliseconds: n * 1024 us */

static inline word_t tag(unsigned label, unsigned u, unsigned t)
{
    return (word_t)label << 16 | t << 6 | u;
}

/* A thread of the root task's space or another one's, running (it got its start message by ExchangeRegisters). */
struct tcb *machine_thread(tid_t id, struct tcb *space_of, unsigned slot);
/* The same in a new space. */
struct tcb *machine_thread_apart(tid_t id, tid_t pager);
#define USER_UTCB_AREA ((word_t)0x10000000 | 14u << 4)
#define USER_KIP_AREA  ((word_t)0x20000000 | 12u << 4)

extern const struct arch_space *machine_space;
