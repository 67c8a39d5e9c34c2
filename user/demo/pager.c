/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The demonstration's pager: memory on demand from sigma0, I/O ports on demand, exceptions.
 */
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4/thread.h>
#include <l4io.h>

#include <user_arch.h>

#include <env.h>

#include "demo.h"

#define MAX_FRAMES  16
#define FRAMES_AT   0x60000000UL /* the root task's own view */
#define STACK_WORDS 2048

L4_ThreadId_t demo_pager;
volatile L4_Word_t demo_view_faults;
volatile L4_Word_t demo_exceptions;
volatile L4_Word_t demo_port_faults;

static L4_Word_t stack[STACK_WORDS];
static int have_frame[MAX_FRAMES];

L4_Word_t demo_frame(L4_Word_t page)
{
    return FRAMES_AT + page * env_page_size;
}

static L4_Fpage_t page_at(L4_Word_t address)
{
    return L4_FpageAddRights(L4_Fpage(address, env_page_size), L4_FullyAccessible);
}

static void reply_with(L4_Fpage_t f, L4_Word_t base)
{
    L4_MapItem_t item = L4_MapItem(f, base);
    L4_MsgTag_t tag;

    tag.raw = 2 << 6;
    L4_LoadMRs(1, 2, item.raw);
    L4_Set_MsgTag(tag);
}

/* The offset in a view, or ~0. */
static L4_Word_t view_offset(L4_Word_t address)
{
    if (address - VIEW_A < VIEW_SIZE)
        return address - VIEW_A;
    if (address - VIEW_B < VIEW_SIZE)
        return address - VIEW_B;
    return ~(L4_Word_t)0;
}

static int view_fault(L4_Word_t address, L4_Word_t offset)
{
    L4_Word_t page = offset / env_page_size;

    if (page >= MAX_FRAMES)
        return 0;
    if (!have_frame[page]) {
        L4_Fpage_t got =
            L4_Sigma0_GetAny(L4_nilthread, L4_SizeLog2(page_at(0)), page_at(demo_frame(page)));

        L4_Accept(L4_UntypedWordsAcceptor);
        if (L4_IsNilFpage(got))
            return 0;
        have_frame[page] = 1;
    }
    demo_view_faults++;
    reply_with(page_at(demo_frame(page)), address & ~(env_page_size - 1));
    return 1;
}

static int page_fault(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Word_t address;
    L4_Word_t ip;
    L4_Word_t offset;

    L4_StoreMR(1, &address);
    L4_StoreMR(2, &ip);
    offset = view_offset(address);
    if (offset != ~(L4_Word_t)0 && view_fault(address, offset))
        return 1;
    if (env_in_image(address)) {
        reply_with(page_at(address & ~(env_page_size - 1)), address & ~(env_page_size - 1));
        return 1;
    }
    printf("demo: thread %lx: fault (rights %lx) at %lx, ip %lx: stays stopped\n", who.raw,
           L4_Label(tag) & 7, address, ip);
    return 0;
}

/* Ports come from sigma0 and go on to whoever needs them. */
static int port_fault(void)
{
    L4_Fpage_t ports;
    L4_Fpage_t got;

    L4_StoreMR(1, &ports.raw);
    got = L4_Sigma0_GetPage(L4_nilthread, ports);
    L4_Accept(L4_UntypedWordsAcceptor);
    if (L4_IsNilFpage(got))
        return 0;
    demo_port_faults++;
    reply_with(got, 0);
    return 1;
}

static int exception(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Msg_t msg;

    L4_MsgStore(tag, &msg);
    demo_exceptions++;
    arch_handle_exception(who, &msg);
    L4_MsgLoad(&msg);
    return 1;
}

static int serve(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    switch ((L4_SignedWord_t)tag.raw >> 20) {
    case -2:
        return page_fault(who, tag);
    case -5:
        return exception(who, tag);
    case -8:
        return port_fault();
    default:
        return 0;
    }
}

static void pager_main(void)
{
    L4_ThreadId_t who;
    L4_MsgTag_t tag;

    L4_Accept(L4_UntypedWordsAcceptor);
    tag = L4_Wait(&who);
    for (;;) {
        if (L4_IpcSucceeded(tag) && serve(who, tag))
            tag = L4_ReplyWait(who, &who);
        else
            tag = L4_Wait(&who);
    }
}

int demo_pager_start(void)
{
    demo_pager = env_run(L4_nilthread, pager_main, stack + STACK_WORDS);
    return !L4_IsNilThread(demo_pager);
}
