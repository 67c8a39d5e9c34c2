/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Address spaces: translation, the areas of KIP and UTCBs, the threads inside.
 *
 * A space lives as long as it has threads, active or not. UTCB pages are kernel memory, supplied when the first
 * thread in a page is activated and kept until the space ends, so a UTCB address never becomes invalid while a thread of
 * the space runs.
 */
#pragma once

#include <hal/mmu.h>
#include <hal/utcb.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>
#include <kernel/list.h>

struct tcb;

#define SPACE_FIRST_OWNERS (KMEM_PAGE_SIZE >> GLUE_UTCB_SIZE_LOG2)

struct space {
    struct arch_space arch;
    word_t kip_area; /* fpages; FPAGE_NIL until SpaceControl; fixed once set */
    word_t utcb_area;
    word_t utcb_base; /* first byte of the UTCB area, 0 while unset */
    word_t utcb_size; /* bytes, 0 while unset */
    tid_t redirector; /* global ID; 0: none (api.md 4.8.11) */
    /* Threads by UTCB number modulo a power of two; empty slots show the dummy. Points to first_owners until more are
     * needed. A hint: the thread's local ID decides. */
    struct tcb **owners;
    word_t owners_mask;
    struct tcb *first_owners[SPACE_FIRST_OWNERS];
    struct tcb *threads; /* all threads, through tcb->space_next */
    size_t thread_count;
    struct list utcb_pages; /* struct utcb_page of kernel memory */
    struct list special;    /* glue's: what it has of fpages that are no memory (x86: I/O ports) */
    bool privileged;        /* sigma0, sigma1, root server: may use the control calls */
    bool sigma0;            /* owner of all memory */
    bool dying;             /* its last thread is being deleted; no thread may enter */
};

/* Is [first, last] (inclusive) inside the user area and free of the KIP and UTCB areas? */
bool space_is_mappable(const struct space *space, word_t first, word_t last);

/* Does [first, last] touch the KIP or UTCB area? */
bool space_is_kernels(const struct space *space, word_t first, word_t last);

void space_init(void);
struct space *space_create(void); /* NULL: out of memory */

/* SpaceControl's part on areas (R211-R214). No effect, L4_OK, if they are set already.
 * Fails: L4_ERR_UTCB_AREA, L4_ERR_KIP_AREA, L4_ERR_NO_MEM. */
enum l4_error space_configure(struct space *space, word_t kip_area, word_t utcb_area);

static inline bool space_is_configured(const struct space *space)
{
    return space->utcb_size != 0;
}

/* A page of UTCBs. Its address with bit 0 set is the cookie of its page-table entry. */
struct utcb_page {
    struct list link;
    char *kernel; /* kernel's view */
    struct tcb *owner[KMEM_PAGE_SIZE >> GLUE_UTCB_SIZE_LOG2];
};

/* Is `utcb` a place where a UTCB of the space may lie (aligned, in the area)? */
bool space_utcb_valid(const struct space *space, word_t utcb);
/* The active thread whose UTCB is at this user address; NULL if there is none. Any word may be passed. */
struct tcb *space_utcb_owner(struct space *space, word_t utcb);

/* The thread that has this local ID if any thread of the space has, quickly: the caller compares tcb->local_id. Never NULL.
 * Misses threads whose slot another one has taken; then space_utcb_owner knows. */
static inline struct tcb *space_owner_hint(const struct space *space, tid_t lid)
{
    return space->owners[(lid >> GLUE_UTCB_SIZE_LOG2) & space->owners_mask];
}

/* Gives the UTCB at this valid address to the thread: cleared, its page supplied if need be; sets tcb->utcb and
 * local_id. Fails: L4_ERR_UTCB_AREA if it has an owner, L4_ERR_NO_MEM. */
enum l4_error space_utcb_claim(struct space *space, word_t utcb, struct tcb *tcb);
/* The thread gives its UTCB back; the memory stays. */
void space_utcb_release(struct space *space, struct tcb *tcb);

void space_set_redirector(struct space *space, tid_t redirector);

/* Thread list of the space. */
void space_enter(struct space *space, struct tcb *tcb);
void space_leave(struct tcb *tcb);

/* Removes all mappings; L4_AGAIN if interrupted (call again). Then space_free may follow. */
enum l4_error space_clear(struct space *space);
/* Frees the space. Contract: no threads, space_clear succeeded, no processor runs in it. */
void space_free(struct space *space);
