/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What a worker does: one random IPC after the other. Most go to a thread that waits for just this, since otherwise hardly
 * any would be the common case; the rest is whatever a program may ask for.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4io.h>

#include "agreement.h"
#include "env.h"

#define WINDOW      ((L4_Word_t)0x50000000)
#define WINDOW_LOG2 15
#define PAGE_LOG2   12
#define PAGES       8

/* One IPC. */
struct plan {
    L4_ThreadId_t to;
    L4_ThreadId_t from;
    L4_Word_t timeouts;
    L4_MsgTag_t tag;
    unsigned partner; /* the worker that is meant */
    int is_lipc;
};

struct worker workers[WORKERS];
L4_Word_t worker_stack[WORKERS][WORD_STACK];
volatile unsigned worker_starting;

static char text_out[WORKERS][MAX_BYTES];
static char text_in[WORKERS][MAX_BYTES];
static char pages[PAGES][1 << PAGE_LOG2] __attribute__((aligned(1 << PAGE_LOG2)));

#if !defined(__SOFTFP__) && !defined(__mips_soft_float) && !defined(_SOFT_FLOAT)
static volatile double fraction[WORKERS];

/* Makes the thread one whose floating-point state matters. */
static void use_fpu(unsigned self)
{
    fraction[self] = fraction[self] * 0.75 + 1.0;
    fold((L4_Word_t)(fraction[self] * 1024.0));
}
#else
static void use_fpu(unsigned self)
{
    (void)self;
}
#endif

/* ---- choices ---- */

static L4_ThreadId_t raw_id(L4_Word_t raw)
{
    L4_ThreadId_t t;

    t.raw = raw;
    return t;
}

static L4_ThreadId_t name_of(unsigned n, unsigned self)
{
    int knows_local = workers[n].space == workers[self].space && workers[n].local.raw != 0;

    return knows_local && one_in(2) ? workers[n].local : workers[n].id;
}

static int waits_for(const struct worker *w, const struct worker *self)
{
    L4_Word_t from = w->posture;

    if (w == self || from == 0)
        return 0;
    if (from == L4_anythread.raw || from == self->id.raw)
        return 1;
    return w->space == self->space && (from == L4_anylocalthread.raw || from == self->local.raw);
}

/* A worker that waits for a message from this one: WORKERS if there is none. */
static unsigned waiting_partner(unsigned self)
{
    unsigned n = pick(WORKERS);
    unsigned i;

    for (i = 0; i < WORKERS; i++, n = n + 1 == WORKERS ? 0 : n + 1)
        if (waits_for(&workers[n], &workers[self]))
            return n;
    return WORKERS;
}

/* Names of nobody, or of threads that one should not talk to. */
static L4_ThreadId_t odd_name(unsigned self, unsigned partner)
{
    const struct worker *w = &workers[one_in(2) ? partner : pick(WORKERS)];

    switch (pick(10)) {
    case 0:
        return L4_GlobalId(L4_ThreadNo(w->id), w->version + 1);
    case 1:
        return raw_id(~(L4_Word_t)0 - 64 * (1 + pick(1000)) - 1);
    case 2:
        return raw_id(w->local.raw + (one_in(2) ? 64 : (L4_Word_t)0 - ((L4_Word_t)1 << 24)));
    case 3:
        return L4_anythread;
    case 4:
        return L4_anylocalthread;
    case 5:
        return L4_GlobalId(pick(4), 1); /* an interrupt */
    case 6:
        return env_main;
    case 7:
        return space_anchor[pick(SPACES)];
    case 8:
        return workers[self].local;
    default:
        return w->local; /* perhaps of another space, where it names someone else */
    }
}

static L4_Word_t choose_timeouts(void)
{
    L4_Time_t send = one_in(8) ? L4_Never : L4_ZeroTime;
    L4_Time_t receive = L4_Never;

    if (one_in(16))
        receive = one_in(2) ? L4_ZeroTime : L4_TimePeriod((L4_Word64_t)4000 * 1000000);
    else if (one_in(64))
        send = L4_TimePeriod((L4_Word64_t)4000 * 1000000);
    return L4_Timeouts(send, receive);
}

static void choose_names(struct plan *p, unsigned self)
{
    unsigned what = pick(64);

    p->partner = one_in(16) ? pick(WORKERS) : waiting_partner(self);
    if (p->partner == WORKERS) {
        p->partner = pick(WORKERS);
        if (!one_in(8)) /* nobody to send to: wait */
            what = 61;
    }
    p->to = name_of(p->partner, self);
    p->from = p->to;
    if (what < 24)
        return;
    if (what < 42)
        p->from = L4_anythread;
    else if (what < 48)
        p->from = L4_anylocalthread;
    else if (what < 52)
        p->from = L4_nilthread;
    else if (what < 54)
        p->from = name_of(p->partner, self); /* perhaps the other name */
    else if (what < 55)
        p->from = name_of(pick(WORKERS), self);
    else if (what < 62)
        p->to = L4_nilthread;
    else
        p->to = odd_name(self, p->partner);
    if (what >= 62)
        p->from = one_in(3) ? L4_anythread : p->to;
    if (L4_IsNilThread(p->to) && !one_in(4))
        p->from = one_in(4) ? L4_anylocalthread : L4_anythread;
    if (one_in(64))
        p->from = odd_name(self, p->partner);
}

/* ---- messages ---- */

/* A typed item behind the untyped words; returns its words, or some that are no item at all. */
static unsigned load_item(unsigned at, unsigned self)
{
    L4_StringItem_t text = L4_StringItem((int)pick(MAX_BYTES), text_out[self]);
    L4_MapItem_t map = L4_MapItem(
        L4_FpageAddRights(L4_FpageLog2((L4_Word_t)pages[pick(PAGES)], PAGE_LOG2), (int)pick(8)),
        pick(8) << PAGE_LOG2);

    switch (pick(8)) {
    case 0:
        L4_LoadMR((int)at, random_bits());
        L4_LoadMR((int)at + 1, random_bits() & ~(L4_Word_t)15);
        return 2;
    case 1:
    case 2:
        L4_LoadMRs((int)at, 2, map.raw);
        return 2;
    case 3:
        L4_LoadMRs((int)at, 2, text.raw);
        return 1; /* goes on behind the end of the message */
    default:
        L4_LoadMRs((int)at, 2, text.raw);
        return 2;
    }
}

static unsigned choose_words(void)
{
    switch (pick(8)) {
    case 0:
    case 1:
    case 2:
        return 0;
    case 3:
    case 4:
        return 1 + pick(8);
    case 5:
    case 6:
        return pick(64);
    default:
        return 60 + pick(4);
    }
}

/* No word can be the head of a grant item, which might take the program's own pages away. */
static void avoid_grants(void)
{
    L4_Word_t word;
    int i;

    for (i = 1; i < 64; i++) {
        L4_StoreMR(i, &word);
        if ((word & 0xe) == 0xa)
            L4_LoadMR(i, word ^ 2);
    }
}

static L4_MsgTag_t load_message(unsigned self)
{
    L4_Word_t word = random_bits();
    unsigned u = choose_words();
    unsigned t = 0;
    unsigned i;
    L4_MsgTag_t tag;

    for (i = 1; i <= u; i++) {
        word = word * DIGEST_FACTOR + self;
        L4_LoadMR((int)i, word);
    }
    tag.raw = (L4_Word_t)pick(0x10000) << 16;
    if (one_in(32)) {
        u = u > 60 ? 60 : u;
        t = load_item(u + 1, self);
    } else if (one_in(64)) {
        t = pick(64);
        tag.raw |= pick(16) << 12;
    }
    if (one_in(32)) {
        L4_Set_VirtualSender(one_in(8) ? odd_name(self, self) : name_of(pick(WORKERS), self));
        tag.raw |= 0x1000;
    }
    tag.raw |= t << 6 | u;
    if (t != 0)
        avoid_grants();
    L4_Set_MsgTag(tag);
    return tag;
}

/* What the worker accepts in this and the following messages. */
static void choose_buffers(unsigned self)
{
    L4_MsgBuffer_t buffer;

    switch (pick(3)) {
    case 0:
        L4_Accept(L4_UntypedWordsAcceptor);
        break;
    case 1:
        L4_Accept(L4_MapGrantItems(L4_FpageLog2(WINDOW, WINDOW_LOG2)));
        break;
    default:
        L4_MsgBufferClear(&buffer);
        L4_MsgBufferAppendSimpleRcvString(&buffer,
                                          L4_StringItem((int)pick(MAX_BYTES), text_in[self]));
        L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
        break;
    }
}

/* ---- results ---- */

/* Message registers that travel in CPU registers and lie beyond the message's words have no value that the ABI defines:
 * between spaces 0 or the receiver's own (docs/abi-mips64.md). Other ports leave them alone on both paths. */
#if defined(__mips__)
#define REGISTER_MRS 8
#else
#define REGISTER_MRS 0
#endif

static void drop_undefined(L4_MsgTag_t tag)
{
    int i;

    for (i = (int)(tag.raw & 0x3f) + (int)(tag.raw >> 6 & 0x3f) + 1; i <= REGISTER_MRS; i++)
        L4_LoadMR(i, 0);
}

static void fold_registers(void)
{
    L4_Word_t word;
    int i;

    for (i = 0; i < 64; i++) {
        L4_StoreMR(i, &word);
        fold(word);
    }
    fold(L4_ErrorCode());
    fold(L4_ActualSender().raw);
    fold(L4_IntendedReceiver().raw);
    fold(L4_MyGlobalId().raw);
    fold(L4_MyLocalId().raw);
    fold(L4_Pager().raw);
    fold(L4_ExceptionHandler().raw);
    fold(L4_XferTimeouts());
    fold(L4_UserDefinedHandle());
    for (i = 0; i < 4; i++) {
        L4_StoreBR(i, &word);
        fold(word);
    }
}

static void fold_text(unsigned self)
{
    unsigned i;

    for (i = 0; i < MAX_BYTES; i += 7)
        fold((L4_Word_t)(unsigned char)text_in[self][i]);
}

static void trace_begin(L4_Word_t step, unsigned self, const struct plan *p)
{
    if (is_traced(step))
        printf(
            "AGREE-STEP %lu begins: worker %u (space %u) %s to %lx from %lx timeouts %lx tag %lx "
            "digest %lx\n",
            step, self, workers[self].space, p->is_lipc ? "lipc" : "ipc", p->to.raw, p->from.raw,
            p->timeouts, p->tag.raw, digest);
}

static void trace_end(L4_Word_t step, unsigned self, L4_MsgTag_t tag, L4_ThreadId_t from)
{
    L4_Word_t word;
    int i;

    if (!is_traced(step))
        return;
    printf("AGREE-STEP %lu ended: worker %u tag %lx from %lx error %lx digest %lx; mr", step, self,
           tag.raw, from.raw, L4_ErrorCode(), digest);
    for (i = 0; i < 64; i++) {
        L4_StoreMR(i, &word);
        printf(" %lx", word);
    }
    printf("\n");
}

/* ---- steps ---- */

/* Values that the compiler has to carry through the system call, in registers as far as the architecture keeps some. */
#define KEPT 4

/*
 * Message registers that travel in the processor's registers and lie beyond the message are undefined after a receive, but
 * never hold what a sender in another space had in them: zero, or the receiver's own. Where the two paths choose differently
 * (undefined_mrs), this is checked here, and they become zero.
 */
static void settle_undefined(const L4_Word_t *own, L4_MsgTag_t tag, L4_ThreadId_t from)
{
    L4_Word_t i = (tag.raw & 63) + (tag.raw >> 6 & 63) + 1;
    L4_Word_t word;

    if (L4_IsNilThread(from))
        return;
    for (; i <= undefined_mrs; i++) {
        L4_StoreMR((int)i, &word);
        if (word != 0 && word != own[i] && !L4_IsLocalId(from)) {
            printf("MR%lu is %lx after a message from %lx with tag %lx\n", i, word, from.raw,
                   tag.raw);
            give_up("a sender's register came through");
        }
        L4_LoadMR((int)i, 0);
    }
}

static void do_ipc(L4_Word_t step, unsigned self, const struct plan *p)
{
    L4_ThreadId_t from = L4_nilthread;
    L4_Word_t kept[KEPT];
    L4_Word_t own[MAX_UNDEFINED + 1];
    L4_MsgTag_t tag;
    int i;

    if (undefined_mrs != 0)
        L4_StoreMRs(0, MAX_UNDEFINED + 1, own);

    for (i = 0; i < KEPT; i++) {
        kept[i] = digest + (L4_Word_t)i;
        __asm__ __volatile__("" : "+r"(kept[i]));
    }
    agreement_mark(kind_of(p->to, p->from, p->timeouts, p->tag,
                           workers[p->partner].space == workers[self].space, p->is_lipc));
    workers[self].posture = (p->timeouts & 0xffff) == 0 ? p->from.raw : 0;
    tag = p->is_lipc ? L4_Lipc(p->to, p->from, p->timeouts, &from)
                     : L4_Ipc(p->to, p->from, p->timeouts, &from);
    workers[self].posture = 0;
    if (undefined_mrs != 0)
        settle_undefined(own, tag, from);
    for (i = 0; i < KEPT; i++)
        fold(kept[i]);
    fold(self);
    fold(tag.raw);
    fold(from.raw);
    if (!p->is_lipc)
        drop_undefined(tag);
    fold_registers();
    if ((tag.raw & 0xfc0) != 0)
        fold_text(self);
    trace_end(step, self, tag, from);
}

static void other_call(unsigned self)
{
    unsigned n = pick(WORKERS);
    L4_Word_t old;

    fold(self);
    switch (pick(5)) {
    case 0:
        L4_Yield();
        break;
    case 1:
        L4_ThreadSwitch(name_of(n, self));
        break;
    case 2: /* permitted in the scheduler's space only */
        fold(L4_Schedule(workers[n].id, ~(L4_Word_t)0, ~(L4_Word_t)0, 100 + pick(3), ~(L4_Word_t)0,
                         &old));
        fold(L4_ErrorCode());
        break;
    case 3:
        use_fpu(self);
        break;
    default:
        (void)L4_UnmapFpage(L4_FpageAddRights(
            L4_FpageLog2((L4_Word_t)pages[pick(PAGES)], PAGE_LOG2), L4_FullyAccessible));
        break;
    }
}

void worker_main(void)
{
    unsigned self = worker_starting;

    workers[self].local = L4_MyLocalId();
    for (;;) {
        struct plan p;
        L4_Word_t step = step_begin();

        if (one_in(32))
            choose_buffers(self);
        if (one_in(16))
            other_call(self);
        choose_names(&p, self);
        p.timeouts = choose_timeouts();
        p.tag = load_message(self);
        p.is_lipc = one_in(L4_IsLocalId(L4_IsNilThread(p.to) ? p.from : p.to) ? 3 : 32);
        trace_begin(step, self, &p);
        do_ipc(step, self, &p);
    }
}
