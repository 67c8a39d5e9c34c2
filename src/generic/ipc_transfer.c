/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IPC: moving a message from a sender to its peer.
 *
 * Untyped words first, in one piece, then the typed items in order. Whatever user memory holds is read anew at every step and
 * checked again, so nothing depends on what users do to it meanwhile. User pages are looked up in software; a missing one
 * becomes a page-fault message of its owner, and the transfer goes on from struct transfer when the pager has answered.
 */
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/l4time.h>
#include <kernel/msgtag.h>
#include <kernel/preempt.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/string.h>

enum step {
    STEP_DONE,     /* go on with the next item */
    STEP_OVERFLOW, /* the message ends here with error 4 */
    STEP_AGAIN,    /* an interrupt waits */
    STEP_WAIT,     /* both threads wait for a pager, or the transfer has ended */
};

/* Where in a string, cut into substrings, the next byte lies. */
struct position {
    word_t addr;
    word_t left;    /* bytes to the end of the substring; 0: the string ends here */
    unsigned words; /* register words that the whole string item takes */
    bool more;      /* C bit: another item follows */
    bool bad;       /* the item runs beyond its registers */
};

/* Walks string item `reg[0]` of at most `limit` words to byte number `offset`. The registers of a thread are `stride`
 * words apart (1 or -1), as the architecture has them. */
static void locate(word_t *reg, long stride, unsigned limit, word_t offset, struct position *pos)
{
    unsigned i = 0;
    bool compound = true;

    *pos = (struct position){.left = 0};
    while (compound) {
        word_t w;
        unsigned n;
        word_t length;

        if (i >= limit) {
            pos->bad = true;
            return;
        }
        w = reg[(long)i * stride];
        n = string_pointers(w);
        length = string_length(w);
        compound = string_is_compound(w);
        pos->more = pos->more || item_continues(w);
        if (i + 1 + n > limit) {
            pos->bad = true;
            return;
        }
        if (pos->left == 0 && length != 0 && offset / length < n) {
            pos->addr = reg[(long)(i + 1 + (unsigned)(offset / length)) * stride] + offset % length;
            pos->left = length - offset % length;
        } else if (pos->left == 0) {
            offset -= length * n;
        }
        i += 1 + n;
    }
    pos->words = i;
}

/* Kernel's view of user byte `va`; NULL if a page fault is due. *left: bytes that follow in the same page. */
static void *user_at(struct space *space, unsigned slot, word_t va, unsigned access, word_t *left)
{
    struct arch_mapping m;
    word_t end = align_down(va, ARCH_PAGE_MIN) + BIT(ARCH_PAGE_MIN);

    if (!arch_pt_lookup(&space->arch, va, end, &m) || m.va > va) {
        if (!space->sigma0 || mapdb_sigma0_fault(space, va) != L4_OK)
            return NULL;
        if (!arch_pt_lookup(&space->arch, va, end, &m) || m.va > va)
            return NULL;
    }
    if ((m.rights & access) != access)
        return NULL;
    mapdb_note_access(m.cookie, access);
    *left = end - va;
    return arch_user_window(slot, m.pa + (va - m.va), va, m.attr);
}

/* The first page fault of a transfer starts the xfer timeout. False: it is zero and the transfer has ended. */
static bool start_xfer_timeout(struct tcb *s, struct tcb *r)
{
    time_us_t now = plat_clock_us();
    time_us_t send =
        l4time_deadline((unsigned)(*tcb_tcr(s, TCR_XFER_TIMEOUTS) >> 16) & 0xffff, now);
    time_us_t receive = l4time_deadline((unsigned)*tcb_tcr(r, TCR_XFER_TIMEOUTS) & 0xffff, now);
    time_us_t deadline = MIN(send, receive);

    if (s->xfer.faulted)
        return true;
    s->xfer.faulted = true;
    s->xfer.owner_receives = receive < send;
    if (deadline == now) {
        ipc_break(s, receive < send ? IPC_ERR_XFER_PARTNER : IPC_ERR_XFER_OWN,
                  receive < send ? IPC_ERR_XFER_OWN : IPC_ERR_XFER_PARTNER);
        return false;
    }
    if (deadline != TIME_NEVER)
        sched_arm(s, deadline);
    return true;
}

/* Copies one piece of the string, up to a page's end in either space. */
static enum step copy_piece(struct tcb *s, struct tcb *r, const struct position *from,
                            const struct position *to)
{
    word_t n = MIN(from->left, to->left);
    word_t left;
    void *src;
    void *dst;

    if (from->addr >= ARCH_USER_END || to->addr >= ARCH_USER_END)
        return STEP_OVERFLOW;
    src = user_at(s->space, 0, from->addr, FPAGE_R, &left);
    if (src == NULL) {
        if (start_xfer_timeout(s, r))
            ipc_nested_fault(s, from->addr, arch_rights_ceil(FPAGE_R), glue_frame_ip(s));
        return STEP_WAIT;
    }
    n = MIN(n, left);
    dst = user_at(r->space, 1, to->addr, FPAGE_W, &left);
    if (dst == NULL) {
        if (start_xfer_timeout(s, r))
            ipc_nested_fault(r, to->addr, FPAGE_W, WORD_MAX);
        return STEP_WAIT;
    }
    n = MIN(n, left);
    memmove(dst, src, n); /* users may let the two overlap */
    s->xfer.string_done += n;
    return STEP_DONE;
}

/* The item's words as far as they exist go to the receiver unchanged. */
static void copy_words(struct tcb *s, struct tcb *r, unsigned first, unsigned count)
{
    if (r->kind != IPC_USER)
        return;
    for (unsigned i = first; i < first + count && i < NUM_MRS; i++)
        *glue_mr(r->utcb, i) = *glue_mr(s->utcb, i);
}

static enum step move_string(struct tcb *s, struct tcb *r, unsigned end)
{
    struct transfer *x = &s->xfer;
    long mr_stride = glue_mr(s->utcb, 1) - glue_mr(s->utcb, 0);
    long br_stride = glue_br(s->utcb, 1) - glue_br(s->utcb, 0);
    struct position from;
    struct position to;
    enum step step;

    for (;;) {
        locate(glue_mr(s->utcb, x->item), mr_stride, end - x->item, x->string_done, &from);
        if (from.bad) {
            copy_words(s, r, x->item, end - x->item);
            return STEP_OVERFLOW;
        }
        if (x->string_done == 0)
            copy_words(s, r, x->item, from.words);
        if (r->kind != IPC_USER || !(*glue_br(r->utcb, 0) & ACCEPT_STRINGS) ||
            x->buffer >= NUM_BRS || !item_is_string(*glue_br(r->utcb, x->buffer)))
            return STEP_OVERFLOW;
        locate(glue_br(r->utcb, x->buffer), br_stride, NUM_BRS - x->buffer, x->string_done, &to);
        if (to.bad)
            return STEP_OVERFLOW;
        if (from.left == 0) {
            x->item = (uint8_t)(x->item + from.words);
            x->buffer = (uint8_t)(to.more ? x->buffer + to.words : NUM_BRS);
            x->total_done += x->string_done;
            x->string_done = 0;
            return STEP_DONE;
        }
        if (to.left == 0)
            return STEP_OVERFLOW;
        step = copy_piece(s, r, &from, &to);
        if (step != STEP_DONE)
            return step;
        if (preempt_pending())
            return STEP_AGAIN;
    }
}

/* Receive window for map and grant items; FPAGE_NIL: none are accepted. */
static word_t receive_window(struct tcb *r)
{
    switch ((enum ipc_kind)r->kind) {
    case IPC_USER:
        return acceptor_window(*glue_br(r->utcb, 0));
    case IPC_PAGEFAULT:
    case IPC_IO_PAGEFAULT:
        return FPAGE_COMPLETE;
    default:
        return FPAGE_NIL;
    }
}

static enum step move_mapping(struct tcb *s, struct tcb *r, unsigned end)
{
    struct transfer *x = &s->xfer;
    word_t window = receive_window(r);
    word_t item;
    word_t fpage;
    bool grant;
    enum l4_error error;

    copy_words(s, r, x->item, MIN(2u, end - x->item));
    if (x->item + 2u > end || window == FPAGE_NIL)
        return STEP_OVERFLOW;
    item = *glue_mr(s->utcb, x->item);
    fpage = *glue_mr(s->utcb, x->item + 1u);
    grant = item_type(item) == ITEM_GRANT;
    if (glue_fpage_is_special(fpage))
        error = glue_special_map(s->space, r->space, fpage, window, grant);
    else
        error = mapdb_map(s->space, r->space, fpage, item & ~bits_mask(10), window, grant, &x->map);
    if (error == L4_AGAIN)
        return STEP_AGAIN;
    x->map = (struct mapdb_cursor){0};
    if (error != L4_OK)
        return STEP_OVERFLOW;
    x->item = (uint8_t)(x->item + 2);
    return STEP_DONE;
}

/* Moves typed items from where the transfer stands on. */
static enum step move_items(struct tcb *s, struct tcb *r)
{
    unsigned end = 1 + tag_untyped(s->xfer.tag) + tag_typed(s->xfer.tag);
    enum step step = STEP_DONE;

    while (step == STEP_DONE && s->xfer.item < end) {
        word_t w = *glue_mr(s->utcb, s->xfer.item);

        if (item_is_string(w)) {
            step = move_string(s, r, end);
        } else if (item_type(w) == ITEM_MAP || item_type(w) == ITEM_GRANT) {
            step = move_mapping(s, r, end);
        } else {
            copy_words(s, r, s->xfer.item, 1);
            step = STEP_OVERFLOW;
        }
    }
    return step;
}

/* Untyped words, all at once. False: the transfer has ended. */
static bool move_untyped(struct tcb *s, struct tcb *r)
{
    unsigned u;

    u = tag_untyped(s->xfer.tag);
    if (u + tag_typed(s->xfer.tag) >= NUM_MRS) {
        ipc_break(s, IPC_ERR_OVERFLOW, IPC_ERR_OVERFLOW);
        return false;
    }
    if (r->kind == IPC_USER)
        memcpy(glue_mr(r->utcb, 1), glue_mr(s->utcb, 1), u * sizeof(word_t));
    s->xfer.item = (uint8_t)(u + 1);
    s->xfer.map = (struct mapdb_cursor){0};
    return true;
}

void ipc_transfer(struct tcb *s)
{
    enum step step = STEP_DONE;

    if (s->kind != IPC_USER) {
        ipc_kernel_message(s, s->peer);
        ipc_finish(s);
        return;
    }
    /* What an acknowledge says does not matter (api.md 4.8.13). */
    if (s->peer->kind == IPC_INTERRUPT) {
        ipc_finish(s);
        return;
    }
    if (s->xfer.item == 0 && !move_untyped(s, s->peer))
        return;
    step = move_items(s, s->peer);
    switch (step) {
    case STEP_DONE:
        ipc_finish(s);
        break;
    case STEP_OVERFLOW:
        ipc_break(s, IPC_ERR_OVERFLOW, IPC_ERR_OVERFLOW);
        break;
    case STEP_AGAIN:
        s->cont = CONT_TRANSFER;
        sched_wake(s);
        break;
    case STEP_WAIT:
        break;
    }
}
