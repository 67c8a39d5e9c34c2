/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: an exception that can be skipped.
 */
#include <l4/ipc.h>
#include <l4/thread.h>
#include <l4io.h>

#include "../demo.h"

/*
 * Exception: message words 0 EIP, 1 EFLAGS, 2 number, 3 error code, 4... EDI ESI EBP ESP EBX EDX
 * ECX EAX; the reply has the same form.
 */

void arch_raise_exception(void)
{
    __asm__ __volatile__("ud2" : : : "memory");
}

void arch_handle_exception(L4_ThreadId_t who, L4_Msg_t *msg)
{
    L4_MsgTag_t tag;

    printf("   thread %lx: exception %lu, error code %lx, at %lx\n", who.raw, L4_MsgWord(msg, 2),
           L4_MsgWord(msg, 3), L4_MsgWord(msg, 0));
    L4_MsgPutWord(msg, 0, L4_MsgWord(msg, 0) + 2); /* the length of ud2 */
    tag.raw = 12;
    L4_Set_MsgMsgTag(msg, tag);
}
