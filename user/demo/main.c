/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A root task that shows the kernel at work: threads, address spaces, mapping, paging, strings,
 * exceptions, drivers, and what IPC costs.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4io.h>

#include <user_arch.h>

#include <env.h>

#include "demo.h"

#define STACK_WORDS 1024
#define NUM_WORKERS 3

/* What main asks a worker to do: labels of its calls. */
#define OP_WHO       0x10
#define OP_READ      0x11
#define OP_WRITE     0x12
#define OP_STRING    0x13
#define OP_EXCEPTION 0x14
#define OP_ECHO      0x15

#define STRING_BYTES 10000UL

static L4_Word_t stacks[NUM_WORKERS][STACK_WORDS];
static L4_Word8_t received[STRING_BYTES];
static int failures;

void demo_heading(const char *text)
{
    printf("\n== %s\n", text);
}

void demo_check(int ok, const char *what)
{
    printf("   %s  %s\n", ok ? "[ok]  " : "[FAIL]", what);
    if (!ok)
        failures++;
}

/*
 * Workers: threads that do what they are asked
 */

static L4_Word8_t pattern(L4_Word_t i)
{
    return (L4_Word8_t)(i * 7 + i / 251);
}

/* Writes the text into its view, where most pages are still missing, and sends it as a string. */
static void send_string(void)
{
    L4_Word8_t *text = (L4_Word8_t *)(VIEW_A + 100);
    L4_Msg_t msg;
    L4_Word_t i;

    for (i = 0; i < STRING_BYTES; i++)
        text[i] = pattern(i);
    L4_MsgClear(&msg);
    L4_MsgAppendWord(&msg, STRING_BYTES);
    L4_MsgAppendSimpleStringItem(&msg, L4_StringItem((int)STRING_BYTES, text));
    L4_MsgLoad(&msg);
}

static void obey(L4_MsgTag_t tag)
{
    L4_Word_t address = 0;
    L4_Word_t value = 0;

    L4_StoreMR(1, &address);
    L4_StoreMR(2, &value);
    switch (L4_Label(tag)) {
    case OP_WHO:
        value = L4_MyLocalId().raw;
        break;
    case OP_READ:
        value = *(volatile L4_Word_t *)address;
        break;
    case OP_WRITE:
        *(volatile L4_Word_t *)address = value;
        break;
    case OP_EXCEPTION:
        L4_Set_ExceptionHandler(demo_pager);
        arch_raise_exception();
        value++;
        break;
    case OP_STRING:
        send_string();
        return;
    default: /* OP_ECHO */
        break;
    }
    L4_LoadMR(1, value);
    tag.raw = 1;
    L4_Set_MsgTag(tag);
}

static void worker(void)
{
    L4_ThreadId_t who;
    L4_MsgTag_t tag;

    L4_Set_Pager(demo_pager);
    tag = L4_Wait(&who);
    for (;;) {
        obey(tag);
        tag = L4_ReplyWait(who, &who);
    }
}

/* Asks a worker, for a second at most. Returns 0 if there is no answer. */
static int ask(L4_ThreadId_t t, L4_Word_t op, L4_Word_t address, L4_Word_t value, L4_Word_t *answer)
{
    L4_MsgTag_t tag;

    tag.raw = (op << 16) | 2;
    L4_LoadMR(1, address);
    L4_LoadMR(2, value);
    L4_Set_MsgTag(tag);
    tag = L4_Call_Timeouts(t, L4_TimePeriod(1000000), L4_TimePeriod(1000000));
    if (L4_IpcFailed(tag)) {
        printf("   no answer from thread %lx: error code %lx\n", t.raw, L4_ErrorCode());
        return 0;
    }
    L4_StoreMR(1, answer);
    return 1;
}

/*
 * The parts of the show
 */

static void show_kernel(void)
{
    void *kip = L4_GetKernelInterface();
    L4_Word_t sizes = L4_PageSizeMask(kip);
    L4_MemoryDesc_t *m;
    L4_Word_t memory = 0;
    L4_Word_t i;
    const char *feature;

    demo_heading("The kernel");
    printf("   %s\n   API version %lx, %lu processor(s), page sizes:", L4_KernelVersionString(kip),
           L4_ApiVersion(), L4_NumProcessors(kip));
    for (i = 10; i < L4_BITS_PER_WORD; i++)
        if ((sizes >> i) & 1)
            printf(" %lu KiB", 1UL << (i - 10));
    printf("\n   features:");
    for (i = 0; (feature = L4_Feature(kip, i)) != 0; i++)
        printf(" %s", feature);
    for (i = 0; (m = L4_MemoryDesc(kip, i)) != 0; i++)
        if (!L4_IsMemoryDescVirtual(m) && L4_MemoryDescType(m) == L4_ConventionalMemoryType)
            memory += (L4_MemoryDescHigh(m) - L4_MemoryDescLow(m)) / 1024 + 1;
    printf("\n   %lu memory descriptors, %lu KiB conventional memory\n",
           L4_NumMemoryDescriptors(kip), memory);
    demo_check((L4_ApiVersion() >> 24) == L4_APIVERSION_X2, "the interface is L4 X.2");
}

static void show_threads(L4_ThreadId_t *workers)
{
    L4_Word_t local;
    int i;

    demo_heading("Threads and address spaces");
    workers[0] = env_run(L4_nilthread, worker, stacks[0] + STACK_WORDS);
    for (i = 1; i < NUM_WORKERS; i++)
        workers[i] = env_run(L4_anythread, worker, stacks[i] + STACK_WORDS);
    for (i = 0; i < NUM_WORKERS; i++) {
        local = 0;
        if (L4_IsNilThread(workers[i]) || !ask(workers[i], OP_WHO, 0, 0, &local)) {
            demo_check(0, "a worker thread runs");
            continue;
        }
        printf("   worker %d: thread %lx, local ID %lx, %s\n", i, workers[i].raw, local,
               i == 0 ? "in this space" : "in a space of its own");
    }
    demo_check(L4_Set_Priority(workers[0], 120) != L4_SCHEDRESULT_ERROR, "priorities can be set");
}

static void show_mapping(const L4_ThreadId_t *workers)
{
    L4_Word_t before;
    L4_Word_t value = 0;
    L4_Fpage_t f;

    demo_heading("Memory on demand, shared, and taken back");
    demo_check(ask(workers[1], OP_WRITE, VIEW_A + 8, 0x1234567, &value), "space 1 writes a page");
    printf("   faults served by the pager so far: %lu\n", demo_view_faults);
    demo_check(ask(workers[2], OP_READ, VIEW_B + 8, 0, &value) && value == 0x1234567,
               "space 2 reads the word at another address");
    demo_check(ask(workers[2], OP_WRITE, VIEW_B + 8, 0x7654321, &value) &&
                   ask(workers[1], OP_READ, VIEW_A + 8, 0, &value) && value == 0x7654321,
               "and answers by the same way");
    before = demo_view_faults;
    demo_check(ask(workers[1], OP_READ, VIEW_A + 8, 0, &value) && demo_view_faults == before,
               "no fault as long as the page is there");
    f = L4_FpageAddRights(L4_Fpage(demo_frame(0), env_page_size), L4_FullyAccessible);
    f = L4_UnmapFpage(f);
    printf("   unmapped: page was %s%s\n", L4_WasReferenced(f) ? "read " : "",
           L4_WasWritten(f) ? "written" : "");
    demo_check(L4_WasWritten(f) != 0, "the kernel knows that it was written");
    demo_check(ask(workers[1], OP_READ, VIEW_A + 8, 0, &value) && value == 0x7654321 &&
                   demo_view_faults == before + 1,
               "after the unmap one more fault, same content");
    demo_check(*(volatile L4_Word_t *)(demo_frame(0) + 8) == 0x7654321,
               "the root task sees it too");
}

static void show_strings(const L4_ThreadId_t *workers)
{
    L4_MsgBuffer_t buffer;
    L4_MsgTag_t tag;
    L4_Word_t bytes = 0;
    L4_Word_t i;

    demo_heading("Strings");
    L4_MsgBufferClear(&buffer);
    L4_MsgBufferAppendSimpleRcvString(&buffer, L4_StringItem((int)STRING_BYTES, received));
    L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
    tag.raw = OP_STRING << 16;
    L4_Set_MsgTag(tag);
    tag = L4_Call_Timeouts(workers[1], L4_TimePeriod(1000000), L4_TimePeriod(1000000));
    L4_Accept(L4_UntypedWordsAcceptor);
    if (L4_IpcFailed(tag)) {
        printf("   error code %lx\n", L4_ErrorCode());
        demo_check(0, "a string comes from another space");
        return;
    }
    L4_StoreMR(1, &bytes);
    for (i = 0; i < STRING_BYTES && received[i] == pattern(i); i++)
        ;
    printf("   %lu bytes came, %lu are right\n", bytes, i);
    demo_check(i == STRING_BYTES, "a string comes from another space");
}

static void show_exceptions(const L4_ThreadId_t *workers)
{
    L4_Word_t before = demo_exceptions;
    L4_Word_t value = 0;

    demo_heading("Exceptions");
    demo_check(ask(workers[2], OP_EXCEPTION, 0, 41, &value) && value == 42,
               "a thread goes on behind the instruction that failed");
    demo_check(demo_exceptions == before + 1, "its handler was told once");
}

#define ROUNDS 1000

static void show_cost(L4_ThreadId_t to, const char *what)
{
    L4_Word64_t cycles;
    L4_Clock_t us;
    L4_MsgTag_t tag;
    int failed = 0;
    int i;

    us = L4_SystemClock();
    cycles = user_cycles();
    for (i = 0; i < ROUNDS && !failed; i++) {
        tag.raw = (L4_Word_t)OP_ECHO << 16;
        L4_Set_MsgTag(tag);
        failed = L4_IpcFailed(L4_Call(to)) != 0;
    }
    cycles = user_cycles() - cycles;
    us.raw = L4_SystemClock().raw - us.raw;
    printf("   %-28s %6lu cycles, %6lu ns\n", what, (L4_Word_t)(cycles / ROUNDS),
           (L4_Word_t)(us.raw * 1000 / ROUNDS));
    demo_check(!failed, "all calls were answered");
}

static void show_costs(const L4_ThreadId_t *workers)
{
    demo_heading("What a call and its reply cost");
    (void)L4_Set_Priority(L4_Myself(), 100);
    (void)L4_Set_Priority(workers[0], 100);
    show_cost(workers[0], "within this space");
    show_cost(workers[1], "to another space");
    (void)L4_Set_Priority(L4_Myself(), 255);
}

int main(void)
{
    L4_ThreadId_t workers[NUM_WORKERS];
    L4_Clock_t begin;
    int i;

    printf("Pecan demonstration\n");
    env_init();
    begin = L4_SystemClock();
    show_kernel();
    if (!demo_pager_start()) {
        printf("no pager: %s\n", L4_ErrorCode_String(L4_ErrorCode()));
        env_exit(1);
    }
    show_threads(workers);
    if (failures == 0) {
        show_mapping(workers);
        show_strings(workers);
        show_exceptions(workers);
        arch_show_devices();
        show_costs(workers);
    }
    demo_heading("The end");
    for (i = 0; i < NUM_WORKERS; i++)
        if (!L4_IsNilThread(workers[i]))
            demo_check(env_delete(workers[i]), "a worker is deleted");
    printf("   after %lu ms, %d failure(s)\n",
           (L4_Word_t)((L4_SystemClock().raw - begin.raw) / 1000), failures);
    env_exit(failures != 0);
}
