/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Strings, and mappings: map, grant and unmap per page, and how unmap grows with the tree of mappings.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4io.h>

#include "bench.h"
#include "env.h"

#define STRING_ROUNDS 2
#define RANGE_SIZE    ((L4_Word_t)1 << 20)
#define ITEMS_MAX     31 /* map items that fit in a message */

static void string_pong(void)
{
    L4_MsgBuffer_t buffer;
    L4_ThreadId_t who;

    L4_MsgBufferClear(&buffer);
    L4_MsgBufferAppendSimpleRcvString(&buffer,
                                      L4_StringItem((int)(BENCH_BUFFER_SIZE - 4), bench_buffer[1]));
    L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;) {
        L4_Set_MsgTag(L4_Niltag);
        (void)L4_ReplyWait(who, &who);
    }
}

static void send_string(L4_ThreadId_t to, L4_Word_t size)
{
    L4_StringItem_t item = L4_StringItem((int)size, bench_buffer[0]);
    L4_MsgTag_t tag;

    tag.raw = 2 << 6;
    L4_LoadMRs(1, 2, item.raw);
    L4_Set_MsgTag(tag);
    if (L4_IpcFailed(L4_Call(to)))
        bench_fail("a string was not sent");
}

void bench_strings(void)
{
    static const L4_Word_t sizes[] = {64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194300};
    L4_ThreadId_t to = bench_thread(L4_anythread, string_pong, 0);
    unsigned i;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        unsigned cold = bench_new(1, "string.cold.bytes=%lu", sizes[i]);
        unsigned number = bench_new(STRING_ROUNDS, "string.bytes=%lu", sizes[i]);
        int n;

        bench_begin(cold);
        send_string(to, sizes[i]);
        bench_end();
        bench_begin(number);
        for (n = 0; n < STRING_ROUNDS; n++)
            send_string(to, sizes[i]);
        bench_end();
    }
    (void)env_delete(to);
}

/*
 * Mappings
 */

static void map_pong(void)
{
    L4_ThreadId_t who;

    L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    (void)L4_Wait(&who);
    for (;;) {
        L4_Set_MsgTag(L4_Niltag);
        (void)L4_ReplyWait(who, &who);
    }
}

static void send_item(L4_ThreadId_t to, const L4_Word_t item[2])
{
    L4_MsgTag_t tag;

    tag.raw = 2 << 6;
    L4_LoadMRs(1, 2, item);
    L4_Set_MsgTag(tag);
    if (L4_IpcFailed(L4_Call(to)))
        bench_fail("a mapping was not sent");
}

static void map(L4_ThreadId_t to, L4_Fpage_t page, L4_Word_t where)
{
    L4_MapItem_t item = L4_MapItem(L4_FpageAddRights(page, L4_FullyAccessible), where);

    send_item(to, item.raw);
}

static void grant(L4_ThreadId_t to, L4_Fpage_t page, L4_Word_t where)
{
    L4_GrantItem_t item = L4_GrantItem(L4_FpageAddRights(page, L4_FullyAccessible), where);

    send_item(to, item.raw);
}

static void unmap(L4_Fpage_t page)
{
    (void)L4_UnmapFpage(L4_FpageAddRights(page, L4_FullyAccessible));
}

static void single_pages(L4_ThreadId_t to)
{
    L4_Fpage_t page = L4_Fpage((L4_Word_t)bench_buffer[0], env_page_size);
    unsigned number = bench_new(20, "map.page");
    int i;

    map(to, page, BENCH_WINDOW);
    bench_begin(number);
    for (i = 1; i <= 20; i++)
        map(to, page, BENCH_WINDOW + (L4_Word_t)i * env_page_size);
    bench_end();
    unmap(page);
    number = bench_new(20, "grant.page");
    bench_begin(number);
    for (i = 0; i < 20; i++)
        grant(to,
              L4_Fpage((L4_Word_t)bench_buffer[1] + (L4_Word_t)i * env_page_size, env_page_size),
              BENCH_WINDOW + (L4_Word_t)i * env_page_size);
    bench_end();
}

static void page_ranges(L4_ThreadId_t to)
{
    L4_Word_t pages = RANGE_SIZE / env_page_size;
    L4_Fpage_t range = L4_Fpage((L4_Word_t)bench_buffer[0] + RANGE_SIZE, RANGE_SIZE);
    L4_Fpage_t other = L4_Fpage((L4_Word_t)bench_buffer[1] + RANGE_SIZE, RANGE_SIZE);
    unsigned number = bench_new(pages, "map.range");

    map(to, range, BENCH_WINDOW + 4 * RANGE_SIZE);
    unmap(range);
    bench_begin(number);
    map(to, range, BENCH_WINDOW + 4 * RANGE_SIZE);
    bench_end();
    number = bench_new(pages, "unmap.range");
    bench_begin(number);
    unmap(range);
    bench_end();
    number = bench_new(pages, "grant.range");
    bench_begin(number);
    grant(to, other, BENCH_WINDOW + 8 * RANGE_SIZE);
    bench_end();
}

/* The second page size of the machine, if sigma0 has such a page. */
static void large_page(L4_ThreadId_t to)
{
    L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface());
    unsigned log2 = __L4_Lsb(sizes & (sizes - 1));
    L4_Fpage_t page;
    unsigned number;

    if ((sizes & (sizes - 1)) == 0)
        return;
    page = L4_Sigma0_GetAny(L4_nilthread, log2, L4_CompleteAddressSpace);
    if (L4_IsNilFpage(page))
        return;
    number = bench_new(1, "map.large.log2=%u", log2);
    bench_begin(number);
    map(to, page, (L4_Word_t)3 << 29);
    bench_end();
    number = bench_new(1, "unmap.large.log2=%u", log2);
    bench_begin(number);
    unmap(page);
    bench_end();
}

/* A page is mapped n times, to one page after the other. */
static void map_often(L4_ThreadId_t to, L4_Fpage_t page, L4_Word_t n)
{
    L4_Word_t at = 0;

    while (at < n) {
        L4_MsgTag_t tag;
        int i;

        for (i = 0; i < ITEMS_MAX && at < n; i++, at++) {
            L4_MapItem_t item = L4_MapItem(L4_FpageAddRights(page, L4_FullyAccessible),
                                           BENCH_WINDOW + at * env_page_size);

            L4_LoadMRs(1 + 2 * i, 2, item.raw);
        }
        tag.raw = (L4_Word_t)(2 * i) << 6;
        L4_Set_MsgTag(tag);
        if (L4_IpcFailed(L4_Call(to)))
            bench_fail("mappings were not sent");
    }
}

static void trees(L4_ThreadId_t to)
{
    static const L4_Word_t sizes[] = {1, 10, 100, 1000, 10000};
    L4_Fpage_t page = L4_Fpage((L4_Word_t)bench_buffer[0], env_page_size);
    unsigned i;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        unsigned number = bench_new(1, "unmap.tree.nodes=%lu", sizes[i]);

        map_often(to, page, sizes[i]);
        bench_begin(number);
        unmap(page);
        bench_end();
    }
}

void bench_mappings(void)
{
    L4_ThreadId_t to = bench_thread(L4_anythread, map_pong, 0);

    single_pages(to);
    page_ranges(to);
    large_page(to);
    trees(to);
    (void)env_delete(to);
}
