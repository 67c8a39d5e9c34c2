/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Message decoding: the input is the sender's message registers, the receiver's buffer registers and what memory both have. x
 * sends to y; whatever the message is, both end in order, words beyond the message and memory that y did not offer stay as
 * they were. With FUZZ_ITEMS the registers hold well-formed items, so that the input reaches further.
 */
#include <string.h>
#include "../host/machine_lib.h"
#include "fuzz.h"

#define X_RAM 0x40000u
#define Y_RAM 0x80000u
#define PAGES 8u

#ifdef FUZZ_ITEMS
static word_t address(void)
{
    return rnd_below(PAGES << 12);
}

static void string(word_t *reg, long stride, unsigned *used, unsigned limit)
{
    unsigned n = 1 + (unsigned)rnd_below(4);

    if (*used + 1 + n > limit)
        return;
    reg[(long)(*used)++ * stride] = rnd_below(0x1800) << 10 | (n - 1) << 4 |
                                    (rnd_below(4) == 0 ? BIT(9) : 0) | (rnd_below(4) != 0);
    for (unsigned i = 0; i < n; i++)
        reg[(long)(*used)++ * stride] = address();
}

static void registers(void)
{
    unsigned u = (unsigned)rnd_below(4);
    unsigned used = 0;
    unsigned br = 0;

    for (unsigned i = 0; i < 8 && used + 2 < 60 - u; i++) {
        if (rnd_below(3) != 0) {
            string(&MR(x, 1 + u), 1, &used, 60 - u);
        } else {
            MR(x, 1 + u + used) = (address() & ~bits_mask(10)) | (rnd_below(2) == 0 ? 8 : 10);
            MR(x, 2 + u + used) =
                (address() & ~bits_mask(12)) | (12 + rnd_below(4)) << 4 | rnd_below(8);
            used += 2;
        }
    }
    MR(x, 0) = tag(1, u, used);
    for (unsigned i = 0; i < 8; i++)
        string(&BR(y, 1), &BR(y, 2) - &BR(y, 1), &br, 32);
    BR(y, 0) = FPAGE_COMPLETE | (rnd_below(8) != 0);
}
#else
static void registers(void)
{
    for (unsigned i = 0; i < NUM_MRS; i++)
        fuzz_bytes(&MR(x, i), sizeof(word_t));
    for (unsigned i = 0; i < NUM_BRS; i++)
        fuzz_bytes(&BR(y, i), sizeof(word_t));
}
#endif

static void memory(unsigned of_x, unsigned of_y)
{
    for (unsigned i = 0; i < PAGES; i++) {
        take(x, i << 12);
        take(y, i << 12);
        if (of_x >> i & 1)
            give(x, i << 12, X_RAM + (i << 12), 7);
        if (of_y >> i & 1)
            give(y, i << 12, Y_RAM + (i << 12), 7);
    }
}

/* a is the pager of x, b that of y: they mend a few faults, then give up. */
static void serve(struct tcb *pager, struct tcb *owner)
{
    word_t va = align_down(MR(pager, 1), 12);

    if (va < PAGES << 12)
        give(owner, va, va + (owner == x ? X_RAM : Y_RAM), 7);
    MR(pager, 0) = 0;
    ipc(pager, owner->id, TID_ANY, TIMEOUTS(ZERO, NEVER));
}

static void progress(void)
{
    for (unsigned i = 0; i < 200; i++) {
        struct tcb *t = x->state == TS_READY && x->cont != CONT_NONE ? x : NULL;

        if (t != NULL) {
            machine_enter();
            sys_thread_switch(machine_user, t->id);
            machine_exit();
        } else if (a->state == TS_READY && i < 100) {
            serve(a, x);
        } else if (b->state == TS_READY && i < 100) {
            serve(b, y);
        } else {
            break;
        }
    }
    exregs(x, EXREGS_S | EXREGS_R);
    exregs(y, EXREGS_S | EXREGS_R);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t other[0x10000];
    word_t beyond;
    unsigned words;

    fuzz_input(data, size);
    if (machine_root == NULL) {
        machine_boot();
        begin();
    }
    machine_event_one_in = 0;
    memory((unsigned)rnd_below(256), (unsigned)rnd_below(256));
    memcpy(other, machine_ram + Y_RAM + (PAGES << 12), sizeof(other));
    TCR(x, TCR_XFER_TIMEOUTS) = rnd_below(0x100000000);
    TCR(y, TCR_XFER_TIMEOUTS) = rnd_below(0x100000000);
    registers();
    words = 1 + tag_untyped(MR(x, 0)) + tag_typed(MR(x, 0));
    beyond = words < NUM_MRS ? MR(y, words) : 0;
    if (a->state == TS_READY)
        receive(a, TID_ANY);
    if (b->state == TS_READY)
        receive(b, TID_ANY);
    receive(y, x->id);
    machine_event_one_in = (unsigned)rnd_below(3);
    ipc(x, y->id, TID_NIL, FOREVER);
    TCR(x, TCR_PAGER) = a->id;
    TCR(y, TCR_PAGER) = b->id;
    progress();
    TCR(x, TCR_PAGER) = a->id;
    TCR(y, TCR_PAGER) = b->id;
    CHECK(x->state == TS_READY && y->state == TS_READY && x->peer == NULL && y->peer == NULL);
    CHECK(words >= NUM_MRS || MR(y, words) == beyond);
    CHECK(memcmp(other, machine_ram + Y_RAM + (PAGES << 12), sizeof(other)) == 0);
    return 0;
}
