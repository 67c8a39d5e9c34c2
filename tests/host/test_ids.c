/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Who is meant by a word: thread IDs, local IDs, UTCB locations and areas against a list of the threads that there are, searched
 * from end to end. With a 16-bit word every word is tried; with a wide one random words and the neighbours of those that
 * mean something.
 */
#include <hal/kip.h>
#include <kernel/ipc_fast.h>
#include <kernel/kip.h>
#include <kernel/space.h>
#include "fake_memory.h"
#include "tap.h"

#define SPACES  3u
#define THREADS 40u
#define NARROW  (WORD_BITS == 16)

struct entry {
    struct tcb *tcb;
    tid_t id;
    unsigned space;
    bool dying;
    bool active;
    word_t location;
};

struct tcb *flat_thread_table[THREAD_COUNT];
struct cpu cpus[CONFIG_MAX_CPUS];
struct cpu *fake_this_cpu = cpus;
struct kip kip __attribute__((aligned(4096)));

static struct space *spaces[SPACES];
static struct entry entries[THREADS];
static unsigned entry_count;

/* ---- what is linked and not asked ---- */

enum l4_error mapdb_clear(struct space *space, struct mapdb_cursor *cur)
{
    (void)space;
    (void)cur;
    return L4_OK;
}

void arch_thread_table_init(struct tcb *dummy)
{
    for (word_t i = 0; i < THREAD_COUNT; i++)
        flat_thread_table[i] = dummy;
}

bool arch_thread_table_populate(word_t number)
{
    (void)number;
    return true;
}

bool arch_thread_table_populated(word_t *number)
{
    (void)number;
    return true;
}

void glue_space_init(struct space *space)
{
    (void)space;
}

void glue_space_fini(struct space *space)
{
    (void)space;
}

void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    (void)tcb;
    (void)space;
}

/* ---- threads ---- */

static void area_of(unsigned space, word_t *first, word_t *size)
{
    *first = NARROW ? 0x4000 : (word_t)0x10000000 + 0x100000 * space;
    *size = NARROW ? 0x2000u << (space & 1) : (word_t)0x8000;
}

static word_t some_location(unsigned space)
{
    word_t first;
    word_t size;

    area_of(space, &first, &size);
    return (word_t)(first + (rnd_below(size >> GLUE_UTCB_SIZE_LOG2) << GLUE_UTCB_SIZE_LOG2));
}

static tid_t some_tid(void)
{
    tid_t id;

    do {
        id = tid_make(rnd_below(THREAD_COUNT), rnd_below(4) == 0 ? (word_t)rnd() : 1);
    } while (tid_is_local(id) || flat_thread_table[tid_number(id)] != tcb_dummy());
    return id;
}

static void add_thread(void)
{
    struct entry *e = &entries[entry_count];

    *e = (struct entry){.tcb = tcb_alloc(),
                        .id = some_tid(),
                        .space = (unsigned)rnd_below(SPACES),
                        .dying = rnd_below(6) == 0,
                        .active = rnd_below(5) != 0};
    e->tcb->id = e->id;
    list_init(&e->tcb->senders);
    CHECK(tcb_insert(e->tcb));
    space_enter(spaces[e->space], e->tcb);
    e->location = some_location(e->space);
    e->active = e->active && !e->dying;
    if (e->active && space_utcb_claim(spaces[e->space], e->location, e->tcb) != L4_OK)
        e->active = false; /* somebody is there */
    e->tcb->state = e->active ? TS_RECV : TS_INACTIVE;
    if (e->dying)
        e->tcb->flags |= TF_DYING;
    entry_count++;
}

static void populate(void)
{
    for (unsigned i = 0; i < SPACES; i++) {
        word_t first;
        word_t size;

        area_of(i, &first, &size);
        spaces[i] = space_create();
        CHECK(space_configure(spaces[i], NARROW ? 0x8000 | 12 << 4 : (word_t)0x20000000 | 12 << 4,
                              first | (word_t)bits_msb(size) << 4) == L4_OK);
    }
    while (entry_count < THREADS)
        add_thread();
}

static void depopulate(void)
{
    while (entry_count > 0) {
        struct entry *e = &entries[--entry_count];

        if (e->active)
            space_utcb_release(spaces[e->space], e->tcb);
        space_leave(e->tcb);
        tcb_remove(e->tcb);
        tcb_free(e->tcb);
    }
    for (unsigned i = 0; i < SPACES; i++)
        space_free(spaces[i]);
    CHECK(fake_memory_used == 0);
}

/* ---- the reference ---- */

static struct tcb *by_global(tid_t w)
{
    for (unsigned i = 0; i < entry_count; i++) {
        if (entries[i].id == w && !entries[i].dying)
            return entries[i].tcb;
    }
    return NULL;
}

static struct tcb *by_local(unsigned space, tid_t w)
{
    for (unsigned i = 0; i < entry_count; i++) {
        if (entries[i].active && entries[i].space == space &&
            (tid_t)(entries[i].location + GLUE_UTCB_LOCAL_ID) == w)
            return entries[i].tcb;
    }
    return NULL;
}

static bool looks_local(tid_t w)
{
    return w % 64 == 0;
}

/* ---- checks of one word ---- */

static void check_word(tid_t w)
{
    CHECK(tcb_find(w) == by_global(w));
    for (unsigned i = 0; i < SPACES; i++) {
        struct tcb *local = by_local(i, w);
        word_t first;
        word_t size;

        CHECK(tcb_find_local(spaces[i], w) == local);
        CHECK(tcb_resolve(spaces[i], w) == (looks_local(w) ? local : by_global(w)));
        CHECK(space_owner_hint(spaces[i], w) != NULL);
        area_of(i, &first, &size);
        CHECK(space_utcb_valid(spaces[i], w) ==
              (w >= first && w < first + size && w % (1u << GLUE_UTCB_SIZE_LOG2) == 0));
    }
}

/* The fast path meets nobody but the thread that is named and admits the sender; of local IDs it may miss some. */
static void check_fast(tid_t w)
{
    for (unsigned i = 0; i < 6; i++) {
        const struct entry *s = &entries[rnd_below(entry_count)];
        struct tcb *named = looks_local(w) ? by_local(s->space, w) : by_global(w);
        struct tcb *met;
        bool admitted = false;

        if (named != NULL && named->state == TS_RECV) {
            const tid_t filters[] = {0, TID_ANY, TID_ANY_LOCAL, s->id, (tid_t)(s->id ^ 64)};

            named->fast_from = filters[rnd_below(5)];
            admitted = named->fast_from == TID_ANY || named->fast_from == s->id ||
                       (named->fast_from == TID_ANY_LOCAL && named->space == s->tcb->space);
        }
        met = ipc_fast_partner(s->tcb, w);
        CHECK(met == NULL || (met == named && admitted));
        CHECK(!admitted || looks_local(w) || met == named);
        if (named != NULL)
            named->fast_from = 0;
    }
}

static tid_t some_word(void)
{
    const struct entry *e = &entries[rnd_below(entry_count)];
    word_t w = rnd_below(2) == 0 ? e->id : (word_t)(e->location + GLUE_UTCB_LOCAL_ID);

    switch (rnd_below(4)) {
    case 0:
        return (tid_t)rnd();
    case 1:
        return (tid_t)(w ^ (word_t)1 << rnd_below(WORD_BITS));
    case 2:
        return (tid_t)(w + (word_t)(rnd_below(3) << GLUE_UTCB_SIZE_LOG2) - (rnd_below(3) << 6));
    default:
        return w;
    }
}

static void check_ids(unsigned rounds)
{
    for (unsigned round = 0; round < rounds; round++) {
        populate();
        for (tap_step = 0; tap_step < 0x10000; tap_step++) {
            tid_t w = NARROW ? (tid_t)tap_step : some_word();

            check_word(w);
            check_fast(w);
        }
        depopulate();
    }
}

/* ---- areas ---- */

struct area {
    bool good;
    unsigned long first;
    unsigned long last;
};

static struct area area_model(word_t fpage, unsigned min)
{
    unsigned s = (unsigned)(fpage >> 4) & 0x3f;
    struct area a = {.good = s >= min && s < WORD_BITS};

    if (a.good) {
        a.first = (unsigned long)(fpage / ((word_t)1 << s) * ((word_t)1 << s));
        a.last = a.first + (((unsigned long)1 << s) - 1);
        a.good = a.last < ARCH_USER_END;
    }
    return a;
}

static void check_pair(word_t kip_area, word_t utcb_area)
{
    static struct space s;
    struct area k = area_model(kip_area, GLUE_KIP_AREA_MIN_LOG2);
    struct area u = area_model(utcb_area, GLUE_UTCB_AREA_MIN_LOG2);
    enum l4_error want = L4_OK;
    word_t first;
    word_t last;

    if (!u.good)
        want = L4_ERR_UTCB_AREA;
    else if (!k.good || (k.first <= u.last && u.first <= k.last))
        want = L4_ERR_KIP_AREA;
    CHECK(space_configure(&s, kip_area, utcb_area) == want);
    CHECK(space_is_configured(&s) == (want == L4_OK));
    if (want != L4_OK)
        return;
    CHECK(s.utcb_base == u.first && s.utcb_size == u.last - u.first + 1);
    first = (word_t)rnd();
    last = rnd_below(4) == 0 ? (word_t)rnd() : (word_t)(first + rnd_below(0x3000));
    CHECK(space_is_mappable(&s, first, last) ==
          (first <= last && last < ARCH_USER_END && (last < k.first || first > k.last) &&
           (last < u.first || first > u.last)));
    arch_pt_unmap(&s.arch, (word_t)k.first, KMEM_PAGE_LOG2);
    s.kip_area = s.utcb_area = s.utcb_base = s.utcb_size = 0;
}

/* An fpage near the interesting sizes and borders. */
static word_t some_area(void)
{
    word_t base = (word_t)rnd() >> rnd_below(WORD_BITS);
    unsigned s =
        rnd_below(8) == 0 ? (unsigned)rnd_below(64) : 11 + (unsigned)rnd_below(WORD_BITS - 11);

    if (rnd_below(4) == 0)
        base = (word_t)(ARCH_USER_END - (rnd_below(3) << 12));
    return (word_t)((base & ~bits_mask(10)) | (word_t)s << 4 | rnd_below(16));
}

static void check_areas(unsigned step)
{
    if (!NARROW) {
        for (tap_step = 0; tap_step < 1000000; tap_step++)
            check_pair(some_area(), some_area());
        return;
    }
    /* The low four bits are rights, which areas have none of. */
    for (unsigned k = 0; k < 0x1000; k++) {
        for (unsigned u = k % step; u < 0x1000; u += step)
            check_pair((word_t)(k << 4), (word_t)(u << 4));
    }
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 2);
    fake_user_end = NARROW ? (word_t)0xe000 : (word_t)1 << 47;
    tcb_init();
    space_init();
    check_ids(tap_long() ? 300 : 3);
    tap_ok("ids/threads");
    check_areas(tap_long() ? 1 : 17);
    tap_ok("ids/areas");
    return 0;
}
