/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Messages: tag, typed items, message objects, acceptors and receive buffers.
 * [L4 X.2 r7, "IPC"]
 */
#pragma once

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)

/*
 * Types
 */

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD4(L4_Word_t, u : 6, t : 6, flags : 4, label : __L4_BITS(16, 48))
    } X;
} L4_MsgTag_t;

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_BITFIELD4(L4_Word_t, C : 1, __type : 3, __zeros : 6, snd_base : __L4_BITS(22, 54))
        L4_Fpage_t snd_fpage;
    } X;
} L4_MapItem_t;

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_BITFIELD4(L4_Word_t, C : 1, __type : 3, __zeros : 6, snd_base : __L4_BITS(22, 54))
        L4_Fpage_t snd_fpage;
    } X;
} L4_GrantItem_t;

/* Compound strings run on behind the object. */
typedef union {
    L4_Word_t raw[2];
    struct {
        L4_BITFIELD5(L4_Word_t, C : 1, __type : 3, j : 5, c : 1, string_length : __L4_BITS(22, 54))
        union {
            void *string_ptr;
            __extension__ void *substring_ptr[0];
        } str;
    } X;
} L4_StringItem_t;

/* The registers run on behind the object. */
typedef union {
    __extension__ L4_Word_t raw[0];
    struct {
        L4_BITFIELD4(L4_Word_t, C : 1, __type : 3, id : 8, mask : __L4_BITS(20, 52))
    } X;
} L4_CtrlXferItem_t;

typedef struct {
    L4_Word_t raw;
} L4_CacheAllocationHint_t;

typedef union {
    L4_Word_t raw[__L4_NUM_MRS];
    L4_Word_t msg[__L4_NUM_MRS];
    L4_MsgTag_t tag;
} L4_Msg_t;

typedef union {
    L4_Word_t raw;
    struct {
        L4_BITFIELD4(L4_Word_t, s : 1, c : 1, __zeros : 2, RcvWindow : __L4_BITS(28, 60))
    } X;
} L4_Acceptor_t;

typedef union {
    L4_Word_t raw[__L4_NUM_BRS - 1];
    __extension__ L4_StringItem_t string[0];
} L4_MsgBuffer_t;

#define L4_Niltag                    __L4_CONST(L4_MsgTag_t, 0UL)
#define L4_UseDefaultCacheAllocation __L4_CONST(L4_CacheAllocationHint_t, 0UL)

#define L4_UntypedWordsAcceptor __L4_CONST(L4_Acceptor_t, 0UL)
#define L4_StringItemsAcceptor  __L4_CONST(L4_Acceptor_t, 1UL)
#define L4_CtrlXferAcceptor     __L4_CONST(L4_Acceptor_t, 2UL)

/*
 * Message tag
 */

L4_INLINE L4_Bool_t L4_IsMsgTagEqual(const L4_MsgTag_t l, const L4_MsgTag_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsMsgTagNotEqual(const L4_MsgTag_t l, const L4_MsgTag_t r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_Word_t L4_Label(L4_MsgTag_t t)
{
    return t.raw >> 16;
}

L4_INLINE L4_Word_t L4_UntypedWords(L4_MsgTag_t t)
{
    return t.raw & 0x3F;
}

L4_INLINE L4_Word_t L4_TypedWords(L4_MsgTag_t t)
{
    return (t.raw >> 6) & 0x3F;
}

L4_INLINE void L4_Set_Label(L4_MsgTag_t *t, L4_Word_t label)
{
    t->raw = (t->raw & 0xFFFF) | (label << 16);
}

L4_INLINE L4_MsgTag_t L4_MsgTagAddLabel(const L4_MsgTag_t t, int label)
{
    L4_MsgTag_t n = t;

    L4_Set_Label(&n, (L4_Word_t)(L4_SignedWord_t)label);
    return n;
}

L4_INLINE L4_MsgTag_t L4_MsgTagAddLabelTo(L4_MsgTag_t *t, int label)
{
    L4_Set_Label(t, (L4_Word_t)(L4_SignedWord_t)label);
    return *t;
}

L4_INLINE L4_MsgTag_t L4_MsgTag(void)
{
    L4_MsgTag_t t;

    L4_StoreMR(0, &t.raw);
    return t;
}

L4_INLINE void L4_Set_MsgTag(L4_MsgTag_t t)
{
    L4_LoadMR(0, t.raw);
}

/*
 * Map and grant items
 */

L4_INLINE L4_MapItem_t L4_MapItem(L4_Fpage_t f, L4_Word_t SndBase)
{
    L4_MapItem_t m;

    m.raw[0] = (SndBase & ~(L4_Word_t)0x3FF) | 8;
    m.raw[1] = f.raw;
    return m;
}

L4_INLINE L4_Bool_t L4_IsMapItem(L4_MapItem_t m)
{
    return (m.raw[0] & 0xE) == 8;
}

L4_INLINE L4_Fpage_t L4_MapItemSndFpage(L4_MapItem_t m)
{
    L4_Fpage_t f;

    f.raw = m.raw[1];
    return f;
}

L4_INLINE L4_Word_t L4_MapItemSndBase(L4_MapItem_t m)
{
    return m.raw[0] & ~(L4_Word_t)0x3FF;
}

L4_INLINE L4_GrantItem_t L4_GrantItem(L4_Fpage_t f, L4_Word_t SndBase)
{
    L4_GrantItem_t g;

    g.raw[0] = (SndBase & ~(L4_Word_t)0x3FF) | 0xA;
    g.raw[1] = f.raw;
    return g;
}

L4_INLINE L4_Bool_t L4_IsGrantItem(L4_GrantItem_t g)
{
    return (g.raw[0] & 0xE) == 0xA;
}

L4_INLINE L4_Fpage_t L4_GrantItemSndFpage(L4_GrantItem_t g)
{
    L4_Fpage_t f;

    f.raw = g.raw[1];
    return f;
}

L4_INLINE L4_Word_t L4_GrantItemSndBase(L4_GrantItem_t g)
{
    return g.raw[0] & ~(L4_Word_t)0x3FF;
}

/*
 * String items. A string is one or more groups of a word (length, number of pointers - 1,
 * "another group follows") and its pointers.
 */

L4_INLINE void __L4_CopyWords(L4_Word_t *d, const L4_Word_t *s, L4_Word_t n)
{
    while (n-- > 0)
        *d++ = *s++;
}

L4_INLINE L4_StringItem_t L4_StringItem(int size, void *address)
{
    L4_StringItem_t s;

    s.raw[0] = (L4_Word_t)size << 10;
    s.raw[1] = (L4_Word_t)address;
    return s;
}

L4_INLINE L4_Bool_t L4_IsStringItem(L4_StringItem_t *s)
{
    return (s->raw[0] & 8) == 0;
}

L4_INLINE L4_Bool_t L4_CompoundString(L4_StringItem_t *s)
{
    return s->raw[0] & 0x200;
}

L4_INLINE L4_Word_t L4_Substrings(L4_StringItem_t *s)
{
    return ((s->raw[0] >> 4) & 0x1F) + 1;
}

L4_INLINE void *L4_Substring(L4_StringItem_t *s, L4_Word_t n)
{
    const L4_Word_t *w = (const L4_Word_t *)s;

    return (void *)w[n];
}

/* The first word behind a string; *p = its last group. */
L4_INLINE L4_StringItem_t *__L4_EndOfString(L4_StringItem_t *s, L4_StringItem_t **p)
{
    L4_Word_t *group = (L4_Word_t *)s;

    while (*group & 0x200)
        group += ((*group >> 4) & 0x1F) + 2;
    if (p)
        *p = (L4_StringItem_t *)(void *)group;
    return (L4_StringItem_t *)(void *)(group + ((*group >> 4) & 0x1F) + 2);
}

/* The first word behind a list of strings chained by C; *p = its last string. */
L4_INLINE L4_StringItem_t *__L4_EndOfStrings(L4_StringItem_t *s, L4_StringItem_t **p)
{
    L4_StringItem_t *end = __L4_EndOfString(s, 0);

    while (s->raw[0] & 1) {
        s = end;
        end = __L4_EndOfString(s, 0);
    }
    if (p)
        *p = s;
    return end;
}

/* Words of one string. */
L4_INLINE L4_Word_t __L4_StringWords(L4_StringItem_t *s)
{
    L4_Word_t *end = (L4_Word_t *)(void *)__L4_EndOfString(s, 0);

    return (L4_Word_t)(end - (L4_Word_t *)s);
}

L4_INLINE void __L4_Copy_String(L4_StringItem_t *d, L4_StringItem_t *s)
{
    __L4_CopyWords((L4_Word_t *)d, (const L4_Word_t *)s, __L4_StringWords(s));
}

L4_INLINE L4_StringItem_t *L4_AddSubstringTo(L4_StringItem_t *dest, L4_StringItem_t *substr)
{
    L4_StringItem_t *last;
    L4_StringItem_t *end = __L4_EndOfString(dest, &last);

    last->raw[0] |= 0x200;
    __L4_Copy_String(end, substr);
    return end;
}

L4_INLINE L4_StringItem_t *L4_AddSubstringAddressTo(L4_StringItem_t *dest, void *substring_addr)
{
    L4_StringItem_t *last;
    L4_Word_t *end = (L4_Word_t *)(void *)__L4_EndOfString(dest, &last);

    last->raw[0] += 0x10;
    *end = (L4_Word_t)substring_addr;
    return dest;
}

L4_INLINE L4_CacheAllocationHint_t L4_CacheAlloctionHint(const L4_StringItem_t s)
{
    L4_CacheAllocationHint_t h;

    h.raw = s.raw[0] & 6;
    return h;
}

L4_INLINE L4_Bool_t L4_IsCacheAllocationHintEqual(const L4_CacheAllocationHint_t l,
                                                  const L4_CacheAllocationHint_t r)
{
    return (l.raw & 6) == (r.raw & 6);
}

L4_INLINE L4_Bool_t L4_IsCacheAllocationHintNotEqual(const L4_CacheAllocationHint_t l,
                                                     const L4_CacheAllocationHint_t r)
{
    return (l.raw & 6) != (r.raw & 6);
}

L4_INLINE L4_StringItem_t L4_AddCacheAllocationHint(const L4_StringItem_t dest,
                                                    const L4_CacheAllocationHint_t h)
{
    L4_StringItem_t s = dest;

    s.raw[0] |= h.raw & 6;
    return s;
}

L4_INLINE L4_StringItem_t L4_AddCacheAllocationHintTo(L4_StringItem_t *dest,
                                                      const L4_CacheAllocationHint_t h)
{
    dest->raw[0] |= h.raw & 6;
    return *dest;
}

/*
 * CtrlXfer items (feature "ctrlxfer"). In memory register n lies at word 1 + n behind the item
 * word; in a message only the registers of the mask follow.
 */

L4_INLINE L4_Word_t *__L4_CtrlXferWords(L4_CtrlXferItem_t *c)
{
    return (L4_Word_t *)(void *)c;
}

L4_INLINE L4_Bool_t L4_IsCtrlXferItem(L4_CtrlXferItem_t *s)
{
    return (*__L4_CtrlXferWords(s) & 0xE) == 0xC;
}

L4_INLINE void L4_FaultConfCtrlXferItemInit(L4_CtrlXferItem_t *c, L4_Word_t fault_id,
                                            L4_Word_t fault_mask)
{
    *__L4_CtrlXferWords(c) = (fault_mask << 12) | ((fault_id & 0xFF) << 4) | 0xC;
}

L4_INLINE void L4_CtrlXferItemInit(L4_CtrlXferItem_t *c, L4_Word_t id)
{
    L4_FaultConfCtrlXferItemInit(c, id, 0);
}

/* Packs the item at c to w, at most room words; returns the number of words. */
L4_INLINE L4_Word_t __L4_CtrlXferPack(L4_Word_t *w, L4_Word_t room, L4_CtrlXferItem_t *c)
{
    const L4_Word_t *regs = __L4_CtrlXferWords(c);
    L4_Word_t mask = *regs++ >> 12;
    L4_Word_t n = 0;

    if (room == 0)
        return 0;
    w[n++] = *__L4_CtrlXferWords(c);
    for (; mask && n < room; mask >>= 1, regs++)
        if (mask & 1)
            w[n++] = *regs;
    return n;
}

/*
 * Message objects
 */

L4_INLINE void __L4_MsgCounts(L4_Msg_t *msg, L4_Word_t u, L4_Word_t t)
{
    msg->raw[0] = (msg->raw[0] & ~(L4_Word_t)0xFFF) | ((t & 0x3F) << 6) | (u & 0x3F);
}

L4_INLINE void L4_MsgPut(L4_Msg_t *msg, L4_Word_t label, int u, L4_Word_t *Untyped, int t,
                         void *Items)
{
    msg->raw[0] = label << 16;
    __L4_MsgCounts(msg, (L4_Word_t)u, (L4_Word_t)t);
    __L4_CopyWords(&msg->raw[1], Untyped, (L4_Word_t)u);
    __L4_CopyWords(&msg->raw[1 + u], (const L4_Word_t *)Items, (L4_Word_t)t);
}

L4_INLINE void L4_MsgGet(const L4_Msg_t *msg, L4_Word_t *Untyped, void *Items)
{
    L4_Word_t u = L4_UntypedWords(msg->tag);

    __L4_CopyWords(Untyped, &msg->raw[1], u);
    __L4_CopyWords((L4_Word_t *)Items, &msg->raw[1 + u], L4_TypedWords(msg->tag));
}

L4_INLINE L4_MsgTag_t L4_MsgMsgTag(const L4_Msg_t *msg)
{
    return msg->tag;
}

L4_INLINE void L4_Set_MsgMsgTag(L4_Msg_t *msg, L4_MsgTag_t t)
{
    msg->tag = t;
}

L4_INLINE L4_Word_t L4_MsgLabel(const L4_Msg_t *msg)
{
    return L4_Label(msg->tag);
}

L4_INLINE void L4_Set_MsgLabel(L4_Msg_t *msg, L4_Word_t label)
{
    L4_Set_Label(&msg->tag, label);
}

L4_INLINE int __L4_TagWords(L4_MsgTag_t t)
{
    L4_Word_t n = L4_UntypedWords(t) + L4_TypedWords(t);

    return n < __L4_NUM_MRS ? (int)n : __L4_NUM_MRS - 1;
}

L4_INLINE void L4_MsgLoad(L4_Msg_t *msg)
{
    L4_LoadMRs(0, __L4_TagWords(msg->tag) + 1, msg->raw);
}

L4_INLINE void L4_MsgStore(L4_MsgTag_t t, L4_Msg_t *msg)
{
    L4_StoreMRs(1, __L4_TagWords(t), &msg->raw[1]);
    msg->tag = t;
}

L4_INLINE void L4_MsgClear(L4_Msg_t *msg)
{
    msg->raw[0] = 0;
}

/* Typed items already there move up. A full message stays as it is. */
L4_INLINE void L4_MsgAppendWord(L4_Msg_t *msg, L4_Word_t w)
{
    L4_Word_t u = L4_UntypedWords(msg->tag);
    L4_Word_t t = L4_TypedWords(msg->tag);
    L4_Word_t i;

    if (u + t >= __L4_NUM_MRS - 1)
        return;
    for (i = u + t; i > u; i--)
        msg->raw[i + 1] = msg->raw[i];
    msg->raw[u + 1] = w;
    __L4_MsgCounts(msg, u + 1, t);
}

L4_INLINE void __L4_MsgAppendTyped(L4_Msg_t *msg, const L4_Word_t *w, L4_Word_t n)
{
    L4_Word_t u = L4_UntypedWords(msg->tag);
    L4_Word_t t = L4_TypedWords(msg->tag);

    if (u + t + n > __L4_NUM_MRS - 1)
        return;
    __L4_CopyWords(&msg->raw[1 + u + t], w, n);
    __L4_MsgCounts(msg, u, t + n);
}

/* Writes n words at typed word offset t, as far as they fit. */
L4_INLINE void __L4_MsgPutTyped(L4_Msg_t *msg, L4_Word_t t, const L4_Word_t *w, L4_Word_t n)
{
    L4_Word_t at = 1 + L4_UntypedWords(msg->tag) + t;

    if (at + n <= __L4_NUM_MRS)
        __L4_CopyWords(&msg->raw[at], w, n);
}

L4_INLINE void L4_MsgAppendMapItem(L4_Msg_t *msg, L4_MapItem_t m)
{
    __L4_MsgAppendTyped(msg, m.raw, 2);
}

L4_INLINE void L4_MsgAppendGrantItem(L4_Msg_t *msg, L4_GrantItem_t g)
{
    __L4_MsgAppendTyped(msg, g.raw, 2);
}

L4_INLINE void L4_MsgAppendSimpleStringItem(L4_Msg_t *msg, L4_StringItem_t s)
{
    s.raw[0] &= ~(L4_Word_t)0x3F0;
    __L4_MsgAppendTyped(msg, s.raw, 2);
}

L4_INLINE void L4_MsgAppendStringItem(L4_Msg_t *msg, L4_StringItem_t *s)
{
    __L4_MsgAppendTyped(msg, (const L4_Word_t *)s, __L4_StringWords(s));
}

L4_INLINE void L4_MsgAppendCtrlXferItem(L4_Msg_t *msg, L4_CtrlXferItem_t *c)
{
    L4_Word_t u = L4_UntypedWords(msg->tag);
    L4_Word_t t = L4_TypedWords(msg->tag);
    L4_Word_t n;

    if (*__L4_CtrlXferWords(c) >> 12 == 0)
        return;
    n = __L4_CtrlXferPack(&msg->raw[1 + u + t], __L4_NUM_MRS - 1 - u - t, c);
    __L4_MsgCounts(msg, u, t + n);
}

/* One configuration word per fault number, chained by C; the last one gets the parameter. */
L4_INLINE void L4_AppendFaultConfCtrlXferItems(L4_Msg_t *msg, L4_Word64_t fault_id_mask,
                                               L4_Word_t fault_mask, L4_Word_t C)
{
    L4_Word_t id;

    for (id = 0; fault_id_mask; id++, fault_id_mask >>= 1) {
        L4_Word_t more = (fault_id_mask >> 1) ? 1 : (C & 1);

        if (fault_id_mask & 1)
            L4_MsgAppendWord(msg, (fault_mask << 12) | (id << 4) | 0xC | more);
    }
}

L4_INLINE void L4_MsgPutWord(L4_Msg_t *msg, L4_Word_t u, L4_Word_t w)
{
    msg->raw[u + 1] = w;
}

L4_INLINE void L4_MsgPutMapItem(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t m)
{
    __L4_MsgPutTyped(msg, t, m.raw, 2);
}

L4_INLINE void L4_MsgPutGrantItem(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t g)
{
    __L4_MsgPutTyped(msg, t, g.raw, 2);
}

L4_INLINE void L4_MsgPutSimpleStringItem(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t s)
{
    s.raw[0] &= ~(L4_Word_t)0x3F0;
    __L4_MsgPutTyped(msg, t, s.raw, 2);
}

L4_INLINE void L4_MsgPutStringItem(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
    __L4_MsgPutTyped(msg, t, (const L4_Word_t *)s, __L4_StringWords(s));
}

L4_INLINE void L4_MsgPutCtrlXferItem(L4_Msg_t *msg, L4_Word_t t, L4_CtrlXferItem_t *c)
{
    L4_Word_t at = 1 + L4_UntypedWords(msg->tag) + t;

    if (at < __L4_NUM_MRS)
        (void)__L4_CtrlXferPack(&msg->raw[at], __L4_NUM_MRS - at, c);
}

L4_INLINE L4_Word_t L4_MsgWord(L4_Msg_t *msg, L4_Word_t u)
{
    return msg->raw[u + 1];
}

L4_INLINE void L4_MsgGetWord(L4_Msg_t *msg, L4_Word_t u, L4_Word_t *w)
{
    *w = msg->raw[u + 1];
}

L4_INLINE L4_Word_t L4_MsgGetMapItem(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t *m)
{
    __L4_CopyWords(m->raw, &msg->raw[1 + L4_UntypedWords(msg->tag) + t], 2);
    return 2;
}

L4_INLINE L4_Word_t L4_MsgGetGrantItem(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t *g)
{
    __L4_CopyWords(g->raw, &msg->raw[1 + L4_UntypedWords(msg->tag) + t], 2);
    return 2;
}

L4_INLINE L4_Word_t L4_MsgGetStringItem(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
    L4_Word_t *w = &msg->raw[1 + L4_UntypedWords(msg->tag) + t];
    L4_StringItem_t *item = (L4_StringItem_t *)(void *)w;
    L4_Word_t n = __L4_StringWords(item);

    __L4_CopyWords((L4_Word_t *)(void *)s, w, n);
    return n;
}

L4_INLINE L4_Word_t L4_MsgGetCtrlXferItem(L4_Msg_t *msg, L4_Word_t mr, L4_CtrlXferItem_t *c)
{
    L4_Word_t *regs = __L4_CtrlXferWords(c);
    L4_Word_t mask = msg->raw[mr] >> 12;
    L4_Word_t n = 1;

    *regs++ = msg->raw[mr];
    for (; mask && mr + n < __L4_NUM_MRS; mask >>= 1, regs++)
        if (mask & 1)
            *regs = msg->raw[mr + n++];
    return n;
}

/*
 * Acceptors
 */

L4_INLINE L4_Acceptor_t L4_MapGrantItems(L4_Fpage_t RcvWindow)
{
    L4_Acceptor_t a;

    a.raw = RcvWindow.raw & ~(L4_Word_t)0xF;
    return a;
}

L4_INLINE L4_Acceptor_t L4_AddAcceptor(const L4_Acceptor_t l, const L4_Acceptor_t r)
{
    L4_Acceptor_t a;

    a.raw = (r.raw & ~(L4_Word_t)0xF) ? r.raw & ~(L4_Word_t)0xF : l.raw & ~(L4_Word_t)0xF;
    a.raw |= (l.raw | r.raw) & 3;
    return a;
}

/* By value, as the interface has it: returns the sum. */
L4_INLINE L4_Acceptor_t L4_AddAcceptorTo(L4_Acceptor_t l, const L4_Acceptor_t r)
{
    return L4_AddAcceptor(l, r);
}

L4_INLINE L4_Acceptor_t L4_RemoveAcceptor(const L4_Acceptor_t l, const L4_Acceptor_t r)
{
    L4_Acceptor_t a;

    a.raw = l.raw & ~(r.raw & 3);
    if (r.raw & ~(L4_Word_t)0xF)
        a.raw &= 0xF;
    return a;
}

L4_INLINE L4_Acceptor_t L4_RemoveAcceptorFrom(L4_Acceptor_t l, const L4_Acceptor_t r)
{
    return L4_RemoveAcceptor(l, r);
}

L4_INLINE L4_Bool_t L4_HasStringItems(const L4_Acceptor_t a)
{
    return a.raw & 1;
}

L4_INLINE L4_Bool_t L4_HasMapGrantItems(const L4_Acceptor_t a)
{
    return (a.raw & ~(L4_Word_t)0xF) != 0;
}

L4_INLINE L4_Fpage_t L4_RcvWindow(const L4_Acceptor_t a)
{
    L4_Fpage_t f;

    f.raw = a.raw & ~(L4_Word_t)0xF;
    return f;
}

L4_INLINE void L4_Accept(const L4_Acceptor_t a)
{
    L4_LoadBR(0, a.raw);
}

L4_INLINE L4_Acceptor_t L4_Accepted(void)
{
    L4_Acceptor_t a;

    L4_StoreBR(0, &a.raw);
    return a;
}

/*
 * Receive buffers: strings chained by C; the empty list is a zero word.
 */

L4_INLINE void L4_MsgBufferClear(L4_MsgBuffer_t *b)
{
    b->raw[0] = 0;
    b->raw[2] = 0;
}

L4_INLINE void L4_AcceptStrings(const L4_Acceptor_t a, L4_MsgBuffer_t *b)
{
    L4_StringItem_t *first = (L4_StringItem_t *)(void *)b->raw;
    L4_Word_t *end = (L4_Word_t *)(void *)__L4_EndOfStrings(first, 0);
    int n = (int)(end - b->raw);

    L4_LoadBR(0, a.raw);
    L4_LoadBRs(1, n < __L4_NUM_BRS ? n : __L4_NUM_BRS - 1, b->raw);
}

/* A list that has no room left stays as it is. */
L4_INLINE void L4_MsgBufferAppendRcvString(L4_MsgBuffer_t *b, L4_StringItem_t *s)
{
    L4_StringItem_t *last = 0;
    L4_Word_t *place = b->raw;

    if (b->raw[0] != 0)
        place = (L4_Word_t *)(void *)__L4_EndOfStrings((L4_StringItem_t *)(void *)b->raw, &last);
    if ((L4_Word_t)(place - b->raw) + __L4_StringWords(s) > __L4_NUM_BRS - 1)
        return;
    if (last)
        last->raw[0] |= 1;
    __L4_CopyWords(place, (const L4_Word_t *)s, __L4_StringWords(s));
    place[0] &= ~(L4_Word_t)1;
}

L4_INLINE void L4_MsgBufferAppendSimpleRcvString(L4_MsgBuffer_t *b, L4_StringItem_t s)
{
    s.raw[0] &= ~(L4_Word_t)0x3F1;
    L4_MsgBufferAppendRcvString(b, &s);
}

#if defined(__cplusplus)
static inline bool operator==(const L4_MsgTag_t &l, const L4_MsgTag_t &r)
{
    return l.raw == r.raw;
}

static inline bool operator!=(const L4_MsgTag_t &l, const L4_MsgTag_t &r)
{
    return l.raw != r.raw;
}

static inline L4_MsgTag_t operator+(const L4_MsgTag_t &t, int label)
{
    return L4_MsgTagAddLabel(t, label);
}

static inline L4_MsgTag_t operator+=(L4_MsgTag_t &t, int label)
{
    return L4_MsgTagAddLabelTo(&t, label);
}

static inline bool operator==(const L4_CacheAllocationHint_t &l, const L4_CacheAllocationHint_t &r)
{
    return L4_IsCacheAllocationHintEqual(l, r) != 0;
}

static inline bool operator!=(const L4_CacheAllocationHint_t &l, const L4_CacheAllocationHint_t &r)
{
    return L4_IsCacheAllocationHintNotEqual(l, r) != 0;
}

static inline L4_StringItem_t operator+(const L4_StringItem_t &dest,
                                        const L4_CacheAllocationHint_t &h)
{
    return L4_AddCacheAllocationHint(dest, h);
}

static inline L4_StringItem_t operator+=(L4_StringItem_t &dest, const L4_CacheAllocationHint_t &h)
{
    return L4_AddCacheAllocationHintTo(&dest, h);
}

static inline L4_StringItem_t &operator+=(L4_StringItem_t &dest, L4_StringItem_t &substr)
{
    return *L4_AddSubstringTo(&dest, &substr);
}

static inline L4_StringItem_t &operator+=(L4_StringItem_t &dest, void *substring_addr)
{
    return *L4_AddSubstringAddressTo(&dest, substring_addr);
}

static inline L4_Acceptor_t operator+(const L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
    return L4_AddAcceptor(l, r);
}

static inline L4_Acceptor_t operator+=(L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
    return l = L4_AddAcceptor(l, r);
}

static inline L4_Acceptor_t operator-(const L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
    return L4_RemoveAcceptor(l, r);
}

static inline L4_Acceptor_t operator-=(L4_Acceptor_t &l, const L4_Acceptor_t &r)
{
    return l = L4_RemoveAcceptor(l, r);
}

static inline L4_Bool_t L4_MapItem(L4_MapItem_t m)
{
    return L4_IsMapItem(m);
}

static inline L4_Bool_t L4_GrantItem(L4_GrantItem_t g)
{
    return L4_IsGrantItem(g);
}

static inline L4_Bool_t L4_StringItem(L4_StringItem_t *s)
{
    return L4_IsStringItem(s);
}

static inline L4_Bool_t L4_StringItem(L4_StringItem_t &s)
{
    return L4_IsStringItem(&s);
}

static inline L4_Bool_t L4_CtrlXferItem(L4_CtrlXferItem_t *s)
{
    return L4_IsCtrlXferItem(s);
}

static inline L4_Fpage_t L4_SndFpage(L4_MapItem_t m)
{
    return L4_MapItemSndFpage(m);
}

static inline L4_Fpage_t L4_SndFpage(L4_GrantItem_t g)
{
    return L4_GrantItemSndFpage(g);
}

static inline L4_Word_t L4_SndBase(L4_MapItem_t m)
{
    return L4_MapItemSndBase(m);
}

static inline L4_Word_t L4_SndBase(L4_GrantItem_t g)
{
    return L4_GrantItemSndBase(g);
}

static inline void L4_Init(L4_CtrlXferItem_t *c, L4_Word_t id)
{
    L4_CtrlXferItemInit(c, id);
}

static inline void L4_Init(L4_CtrlXferItem_t *c, L4_Word_t fault_id, L4_Word_t fault_mask)
{
    L4_FaultConfCtrlXferItemInit(c, fault_id, fault_mask);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t label, int u, L4_Word_t *Untyped, int t,
                          void *Items)
{
    L4_MsgPut(msg, label, u, Untyped, t, Items);
}

static inline void L4_Get(const L4_Msg_t *msg, L4_Word_t *Untyped, void *Items)
{
    L4_MsgGet(msg, Untyped, Items);
}

static inline L4_MsgTag_t L4_MsgTag(const L4_Msg_t *msg)
{
    return L4_MsgMsgTag(msg);
}

static inline void L4_Set_MsgTag(L4_Msg_t *msg, L4_MsgTag_t t)
{
    L4_Set_MsgMsgTag(msg, t);
}

static inline L4_Word_t L4_Label(const L4_Msg_t *msg)
{
    return L4_MsgLabel(msg);
}

static inline void L4_Set_Label(L4_Msg_t *msg, L4_Word_t label)
{
    L4_Set_MsgLabel(msg, label);
}

static inline void L4_Load(L4_Msg_t *msg)
{
    L4_MsgLoad(msg);
}

static inline void L4_Store(L4_MsgTag_t t, L4_Msg_t *msg)
{
    L4_MsgStore(t, msg);
}

static inline void L4_Clear(L4_Msg_t *msg)
{
    L4_MsgClear(msg);
}

static inline void L4_Append(L4_Msg_t *msg, L4_Word_t w)
{
    L4_MsgAppendWord(msg, w);
}

static inline void L4_Append(L4_Msg_t *msg, int w)
{
    L4_MsgAppendWord(msg, (L4_Word_t)(L4_SignedWord_t)w);
}

static inline void L4_Append(L4_Msg_t *msg, L4_MapItem_t m)
{
    L4_MsgAppendMapItem(msg, m);
}

static inline void L4_Append(L4_Msg_t *msg, L4_GrantItem_t g)
{
    L4_MsgAppendGrantItem(msg, g);
}

static inline void L4_Append(L4_Msg_t *msg, L4_StringItem_t s)
{
    L4_MsgAppendSimpleStringItem(msg, s);
}

static inline void L4_Append(L4_Msg_t *msg, L4_StringItem_t *s)
{
    L4_MsgAppendStringItem(msg, s);
}

static inline void L4_Append(L4_Msg_t *msg, L4_CtrlXferItem_t *c)
{
    L4_MsgAppendCtrlXferItem(msg, c);
}

static inline void L4_Append(L4_Msg_t *msg, L4_Word64_t fault_id_mask, L4_Word_t fault_mask,
                             L4_Word_t C = 0)
{
    L4_AppendFaultConfCtrlXferItems(msg, fault_id_mask, fault_mask, C);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t u, L4_Word_t w)
{
    L4_MsgPutWord(msg, u, w);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t m)
{
    L4_MsgPutMapItem(msg, t, m);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t g)
{
    L4_MsgPutGrantItem(msg, t, g);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t s)
{
    L4_MsgPutSimpleStringItem(msg, t, s);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
    L4_MsgPutStringItem(msg, t, s);
}

static inline void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_CtrlXferItem_t *c)
{
    L4_MsgPutCtrlXferItem(msg, t, c);
}

static inline L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t u)
{
    return L4_MsgWord(msg, u);
}

static inline void L4_Get(L4_Msg_t *msg, L4_Word_t u, L4_Word_t *w)
{
    L4_MsgGetWord(msg, u, w);
}

static inline L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t t, L4_MapItem_t *m)
{
    return L4_MsgGetMapItem(msg, t, m);
}

static inline L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t t, L4_GrantItem_t *g)
{
    return L4_MsgGetGrantItem(msg, t, g);
}

static inline L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t t, L4_StringItem_t *s)
{
    return L4_MsgGetStringItem(msg, t, s);
}

static inline L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t mr, L4_CtrlXferItem_t *c)
{
    return L4_MsgGetCtrlXferItem(msg, mr, c);
}

static inline L4_Bool_t L4_StringItems(const L4_Acceptor_t a)
{
    return L4_HasStringItems(a);
}

static inline L4_Bool_t L4_MapGrantItems(const L4_Acceptor_t a)
{
    return L4_HasMapGrantItems(a);
}

static inline void L4_Accept(const L4_Acceptor_t a, L4_MsgBuffer_t *b)
{
    L4_AcceptStrings(a, b);
}

static inline void L4_Clear(L4_MsgBuffer_t *b)
{
    L4_MsgBufferClear(b);
}

static inline void L4_Append(L4_MsgBuffer_t *b, L4_StringItem_t s)
{
    L4_MsgBufferAppendSimpleRcvString(b, s);
}

static inline void L4_Append(L4_MsgBuffer_t *b, L4_StringItem_t *s)
{
    L4_MsgBufferAppendRcvString(b, s);
}
#endif
