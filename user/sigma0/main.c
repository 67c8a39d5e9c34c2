/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * sigma0: hands out physical memory and, on x86, I/O ports, and answers page faults.
 *
 * The protocol is in docs (api.md 6.6); the same program serves all architectures. What it cannot
 * understand gets no answer.
 */
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/misc.h>
#include <l4io.h>

#include "stock.h"

/* Protocols: the tag's bits from 20 up, as a signed number. */
#define PROTOCOL_PAGE_FAULT (-2)
#define PROTOCOL_REQUEST    (-6)
#define PROTOCOL_IO_FAULT   (-8)
#define PROTOCOL_EXTENDED   (-1001)

#define EXTENDED_VERBOSITY 1
#define EXTENDED_DUMP      2

/* 0: silent, 1: refused faults (each once), 2: refused requests too, 3: everything. */
static L4_Word_t verbosity = 1;

static L4_Word_t system_base;
static L4_Word_t user_base;

/* The bits of an fpage that make it an I/O fpage: the same on both x86, no size elsewhere. */
static int is_io_fpage(L4_Fpage_t f)
{
    return L4_SizeLog2(f) == 2;
}

static void reply_item(L4_Fpage_t f, L4_Word_t base)
{
    L4_MapItem_t item = L4_MapItem(f, base);
    L4_MsgTag_t tag;

    tag.raw = 2 << 6;
    L4_LoadMR(1, item.raw[0]);
    L4_LoadMR(2, item.raw[1]);
    L4_Set_MsgTag(tag);
}

static L4_Fpage_t full_fpage(L4_Word_t low, L4_Word_t log2)
{
    return L4_FpageAddRights(L4_FpageLog2(low, (int)log2), L4_FullyAccessible);
}

/* A refused fault comes back at once and for ever: say it only when it is a new one. */
static void report_fault(L4_ThreadId_t who, L4_Word_t address, L4_Word_t ip, L4_MsgTag_t tag)
{
    static L4_Word_t last_who;
    static L4_Word_t last_address;

    if (verbosity < 1 || (last_who == who.raw && last_address == address))
        return;
    last_who = who.raw;
    last_address = address;
    printf("sigma0: thread %lx: no page for its fault (rights %lx) at %lx, ip %lx\n", who.raw,
           L4_Label(tag) & 7, address, ip);
}

static void page_fault(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Word_t log2 = stock_page_log2();
    L4_Word_t mask = ((L4_Word_t)1 << log2) - 1;
    L4_Word_t address;
    L4_Word_t ip;
    L4_Word_t low;

    L4_StoreMR(1, &address);
    L4_StoreMR(2, &ip);
    low = address & ~mask;
    if (stock_may_have(who, low, low + mask, 1) && stock_take(who, low, low + mask)) {
        if (verbosity >= 3)
            printf("sigma0: thread %lx: page %lx for its fault\n", who.raw, low);
        reply_item(full_fpage(low, log2), low);
        return;
    }
    report_fault(who, address, ip, tag);
    reply_item(L4_Nilpage, low);
}

/* I/O fpage: rights (0..3), mark (4..9), size (10..15), first port (16..31). */
static L4_Fpage_t give_ports(L4_ThreadId_t who, L4_Fpage_t f)
{
    L4_Word_t log2 = (f.raw >> 10) & 0x3F;
    L4_Word_t port = f.raw >> 16;

    if (port > 0xFFFF || !stock_take_ports(who, port, log2))
        return L4_Nilpage;
    f.raw = (f.raw & ~(L4_Word_t)0xF) | L4_FullyAccessible;
    return f;
}

static void io_fault(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Fpage_t f;
    L4_Word_t ip;

    L4_StoreMR(1, &f.raw);
    L4_StoreMR(2, &ip);
    if (is_io_fpage(f)) {
        L4_Fpage_t given = give_ports(who, f);

        if (L4_IsNilFpage(given))
            report_fault(who, f.raw, ip, tag);
        f = given;
    } else {
        f = L4_Nilpage;
    }
    reply_item(f, 0);
}

/* The memory of a request: 0 if it is refused. */
static int give_memory(L4_ThreadId_t who, L4_Fpage_t f, L4_Word_t high_word, L4_Word_t attribute,
                       L4_Word_t *low)
{
    L4_Word_t log2 = L4_SizeLog2(f);
    int any = (f.raw >> 10) == (~(L4_Word_t)0 >> 10);
    L4_Word_t mask;

    if (log2 < stock_page_log2() || log2 >= L4_BITS_PER_WORD)
        return 0;
    mask = ((L4_Word_t)1 << log2) - 1;
    if (any) {
        if (!stock_find_any(log2, low))
            return 0;
    } else {
        *low = L4_Address(f);
        if (high_word != 0 || !stock_may_have(who, *low, *low + mask, 0))
            return 0;
    }
    if (attribute != L4_DefaultMemory &&
        !L4_Set_PageAttribute(L4_FpageLog2(*low, (int)log2), attribute))
        return 0;
    return stock_take(who, *low, *low + mask);
}

static void request(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Fpage_t f;
    L4_Fpage_t given = L4_Nilpage;
    L4_Word_t attribute;
    L4_Word_t high_word = 0;
    L4_Word_t low = 0;

    L4_StoreMR(1, &f.raw);
    L4_StoreMR(2, &attribute);
    if (L4_UntypedWords(tag) == 3 && (f.raw & 8))
        L4_StoreMR(3, &high_word);
    if (is_io_fpage(f))
        given = give_ports(who, f);
    else if (give_memory(who, f, high_word, attribute, &low))
        given = full_fpage(low, L4_SizeLog2(f));
    if (verbosity >= 3 || (verbosity >= 2 && L4_IsNilFpage(given)))
        printf("sigma0: thread %lx: request %lx, attribute %lx: %lx\n", who.raw, f.raw, attribute,
               given.raw);
    reply_item(given, low);
}

/* Returns 1 if there is a reply. */
static int extended(L4_ThreadId_t who)
{
    L4_Word_t number = L4_ThreadNo(who);
    L4_Word_t operation;
    L4_Word_t argument;

    L4_StoreMR(1, &operation);
    L4_StoreMR(2, &argument);
    if (!stock_is_root(who) && !(number >= system_base && number < user_base))
        return 0;
    if (operation == EXTENDED_VERBOSITY)
        verbosity = argument;
    if (operation != EXTENDED_DUMP)
        return 0;
    stock_dump();
    L4_Set_MsgTag(L4_Niltag);
    return argument != 0;
}

/* Deals with a message. Returns 1 if the reply is in the message registers. */
static int serve(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Word_t u = L4_UntypedWords(tag);
    int is_user = L4_IsGlobalId(who) && L4_ThreadNo(who) >= user_base;

    if (L4_TypedWords(tag) != 0)
        return 0;
    switch ((L4_SignedWord_t)tag.raw >> 20) {
    case PROTOCOL_PAGE_FAULT:
        if (u != 2 || !is_user)
            return 0;
        page_fault(who, tag);
        return 1;
    case PROTOCOL_IO_FAULT:
        if (u != 2 || !is_user)
            return 0;
        io_fault(who, tag);
        return 1;
    case PROTOCOL_REQUEST:
        if ((u != 2 && u != 3) || !is_user)
            return 0;
        request(who, tag);
        return 1;
    case PROTOCOL_EXTENDED:
        return u >= 2 && L4_IsGlobalId(who) ? extended(who) : 0;
    default:
        return 0;
    }
}

int main(void)
{
    void *kip = L4_GetKernelInterface();
    L4_ThreadId_t who;
    L4_MsgTag_t tag;

    system_base = L4_ThreadIdSystemBase(kip);
    user_base = L4_ThreadIdUserBase(kip);
    stock_init(kip);
    L4_Accept(L4_UntypedWordsAcceptor);
    tag = L4_Wait(&who);
    for (;;) {
        stock_refill();
        if (L4_IpcSucceeded(tag) && serve(who, tag))
            tag = L4_ReplyWait(who, &who);
        else
            tag = L4_Wait(&who);
    }
}
