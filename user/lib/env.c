/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Threads and spaces for root tasks.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/thread.h>
#include <l4io.h>

#include <user_arch.h>

#include "env.h"

#define LABEL_START 0x100

#define PAGER_STACK_SIZE 4096
#define PRIO_PAGER       250

/* UTCBs that new spaces have room for, and those used of the own space. */
#define UTCB_SLOTS 64
#define OWN_SLOTS  512

extern char __l4_link_base[];
extern char __l4_end[];

L4_ThreadId_t env_main;
L4_ThreadId_t env_pager;
L4_Word_t env_page_size;

static void *kip;
static L4_Word_t utcb_base;
static L4_Word_t utcb_size;
static L4_Word_t next_number;
static L4_Word_t slot_user[OWN_SLOTS]; /* raw thread ID, 0 if free; 0 is the first thread's */

static L4_Word_t pager_stack[PAGER_STACK_SIZE / sizeof(L4_Word_t)];

int env_in_image(L4_Word_t address)
{
    L4_Word_t page = ~(env_page_size - 1);

    return address >= ((L4_Word_t)__l4_link_base & page) &&
           address < (((L4_Word_t)__l4_end + env_page_size - 1) & page);
}

static void touch_image(void)
{
    L4_Word_t at = (L4_Word_t)__l4_link_base & ~(env_page_size - 1);

    for (; at < (L4_Word_t)__l4_end; at += env_page_size)
        (void)*(volatile char *)at;
}

/* Puts the answer to a page fault in the message registers; 0 if there is none. */
static int serve_fault(L4_ThreadId_t who, L4_MsgTag_t tag)
{
    L4_Word_t address;
    L4_Word_t ip;
    L4_Word_t base;
    L4_MapItem_t item;
    L4_MsgTag_t reply;

    L4_StoreMR(1, &address);
    L4_StoreMR(2, &ip);
    if (!env_in_image(address)) {
        printf("pager: thread %lx: fault (rights %lx) at %lx, ip %lx: stays stopped\n", who.raw,
               L4_Label(tag) & 7, address, ip);
        return 0;
    }
    base = address & ~(env_page_size - 1);
    item = L4_MapItem(L4_FpageAddRights(L4_Fpage(base, env_page_size), L4_FullyAccessible), base);
    reply.raw = 2 << 6;
    L4_LoadMRs(1, 2, item.raw);
    L4_Set_MsgTag(reply);
    return 1;
}

/* Sends the start message of another thread, which waits for it from its pager only. */
static void serve_start(void)
{
    L4_Word_t args[3];
    L4_MsgTag_t tag;

    L4_StoreMRs(1, 3, args);
    L4_LoadMR(1, args[1]);
    L4_LoadMR(2, args[2]);
    tag.raw = 2;
    L4_Set_MsgTag(tag);
    tag = L4_Reply(__L4_Tid(args[0]));
    L4_LoadMR(1, L4_IpcFailed(tag) ? L4_ErrorCode() : 0);
    tag.raw = 1;
    L4_Set_MsgTag(tag);
}

static void pager_main(void)
{
    L4_ThreadId_t who;
    L4_MsgTag_t tag;
    int reply;

    L4_Accept(L4_UntypedWordsAcceptor);
    tag = L4_Wait(&who);
    for (;;) {
        reply = 0;
        if (L4_IpcSucceeded(tag)) {
            if ((L4_SignedWord_t)tag.raw >> 20 == -2) {
                reply = serve_fault(who, tag);
            } else if (L4_Label(tag) == LABEL_START) {
                serve_start();
                reply = 1;
            }
        }
        tag = reply ? L4_ReplyWait(who, &who) : L4_Wait(&who);
    }
}

L4_ThreadId_t env_new_id(void)
{
    return L4_GlobalId(next_number++, 1);
}

static int make_space(L4_ThreadId_t t)
{
    L4_Word_t size = UTCB_SLOTS * utcb_size;
    L4_Word_t old;

    if (size < L4_UtcbAreaSize(kip))
        size = L4_UtcbAreaSize(kip);
    if (!L4_ThreadControl(t, t, L4_Myself(), L4_nilthread, (void *)~0UL))
        return 0;
    if (!L4_SpaceControl(t, 0, L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip)),
                         L4_Fpage(utcb_base, size), L4_nilthread, &old)) {
        L4_Word_t error = L4_ErrorCode();

        (void)L4_ThreadControl(t, L4_nilthread, L4_nilthread, L4_nilthread, (void *)~0UL);
        __L4_Tcr_Set(__L4_TCR_ERROR_CODE, error);
        return 0;
    }
    return 1;
}

/* The number of the UTCB that a thread has in the own space, 0 if none is free. */
static L4_Word_t take_slot(L4_ThreadId_t t)
{
    L4_Word_t i;

    for (i = 1; i < OWN_SLOTS; i++) {
        if (slot_user[i] == 0) {
            slot_user[i] = t.raw;
            return i;
        }
    }
    return 0;
}

static void free_slot(L4_ThreadId_t t)
{
    L4_Word_t i;

    for (i = 1; i < OWN_SLOTS; i++)
        if (slot_user[i] == t.raw)
            slot_user[i] = 0;
}

L4_ThreadId_t env_create(L4_ThreadId_t space, L4_ThreadId_t pager)
{
    L4_ThreadId_t t = env_new_id();
    L4_ThreadId_t place = space;
    L4_Word_t slot = 0;

    if (L4_IsNilThread(space)) {
        place = env_main;
        slot = take_slot(t);
    } else if (L4_IsThreadEqual(space, L4_anythread)) {
        if (!make_space(t))
            return L4_nilthread;
        place = t;
    } else {
        /* Slots need only differ: numbers of threads made one after the other do. */
        slot = 1 + L4_ThreadNo(t) % (UTCB_SLOTS - 1);
    }
    if (!L4_ThreadControl(t, place, env_main, pager, (void *)(utcb_base + slot * utcb_size))) {
        free_slot(t);
        return L4_nilthread;
    }
    return t;
}

int env_start(L4_ThreadId_t t, void (*entry)(void), void *stack_top)
{
    L4_Word_t args[3];
    L4_MsgTag_t tag;
    L4_Word_t error;

    args[0] = t.raw;
    args[1] = (L4_Word_t)entry;
    args[2] = user_initial_sp(stack_top);
    tag.raw = ((L4_Word_t)LABEL_START << 16) | 3;
    L4_LoadMRs(1, 3, args);
    L4_Set_MsgTag(tag);
    tag = L4_Call(env_pager);
    L4_StoreMR(1, &error);
    return L4_IpcSucceeded(tag) && error == 0;
}

L4_ThreadId_t env_run(L4_ThreadId_t space, void (*entry)(void), void *stack_top)
{
    L4_ThreadId_t t = env_create(space, env_pager);

    if (L4_IsNilThread(t))
        return t;
    if (!env_start(t, entry, stack_top)) {
        (void)env_delete(t);
        return L4_nilthread;
    }
    return t;
}

int env_delete(L4_ThreadId_t t)
{
    if (!L4_ThreadControl(t, L4_nilthread, L4_nilthread, L4_nilthread, (void *)~0UL))
        return 0;
    free_slot(t);
    return 1;
}

void env_sleep_us(L4_Word64_t us)
{
    if (us > 0)
        L4_Sleep(L4_TimePeriod(us));
}

void env_exit(int n)
{
    printf("PECAN-EXIT %d\n", n);
    for (;;)
        L4_Sleep(L4_Never);
}

void env_init(void)
{
    L4_Word_t align;

    kip = L4_GetKernelInterface();
    env_main = L4_Myself();
    env_page_size = (L4_Word_t)1 << __L4_Lsb(L4_PageSizeMask(kip));
    align = (L4_Word_t)1 << L4_UtcbAlignmentLog2(kip);
    utcb_size = L4_UtcbSize(kip);
    utcb_base = L4_MyLocalId().raw & ~(align - 1);
    next_number = L4_ThreadNo(env_main) + 1;
    slot_user[0] = env_main.raw;
    touch_image();

    env_pager = env_create(L4_nilthread, L4_Pager());
    if (L4_IsNilThread(env_pager)) {
        printf("no pager thread: %s\n", L4_ErrorCode_String(L4_ErrorCode()));
        env_exit(1);
    }
    (void)L4_Set_Priority(env_pager, PRIO_PAGER);
    L4_Start_SpIp(env_pager, user_initial_sp(pager_stack + PAGER_STACK_SIZE / sizeof(L4_Word_t)),
                  (L4_Word_t)pager_main);
}
