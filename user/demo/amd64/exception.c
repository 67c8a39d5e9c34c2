/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: an exception that can be skipped.
 */
#include <l4/ipc.h>
#include <l4/thread.h>
#include <l4io.h>

#include "../demo.h"

/*
 * Exception: message words 0 RIP, 1-16 other registers, 17 RFLAGS, 18 number, 19 error code; the
 * reply has the same form.
 */

void arch_raise_exception(void)
{
    __asm__ __volatile__("ud2" : : : "memory");
}

void arch_handle_exception(L4_ThreadId_t who, L4_Msg_t *msg)
{
    L4_MsgTag_t tag;

    printf("   thread %lx: exception %lu, error code %lx, at %lx\n", who.raw, L4_MsgWord(msg, 18),
           L4_MsgWord(msg, 19), L4_MsgWord(msg, 0));
    L4_MsgPutWord(msg, 0, L4_MsgWord(msg, 0) + 2); /* the length of ud2 */
    tag.raw = 18;
    L4_Set_MsgMsgTag(msg, tag);
}
