/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * All headers in C++17 inside a namespace: layouts and the overloads that C++ adds. Compiled only.
 */
#include <stdarg.h>
#include <stddef.h>

namespace test
{

#include <l4/arch.h>
#include <l4/bootinfo.h>
#include <l4/ipc.h>
#include <l4/kcp.h>
#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/misc.h>
#include <l4/pagefault.h>
#include <l4/procdesc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4/tracebuffer.h>
#include <l4/types.h>
#include <l4io.h>

#include "layout.inc"

#define TYPE(t) size_sink(sizeof(t));

void libl4_types(void (*size_sink)(L4_Size_t))
{
#include "types.inc"
    check_layouts();
}

L4_Word_t libl4_threads(L4_ThreadId_t t, L4_Word_t *w)
{
    L4_Clock_t c = L4_SystemClock() + 5;
    L4_ThreadState_t s;

    c = c - 1 + c - (L4_Word64_t)3 + (L4_Word64_t)2;
    if (t == L4_nilthread || t != L4_anythread || c < c || c > c || c <= c || c >= c || c == c)
        *w = 1;
    L4_Set_UserDefinedHandle(t, L4_UserDefinedHandle(t));
    L4_Set_Pager(t, L4_Pager(t));
    L4_Start(t, *w, *w);
    L4_Start(t, *w, *w, *w);
    s = L4_Stop(t, w, w, w);
    s = L4_AbortReceive_and_stop(t, w, w, w);
    s = l4_abort_send_and_stop(t, w, w, w);
    s = L4_AbortIpc_and_stop(t, w, w, w);
    return s.raw + L4_GlobalId(t).raw + L4_LocalId(t).raw;
}

void libl4_messages(L4_Msg_t *msg, L4_MsgBuffer_t *b, L4_StringItem_t *s, L4_Word_t *w)
{
    L4_Fpage_t f = L4_CompleteAddressSpace + L4_Readable;
    L4_MapItem_t m = L4_MapItem(f, 0);
    L4_GrantItem_t g = L4_GrantItem(f, 0);
    L4_Acceptor_t a = L4_UntypedWordsAcceptor + L4_StringItemsAcceptor;
    L4_CtrlXferItem_t c;
    L4_MsgTag_t tag = L4_Niltag + 7;
    L4_StringItem_t item = L4_StringItem(4, w);

    f += L4_Writable;
    f -= L4_Writable;
    f = f - L4_Readable;
    a += L4_MapGrantItems(f);
    a -= L4_CtrlXferAcceptor;
    a = a - a;
    tag += 3;
    item = item + L4_UseDefaultCacheAllocation;
    item += L4_UseDefaultCacheAllocation;
    item += *s;
    item += (void *)w;
    if (tag == tag || tag != tag || L4_MapItem(m) || L4_GrantItem(g) || L4_StringItem(s))
        *w = L4_SndFpage(m).raw + L4_SndFpage(g).raw + L4_SndBase(m) + L4_SndBase(g);
    if (L4_CacheAlloctionHint(item) == L4_CacheAlloctionHint(*s))
        *w = L4_StringItems(a) + L4_MapGrantItems(a);
    L4_Init(&c, 1);
    L4_Init(&c, 1, 2);
    L4_Clear(msg);
    L4_Append(msg, *w);
    L4_Append(msg, 1);
    L4_Append(msg, m);
    L4_Append(msg, g);
    L4_Append(msg, item);
    L4_Append(msg, s);
    L4_Append(msg, &c);
    L4_Put(msg, 1, 0, w, 0, w);
    L4_Get(msg, w, w);
    L4_Set_MsgTag(msg, L4_MsgTag(msg));
    L4_Set_Label(msg, L4_Label(msg));
    L4_Load(msg);
    L4_Store(tag, msg);
    L4_Clear(b);
    L4_Append(b, item);
    L4_Append(b, s);
    L4_Accept(a, b);
}

L4_Word_t libl4_calls(L4_ThreadId_t t, L4_ThreadId_t *from, L4_Fpage_t *f, L4_MemoryDesc_t *d,
                      L4_ProcDesc_t *p, L4_BootRec_t *r)
{
    L4_Call(t, L4_Never, L4_Never);
    L4_Send(t, L4_Never);
    L4_Receive(t, L4_Never);
    L4_Wait(L4_Never, from);
    L4_ReplyWait(t, L4_Never, from);
    *f = L4_Unmap(*f);
    L4_Unmap(1, f);
    L4_Flush(1, f);
    *f = L4_Sigma0_GetPage(t, *f, 0);
    *f = L4_Sigma0_GetPage(t, *f, 0, *f);
    *f = L4_Sigma0_GetPage(t, *f, *f);
    L4_Tbuf_RecordEvent(1, "text", 1, 2);
    L4_KDB_Enter("text");
    return L4_IsVirtual(d) + L4_Type(d) + L4_Low(d) + L4_High(d) + L4_ExternalFreq(p) +
           L4_InternalFreq(p) + L4_Type(r) + L4_Type(L4_Next(r)) + L4_HasFeature("x") +
           (L4_Word_t)L4_KernelInterface();
}

#if defined(L4_ARCH_IA32)
void libl4_arch(L4_Msg_t *msg, L4_GPRegsCtrlXferItem_t *g, L4_SegCtrlXferItem_t *s)
{
    L4_Init(g);
    L4_Init(s, L4_CTRLXFER_CSREGS_ID);
    L4_Set(g, L4_CTRLXFER_GPREGS_EAX, 1);
    L4_Append(msg, g);
    L4_Put(msg, 0, g);
    L4_Get(msg, 1, g);
}
#endif

} // namespace test
