/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The kernel's trace buffer (feature "tracebuffer"). Without one all calls do nothing.
 */
#pragma once

#include <l4/types.h>
#include <l4/kip.h>
#include <l4/thread.h>

#if defined(L4_32BIT)
#define L4_TRACEBUFFER_MAGIC 0x1464b123UL
#else
#define L4_TRACEBUFFER_MAGIC 0x1464b123acebfUL
#endif
#define L4_TRACEBUFFER_NUM_ARGS     9
#define L4_TRACEBUFFER_USERID_START 100
#define L4_TRACEBUFFER_DEFAULT_TYPE 1

typedef union {
    struct {
        L4_BITFIELD5(L4_Word_t, smp : 1, pmon : 1, pmon_cpu : 2, pmon_e : 2, __pad
                     : __L4_BITS(26, 58))
    } X;
    L4_Word_t raw;
} L4_TraceConfig_t;

typedef struct {
    struct {
        L4_BITFIELD2(L4_Word_t, utype : 16, pad : __L4_BITS(16, 48))
        L4_BITFIELD2(L4_Word_t, cpu : 16, id : __L4_BITS(16, 48))
    } X;
    L4_Word_t tsc;
    L4_Word_t thread;
    L4_Word_t pmc0;
    L4_Word_t pmc1;
    const char *str;
    L4_Word_t data[L4_TRACEBUFFER_NUM_ARGS];
} L4_TraceRecord_t;

typedef struct {
    L4_Word_t magic;
    L4_Word_t current;
    L4_Word_t mask;
    L4_Word_t max;
    L4_TraceConfig_t config;
    L4_Word_t pad[3];
    L4_Word_t counters[8];
    __extension__ L4_TraceRecord_t tracerecords[0];
} L4_TraceBuffer_t;

#if defined(__cplusplus)
extern "C" {
#endif

L4_TraceBuffer_t *L4_GetTraceBuffer(void);

#if defined(__cplusplus)
}
#endif

L4_INLINE void L4_Tbuf_StoreRecordArch(L4_TraceRecord_t *rec, L4_TraceConfig_t config)
{
    (void)config;
#if defined(L4_ARCH_IA32) || defined(L4_ARCH_AMD64)
    rec->tsc = (L4_Word_t)__L4_Rdtsc();
#else
    rec->tsc = (L4_Word_t)L4_SystemClock().raw;
#endif
    rec->pmc0 = 0;
    rec->pmc1 = 0;
}

L4_INLINE void L4_Tbuf_StoreRecord(L4_TraceRecord_t *rec, const L4_TraceConfig_t config,
                                   L4_Word_t type, L4_Word_t id)
{
    rec->X.utype = type & 0xFFFF;
    rec->X.cpu = L4_ProcessorNo() & 0xFFFF;
    rec->X.id = id & 0xFFFF;
    rec->thread = L4_MyGlobalId().raw;
    L4_Tbuf_StoreRecordArch(rec, config);
}

L4_INLINE L4_TraceRecord_t *L4_Tbuf_NextRecord(L4_Word_t type, L4_Word_t id)
{
    L4_TraceBuffer_t *tbuf = L4_GetTraceBuffer();
    L4_TraceRecord_t *rec;
    L4_Word_t slot;

    if (!tbuf || !(tbuf->mask & (type << 16)))
        return (L4_TraceRecord_t *)0;
    slot = __atomic_fetch_add(&tbuf->current, 1, __ATOMIC_RELAXED);
    if (slot >= tbuf->max) {
        slot = 0;
        __atomic_store_n(&tbuf->current, 1, __ATOMIC_RELAXED);
    }
    rec = tbuf->tracerecords + slot;
    L4_Tbuf_StoreRecord(rec, tbuf->config, type, id);
    return rec;
}

L4_INLINE void L4_Tbuf_IncCounter(L4_Word_t counter)
{
    L4_TraceBuffer_t *tbuf = L4_GetTraceBuffer();

    if (tbuf)
        tbuf->counters[counter & 7]++;
}

L4_INLINE void __L4_Tbuf_Record(L4_Word_t id, const char *str, L4_Word_t n, L4_Word_t p0,
                                L4_Word_t p1, L4_Word_t p2, L4_Word_t p3)
{
    L4_TraceRecord_t *rec =
        L4_Tbuf_NextRecord(L4_TRACEBUFFER_DEFAULT_TYPE, L4_TRACEBUFFER_USERID_START + id);
    L4_Word_t p[4];
    L4_Word_t i;

    if (!rec)
        return;
    p[0] = p0;
    p[1] = p1;
    p[2] = p2;
    p[3] = p3;
    rec->str = str;
    for (i = 0; i < L4_TRACEBUFFER_NUM_ARGS; i++)
        rec->data[i] = i < n ? p[i] : 0;
}

L4_INLINE void L4_Tbuf_RecordEvent_t0(L4_Word_t id, const char *str)
{
    __L4_Tbuf_Record(id, str, 0, 0, 0, 0, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_t1(L4_Word_t id, const char *str, L4_Word_t p0)
{
    __L4_Tbuf_Record(id, str, 1, p0, 0, 0, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_t2(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1)
{
    __L4_Tbuf_Record(id, str, 2, p0, p1, 0, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_t3(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
                                      L4_Word_t p2)
{
    __L4_Tbuf_Record(id, str, 3, p0, p1, p2, 0);
}

L4_INLINE void L4_Tbuf_RecordEvent_t4(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
                                      L4_Word_t p2, L4_Word_t p3)
{
    __L4_Tbuf_Record(id, str, 4, p0, p1, p2, p3);
}

#define L4_Tbuf_RecordEvent_0 L4_Tbuf_RecordEvent_t0
#define L4_Tbuf_RecordEvent_1 L4_Tbuf_RecordEvent_t1
#define L4_Tbuf_RecordEvent_2 L4_Tbuf_RecordEvent_t2
#define L4_Tbuf_RecordEvent_3 L4_Tbuf_RecordEvent_t3
#define L4_Tbuf_RecordEvent_4 L4_Tbuf_RecordEvent_t4

#if defined(__cplusplus)
static inline void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str)
{
    L4_Tbuf_RecordEvent_t0(id, str);
}

static inline void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0)
{
    L4_Tbuf_RecordEvent_t1(id, str, p0);
}

static inline void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1)
{
    L4_Tbuf_RecordEvent_t2(id, str, p0, p1);
}

static inline void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
                                       L4_Word_t p2)
{
    L4_Tbuf_RecordEvent_t3(id, str, p0, p1, p2);
}

static inline void L4_Tbuf_RecordEvent(L4_Word_t id, const char *str, L4_Word_t p0, L4_Word_t p1,
                                       L4_Word_t p2, L4_Word_t p3)
{
    L4_Tbuf_RecordEvent_t4(id, str, p0, p1, p2, p3);
}
#endif
