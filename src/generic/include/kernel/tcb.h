/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Thread control blocks: everything the kernel knows of a thread.
 *
 * A thread has no kernel stack: what it waits for is `state`, what is left to do is `cont` (design.md 2). A TCB belongs to the
 * processor tcb->cpu, which alone changes scheduling and IPC fields (design.md 3).
 *
 * State        in a queue            waits for
 * READY        ready queue or none*  the processor          * running, handoff, halted or quantum used up
 * SEND         partner's senders**   partner to receive     ** none while a redirector is missing or sending to itself
 * RECV         none                  a message from recv_from
 * XFER_WAIT    none                  its transfer's other side, which copies or waits for a page
 * INACTIVE     none                  activation
 */
#pragma once

#include <hal/fpu.h>
#include <hal/frame.h>
#include <hal/mmu.h>
#include <hal/utcb.h>
#include <kernel/cpu.h>
#include <kernel/list.h>
#include <kernel/mapdb.h>
#include <kernel/tid.h>
#include <kernel/timeout.h>

struct space;

/* RECV is 1, like true: fast paths write both. */
enum thread_state { TS_INACTIVE, TS_RECV, TS_READY, TS_SEND, TS_XFER_WAIT };

/* Why the thread is in IPC: on its own account, or in a kernel protocol (api.md 6). */
enum ipc_kind {
    IPC_USER,
    IPC_START, /* waits for its start message */
    IPC_PAGEFAULT,
    IPC_IO_PAGEFAULT,
    IPC_EXCEPTION,
    IPC_SYSTEM_EXCEPTION,
    IPC_PREEMPTION, /* signal to the exception handler, send only */
    IPC_QUANTUM,    /* total quantum used up: message to the scheduler, send only */
    IPC_INTERRUPT,  /* an interrupt thread */
};

/* What a READY thread does before it returns to user mode. */
enum thread_cont {
    CONT_NONE,
    CONT_TRANSFER, /* go on copying a message (struct transfer) */
    CONT_RECEIVE,  /* start the receive phase: a sender is queued already */
    CONT_RESTART,  /* repeat the system call whose arguments are in the frame */
};

#define TF_HALTED    0x01u /* executes no user instruction (ExchangeRegisters H) */
#define TF_QUANTUM   0x02u /* has a finite total quantum */
#define TF_EXHAUSTED 0x04u /* total quantum used up: does not run */
#define TF_IRQ       0x08u /* interrupt thread */
#define TF_DYING     0x10u /* being deleted; found by nobody */
#define TF_SLOW      (TF_HALTED | TF_QUANTUM | TF_IRQ) /* never a partner of the fast path */

#define BLOCK_SENDERS  1u /* threads are queued to send to it */
#define BLOCK_QUANTUM  2u /* has a finite total quantum */
#define BLOCK_REDIRECT 4u /* its space has a redirector */

/* How far the transfer of a message has come; lies with the sender. */
struct transfer {
    word_t tag;              /* as the sender gave it, with p and r as decided */
    uint8_t item;            /* next MR to look at */
    uint8_t buffer;          /* next BR to look at */
    bool faulted;            /* a page fault happened: the xfer timeout runs */
    bool owner_receives;     /* ... and is the receiver's, else the sender's */
    word_t string_done;      /* bytes copied of the string at `item` */
    word_t total_done;       /* bytes copied of all strings before that one */
    struct mapdb_cursor map; /* of the map item at `item`, or of an interrupted Unmap */
};

struct tcb {
    /* Cold words in front, so that the end of the frame shares a cache line with what the fast path needs. */
    struct list queue;    /* link in a ready queue or in a partner's senders */
    struct tcb *send_to;  /* SEND: whose queue this thread is in */
    tid_t send_id;        /* user IPC: destination, global ID */
    tid_t virtual_sender; /* sending by propagation: in whose name (global ID); else 0 */
    tid_t recv_from; /* user IPC: FromSpecifier of the receive phase, as given; TID_NIL: none */

    struct glue_frame frame;

    /* What the fast path reads and writes. */
    tid_t id; /* global ID */
    /* While the thread waits in a receive that needs nothing special: the admitted sender's ID, TID_ANY or TID_ANY_LOCAL;
     * else 0. Takes the place of wait_from then (tcb_filter). */
    tid_t fast_from;
    struct space *space;
    word_t local_id;
    word_t *utcb; /* kernel's view of the UTCB; NULL while inactive */
    word_t
        glue_root; /* the glue's, for its fast path: names the space's translation; set when the thread enters a space */
    uint8_t prio;
    uint8_t state;      /* enum thread_state */
    uint8_t fast_block; /* BLOCK_*: reasons why this thread may not send by the fast path */
    bool
        waited_for; /* some thread may have waited, or waits, for a message from exactly this one */
    uint8_t flags;  /* TF_* */
    uint8_t kind;   /* enum ipc_kind */
    struct list senders; /* queue of threads that wait to send here, through tcb->queue */
    tid_t wait_from; /* RECV: admitted sender: global ID, TID_ANY, TID_ANY_LOCAL, or 0 for nobody */
    struct tcb *peer;    /* other side of a message transfer in progress, NULL if none */
    uint8_t cont;        /* enum thread_cont */
    bool peer_receives;  /* with peer: this thread is the sender */
    bool redirect_wait;  /* SEND without queue: redirector missing */
    bool outer_receives; /* as peer_receives, for outer_peer */

    /* IPC beyond the fast path. */
    /* Peer of the message transfer during which this thread sends a page fault (nested), else NULL. */
    struct tcb *outer_peer;
    tid_t kpartner;         /* kernel protocol: pager, handler or scheduler, global ID */
    tid_t intended;         /* user IPC goes to a redirector: original destination; else 0 */
    tid_t kintended;        /* same for a kernel protocol */
    word_t timeouts;        /* Ipc's timeouts word */
    struct timeout timeout; /* of the wait in SEND or RECV, or the sender's xfer timeout */
    struct transfer xfer;
    word_t kmsg[2]; /* kernel protocols: words 1 and 2 */

    /* Scheduling. */
    time_us_t slice_us;      /* length; TIME_NEVER if endless */
    time_us_t slice_left_us; /* of the slice that preemption cut short; 0: a fresh one is due */
    time_us_t quantum_left_us;
    time_us_t preempted_us; /* with signal: when */
    tid_t scheduler;
    uint16_t max_delay_us;
    uint16_t delay_left_us;
    uint8_t sensitive_prio;
    uint8_t kmsg_arg;     /* kernel protocols: argument bits of the label */
    bool signal;          /* was preempted with s = 1: message due when it runs */
    bool delay_exception; /* ... because its delay ran out */
    uint16_t cpu;
    uint16_t irq; /* TF_IRQ: line */

    /* Identity. */
    word_t utcb_location;   /* user address of the UTCB, or WORD_MAX while unknown */
    struct tcb *space_next; /* threads of the space */
    struct tcb **space_link;
    struct arch_fpu *fpu; /* NULL: never used the FPU */
};

#ifndef PECAN_HOST_TEST
_Static_assert(sizeof(struct tcb) <= (sizeof(word_t) == 4 ? 512 : 768), "TCB size, design.md 2");
#endif
#define TCB_ALIGN (sizeof(word_t) == 4 ? 512u : 64u)

static inline word_t glue_frame_ip(const struct tcb *tcb);
static inline word_t glue_frame_sp(const struct tcb *tcb);
static inline word_t glue_frame_flags(const struct tcb *tcb);
static inline void glue_frame_set_ip(struct tcb *tcb, word_t ip);
static inline void glue_frame_set_sp(struct tcb *tcb, word_t sp);
static inline void glue_frame_set_flags(struct tcb *tcb, word_t flags);
#include <glue/frame_access.h>

/* ---- lookup ---- */

#define THREAD_COUNT ((word_t)1 << GLUE_THREAD_BITS)

void tcb_init(void);

/* What empty slots of tables show: no thread, ID and local ID 0, admits nobody. */
struct tcb *tcb_dummy(void);

/* Slot of the thread table for a number < THREAD_COUNT; the TCB there or the dummy whose id is 0. */
struct tcb *tcb_by_number(word_t number);

/* The thread with exactly this global ID, active or not; NULL if there is none. Any word may be passed. */
struct tcb *tcb_find(tid_t tid);

/* The active thread of `space` with this local ID; NULL if there is none. Any word may be passed; what the UTCB says is
 * only a hint that the TCB confirms. */
struct tcb *tcb_find_local(struct space *space, tid_t lid);

/* Global or local (own space) ID as a parameter of a system call; NULL if it names no existing thread. */
struct tcb *tcb_resolve(struct space *space, tid_t tid);

/* Enters or removes a TCB. Fails: false, out of memory. */
bool tcb_insert(struct tcb *tcb);
void tcb_remove(struct tcb *tcb);

/* Next existing thread with number >= *number; advances *number to it. NULL: no more. */
struct tcb *tcb_next(word_t *number);

struct tcb *tcb_alloc(void);
void tcb_free(struct tcb *tcb);

/* ---- predicates and access ---- */

/* Whom a thread in RECV admits: a global ID, TID_ANY, TID_ANY_LOCAL, or 0 for nobody. */
static inline tid_t tcb_filter(const struct tcb *tcb)
{
    return tcb->fast_from != 0 ? tcb->fast_from : tcb->wait_from;
}

/* From now on only the slow path delivers to the waiting thread. */
static inline void tcb_unexpose(struct tcb *tcb)
{
    tcb->wait_from = tcb_filter(tcb);
    tcb->fast_from = 0;
}

static inline bool tcb_is_active(const struct tcb *tcb)
{
    return tcb->state != TS_INACTIVE;
}

static inline word_t *tcb_tcr(struct tcb *tcb, enum tcr reg)
{
    return glue_tcr(tcb->utcb, reg);
}

static inline void tcb_set_error(struct tcb *tcb, word_t code)
{
    *tcb_tcr(tcb, TCR_ERROR_CODE) = code;
}

/* The ID by which threads of `space` know this thread (api.md 4.8.4). */
static inline tid_t tcb_id_for(const struct tcb *tcb, const struct space *space)
{
    return tcb->space == space && tcb->local_id != 0 ? tcb->local_id : tcb->id;
}
