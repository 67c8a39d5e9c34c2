/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Agents (see agent.h). A request: MR1, MR2 arguments, MR3 and MR4 an item to pass on, MR5 the
 * next acceptor; items for the agent itself follow as typed words.
 */
#include "agent.h"

#define OP_NONE    0x20
#define OP_READ    0x21
#define OP_WRITE   0x22
#define OP_EXECUTE 0x23
#define OP_PASS    0x24
#define OP_UNMAP   0x25

#define WORDS     5
#define PASSES_US 2000000

volatile L4_Word_t agent_got[64];

struct request {
    L4_Word_t op;
    L4_Word_t x;
    L4_Word_t y;
    L4_Word_t item[2];
    L4_Word_t acceptor;
    L4_Word_t typed[2];
    L4_Word_t typed_count;
};

/* Returns the error of the call; *result is the answer's first word. */
static L4_Word_t ask(L4_ThreadId_t a, const struct request *r, L4_Word_t *result)
{
    L4_MsgTag_t tag;
    L4_Word_t error;

    L4_Accept(L4_UntypedWordsAcceptor);
    L4_LoadMR(1, r->x);
    L4_LoadMR(2, r->y);
    L4_LoadMRs(3, 2, r->item);
    L4_LoadMR(5, r->acceptor);
    L4_LoadMRs(6, (int)r->typed_count, r->typed);
    ct_tag(r->op, WORDS, r->typed_count);
    tag = L4_Call_Timeouts(a, L4_TimePeriod(PASSES_US), L4_TimePeriod(PASSES_US));
    error = ct_error(tag);
    *result = error == 0 ? ct_mr(1) : 0;
    return error;
}

static L4_Word_t ask_simple(L4_ThreadId_t a, L4_Word_t op, L4_Word_t x, L4_Word_t y)
{
    struct request r = {op, x, y, {0, 0}, AGENT_SAME, {0, 0}, 0};
    L4_Word_t result;

    REQUIRE_EQ(ask(a, &r, &result), 0);
    return result;
}

static L4_Word_t send_item(L4_ThreadId_t to, L4_Word_t w0, L4_Word_t w1)
{
    struct request r = {OP_NONE, 0, 0, {0, 0}, AGENT_SAME, {w0, w1}, 2};
    L4_Word_t result;

    return ask(to, &r, &result);
}

static L4_Word_t obey(L4_Word_t op)
{
    L4_Word_t x = ct_mr(1);
    L4_Word_t y = ct_mr(2);

    switch (op) {
    case OP_READ:
        return ct_read(x);
    case OP_WRITE:
        ct_write(x, y);
        return 0;
    case OP_EXECUTE:
        ((void (*)(void))x)();
        return 0;
    case OP_PASS:
        return send_item(__L4_Tid(x), ct_mr(3), ct_mr(4));
    case OP_UNMAP:
        L4_LoadMR(0, y);
        L4_Unmap(x);
        return ct_mr(0);
    default:
        return 0;
    }
}

static void agent(void)
{
    L4_Word_t acceptor = 0;
    L4_ThreadId_t from;
    L4_MsgTag_t tag;

    for (;;) {
        L4_LoadBR(0, acceptor);
        tag = L4_Wait(&from);
        while (L4_IpcSucceeded(tag)) {
            L4_Word_t result;
            int i;

            for (i = 0; i < 64; i++)
                agent_got[i] = ct_mr(i);
            if (ct_mr(5) != AGENT_SAME)
                acceptor = ct_mr(5);
            result = obey(L4_Label(tag));
            L4_LoadBR(0, acceptor);
            L4_LoadMR(1, result);
            ct_tag(0, 1, 0);
            tag = L4_ReplyWait(from, &from);
        }
    }
}

void agent_begin(void)
{
    unsigned i;

    for (i = 0; i < ct_page_size / sizeof(L4_Word_t); i++)
        ct_write(ct_page(CT_PAGES - 1) + i * sizeof(L4_Word_t), AGENT_MISSING);
    ct_substitute(ct_page(CT_PAGES - 1));
}

static void take_back(void)
{
    (void)L4_UnmapFpage(ct_fp(ct_page(CT_PAGES - 1), L4_FullyAccessible));
}

L4_ThreadId_t agent_new(L4_ThreadId_t place)
{
    return ct_run(place, agent);
}

void agent_accept(L4_ThreadId_t a, L4_Word_t acceptor)
{
    struct request r = {OP_NONE, 0, 0, {0, 0}, acceptor, {0, 0}, 0};
    L4_Word_t result;

    REQUIRE_EQ(ask(a, &r, &result), 0);
}

void agent_window(L4_ThreadId_t a, L4_Word_t address, L4_Word_t log2)
{
    agent_accept(a, ct_fpl(address, log2, 0).raw);
}

L4_Word_t agent_read(L4_ThreadId_t a, L4_Word_t address)
{
    L4_Word_t faults = ct_fault_count;
    L4_Word_t value = ask_simple(a, OP_READ, address, 0);

    if (ct_fault_count == faults)
        return value;
    take_back();
    return AGENT_MISSING;
}

static int no_fault_since(L4_Word_t faults)
{
    if (ct_fault_count == faults)
        return 1;
    take_back();
    return 0;
}

int agent_write(L4_ThreadId_t a, L4_Word_t address, L4_Word_t value)
{
    L4_Word_t faults = ct_fault_count;

    (void)ask_simple(a, OP_WRITE, address, value);
    return no_fault_since(faults);
}

int agent_execute(L4_ThreadId_t a, L4_Word_t address)
{
    L4_Word_t faults = ct_fault_count;

    (void)ask_simple(a, OP_EXECUTE, address, 0);
    return no_fault_since(faults);
}

L4_Word_t agent_own_read(L4_Word_t address)
{
    L4_Word_t faults = ct_fault_count;
    L4_Word_t value = ct_read(address);

    return no_fault_since(faults) ? value : AGENT_MISSING;
}

int agent_own_write(L4_Word_t address, L4_Word_t value)
{
    L4_Word_t faults = ct_fault_count;

    ct_write(address, value);
    return no_fault_since(faults);
}

L4_Word_t agent_map(L4_ThreadId_t a, L4_Fpage_t f, L4_Word_t base)
{
    L4_MapItem_t item = L4_MapItem(f, base);

    return send_item(a, item.raw[0], item.raw[1]);
}

L4_Word_t agent_grant(L4_ThreadId_t a, L4_Fpage_t f, L4_Word_t base)
{
    L4_GrantItem_t item = L4_GrantItem(f, base);

    return send_item(a, item.raw[0], item.raw[1]);
}

static L4_Word_t pass(L4_ThreadId_t a, L4_ThreadId_t b, L4_Word_t w0, L4_Word_t w1)
{
    struct request r = {OP_PASS, b.raw, 0, {w0, w1}, AGENT_SAME, {0, 0}, 0};
    L4_Word_t result;

    REQUIRE_EQ(ask(a, &r, &result), 0);
    return result;
}

L4_Word_t agent_map_on(L4_ThreadId_t a, L4_ThreadId_t b, L4_Fpage_t f, L4_Word_t base)
{
    L4_MapItem_t item = L4_MapItem(f, base);

    return pass(a, b, item.raw[0], item.raw[1]);
}

L4_Word_t agent_grant_on(L4_ThreadId_t a, L4_ThreadId_t b, L4_Fpage_t f, L4_Word_t base)
{
    L4_GrantItem_t item = L4_GrantItem(f, base);

    return pass(a, b, item.raw[0], item.raw[1]);
}

L4_Fpage_t agent_unmap(L4_ThreadId_t a, L4_Word_t control, L4_Fpage_t f)
{
    f.raw = ask_simple(a, OP_UNMAP, control, f.raw);
    return f;
}
