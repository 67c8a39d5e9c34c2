/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kinds of IPC: what a fast path may handle, told apart so that ci/test can see that each was met. The emulator's plugin
 * (tools/footprint/hits.c) sees the stores to agreement_marks.
 */
#include <l4io.h>

#include "agreement.h"

enum operation { CALL, REPLY_WAIT, REPLY_WAIT_LOCAL, SEND, WAIT, WAIT_LOCAL, RECEIVE, OPERATIONS };
enum place { OTHER_SPACE, SAME_SPACE, LOCAL_ID, PLACES };

static const char *const operation_name[OPERATIONS] = {
    "call", "reply-wait", "reply-wait-local", "send", "wait", "wait-local", "receive"};
static const char *const place_name[PLACES] = {"other-space", "same-space", "local-id"};

#define FIRST_KIND 3
#define KIND_OTHER 2

volatile char agreement_marks[MARKS];

/* The plugin watches this function's code only. */
__attribute__((noinline, noclone)) void agreement_mark(unsigned kind)
{
    agreement_marks[kind] = 1;
}

static unsigned number(unsigned operation, unsigned place, int has_words, int is_lipc)
{
    return FIRST_KIND + ((operation * PLACES + place) * 2 + (has_words != 0)) * 2 + (is_lipc != 0);
}

unsigned kind_of(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts, L4_MsgTag_t tag,
                 int same_space, int is_lipc)
{
    L4_ThreadId_t partner = L4_IsNilThread(to) ? from : to;
    unsigned place = !same_space ? OTHER_SPACE : L4_IsLocalId(partner) ? LOCAL_ID : SAME_SPACE;
    unsigned operation = RECEIVE;

    if ((tag.raw & 0xffc0) != 0 || (timeouts & 0xffff) != 0)
        return KIND_OTHER;
    if (L4_IsNilThread(to)) {
        if (from.raw == L4_anythread.raw || from.raw == L4_anylocalthread.raw)
            return number(from.raw == L4_anythread.raw ? WAIT : WAIT_LOCAL, 0, 0, is_lipc);
        return number(operation, place, 0, is_lipc);
    }
    if (from.raw == to.raw)
        operation = CALL;
    else if (from.raw == L4_anythread.raw)
        operation = REPLY_WAIT;
    else if (from.raw == L4_anylocalthread.raw)
        operation = REPLY_WAIT_LOCAL;
    else if (L4_IsNilThread(from))
        operation = SEND;
    else
        return KIND_OTHER;
    return number(operation, place, (tag.raw & 0x3f) != 0, is_lipc);
}

void print_kinds(void)
{
    unsigned operation;
    unsigned place;
    unsigned more;

    printf("AGREE-KIND %u conductor\nAGREE-KIND %u other\n", KIND_CONDUCTOR, KIND_OTHER);
    for (operation = 0; operation < OPERATIONS; operation++)
        for (place = 0; place < PLACES; place++)
            for (more = 0; more < 4; more++)
                printf("AGREE-KIND %u %s.%s%s%s\n",
                       number(operation, place, (int)(more & 2), (int)(more & 1)),
                       operation_name[operation], place_name[place], more & 2 ? ".words" : "",
                       more & 1 ? ".lipc" : "");
}
