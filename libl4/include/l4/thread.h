/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Threads: own registers, ExchangeRegisters and ThreadControl in handy portions.
 */
#pragma once

#include <l4/types.h>
#include <l4/message.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

#define L4_ERROR_OK                0
#define L4_ERROR_NO_PRIVILEGE      1
#define L4_ERROR_INVALID_THREAD    2
#define L4_ERROR_INVALID_SPACE     3
#define L4_ERROR_INVALID_SCHEDULER 4
#define L4_ERROR_INVALID_PARAM     5
#define L4_ERROR_UTCB_AREA         6
#define L4_ERROR_KIP_AREA          7
#define L4_ERROR_NO_MEM            8

/* ExchangeRegisters' control word as a result. */
typedef struct {
    L4_Word_t raw;
} L4_ThreadState_t;

L4_INLINE L4_Bool_t L4_ThreadWasHalted(L4_ThreadState_t s)
{
    return s.raw & 1;
}

L4_INLINE L4_Bool_t L4_ThreadWasReceiving(L4_ThreadState_t s)
{
    return s.raw & 2;
}

L4_INLINE L4_Bool_t L4_ThreadWasSending(L4_ThreadState_t s)
{
    return s.raw & 4;
}

L4_INLINE L4_Bool_t L4_ThreadWasIpcing(L4_ThreadState_t s)
{
    return s.raw & 6;
}

/*
 * Own registers
 */

L4_INLINE L4_ThreadId_t __L4_Tid(L4_Word_t raw)
{
    L4_ThreadId_t t;

    t.raw = raw;
    return t;
}

L4_INLINE L4_ThreadId_t L4_MyGlobalId(void)
{
    return __L4_Tid(__L4_TCR_MyGlobalId());
}

L4_INLINE L4_ThreadId_t L4_MyLocalId(void)
{
    return __L4_Tid(__L4_TCR_MyLocalId());
}

L4_INLINE L4_ThreadId_t L4_Myself(void)
{
    return L4_MyGlobalId();
}

L4_INLINE L4_Word_t L4_ProcessorNo(void)
{
    return __L4_TCR_ProcessorNo();
}

L4_INLINE L4_Word_t L4_UserDefinedHandle(void)
{
    return __L4_TCR_UserDefinedHandle();
}

L4_INLINE void L4_Set_UserDefinedHandle(L4_Word_t NewValue)
{
    __L4_TCR_Set_UserDefinedHandle(NewValue);
}

L4_INLINE L4_ThreadId_t L4_Pager(void)
{
    return __L4_Tid(__L4_TCR_Pager());
}

L4_INLINE void L4_Set_Pager(L4_ThreadId_t NewPager)
{
    __L4_TCR_Set_Pager(NewPager.raw);
}

L4_INLINE L4_ThreadId_t L4_ExceptionHandler(void)
{
    return __L4_Tid(__L4_TCR_ExceptionHandler());
}

L4_INLINE void L4_Set_ExceptionHandler(L4_ThreadId_t NewHandler)
{
    __L4_TCR_Set_ExceptionHandler(NewHandler.raw);
}

L4_INLINE L4_Word_t L4_ErrorCode(void)
{
    return __L4_TCR_ErrorCode();
}

L4_INLINE const char *L4_ErrorCode_String(L4_Word_t err)
{
    switch (err) {
    case L4_ERROR_OK:
        return "l4_error_ok";
    case L4_ERROR_NO_PRIVILEGE:
        return "l4_error_no_privilege";
    case L4_ERROR_INVALID_THREAD:
        return "l4_error_invalid_thread";
    case L4_ERROR_INVALID_SPACE:
        return "l4_error_invalid_space";
    case L4_ERROR_INVALID_SCHEDULER:
        return "l4_error_invalid_scheduler";
    case L4_ERROR_INVALID_PARAM:
        return "l4_error_invalid_param";
    case L4_ERROR_UTCB_AREA:
        return "l4_error_utcb_area";
    case L4_ERROR_KIP_AREA:
        return "l4_error_kip_area";
    case L4_ERROR_NO_MEM:
        return "l4_error_no_mem";
    default:
        return "invalid error code";
    }
}

L4_INLINE L4_Word_t L4_XferTimeouts(void)
{
    return __L4_TCR_XferTimeout();
}

L4_INLINE void L4_Set_XferTimeouts(L4_Word_t NewValue)
{
    __L4_TCR_Set_XferTimeout(NewValue);
}

L4_INLINE L4_ThreadId_t L4_IntendedReceiver(void)
{
    return __L4_Tid(__L4_TCR_IntendedReceiver());
}

L4_INLINE L4_ThreadId_t L4_ActualSender(void)
{
    return __L4_Tid(__L4_TCR_ActualSender());
}

L4_INLINE void L4_Set_VirtualSender(L4_ThreadId_t t)
{
    __L4_TCR_Set_VirtualSender(t.raw);
}

/* Compatibility mode of amd64; nothing elsewhere. */
#if defined(__L4_TCR_WORD_SIZE_MASK)
L4_INLINE L4_Word_t L4_WordSizeMask(void)
{
    return __L4_TCR_WordSizeMask();
}

L4_INLINE void L4_Reset_WordSizeMask(void)
{
    __L4_TCR_Set_WordSizeMask(~(L4_Word_t)0);
}
#else
L4_INLINE L4_Word_t L4_WordSizeMask(void)
{
    return ~(L4_Word_t)0;
}

L4_INLINE void L4_Reset_WordSizeMask(void)
{
}
#endif

/*
 * ExchangeRegisters
 */

#define __L4_EXREGS_HALT    0x001UL
#define __L4_EXREGS_RECV    0x002UL
#define __L4_EXREGS_SEND    0x004UL
#define __L4_EXREGS_SP      0x008UL
#define __L4_EXREGS_IP      0x010UL
#define __L4_EXREGS_FLAGS   0x020UL
#define __L4_EXREGS_HANDLE  0x040UL
#define __L4_EXREGS_PAGER   0x080UL
#define __L4_EXREGS_SETHALT 0x100UL
#define __L4_EXREGS_DELIVER 0x200UL

typedef struct {
    L4_ThreadId_t id;
    L4_Word_t control;
    L4_Word_t sp;
    L4_Word_t ip;
    L4_Word_t flags;
    L4_Word_t handle;
    L4_ThreadId_t pager;
} __L4_ExregsResult_t;

L4_INLINE __L4_ExregsResult_t __L4_Exregs(L4_ThreadId_t t, L4_Word_t control, L4_Word_t sp,
                                          L4_Word_t ip, L4_Word_t flags, L4_Word_t handle,
                                          L4_ThreadId_t pager)
{
    __L4_ExregsResult_t r;

    r.id = L4_ExchangeRegisters(t, control, sp, ip, flags, handle, pager, &r.control, &r.sp, &r.ip,
                                &r.flags, &r.handle, &r.pager);
    return r;
}

L4_INLINE L4_ThreadId_t L4_GlobalIdOf(L4_ThreadId_t t)
{
    return L4_IsGlobalId(t) ? t : __L4_Exregs(t, 0, 0, 0, 0, 0, L4_nilthread).id;
}

L4_INLINE L4_ThreadId_t L4_LocalIdOf(L4_ThreadId_t t)
{
    return L4_IsLocalId(t) ? t : __L4_Exregs(t, 0, 0, 0, 0, 0, L4_nilthread).id;
}

L4_INLINE L4_Bool_t L4_SameThreads(L4_ThreadId_t l, L4_ThreadId_t r)
{
    return L4_GlobalIdOf(l).raw == L4_GlobalIdOf(r).raw;
}

L4_INLINE L4_Word_t L4_UserDefinedHandleOf(L4_ThreadId_t t)
{
    return __L4_Exregs(t, __L4_EXREGS_DELIVER, 0, 0, 0, 0, L4_nilthread).handle;
}

L4_INLINE void L4_Set_UserDefinedHandleOf(L4_ThreadId_t t, L4_Word_t handle)
{
    (void)__L4_Exregs(t, __L4_EXREGS_HANDLE, 0, 0, 0, handle, L4_nilthread);
}

L4_INLINE L4_ThreadId_t L4_PagerOf(L4_ThreadId_t t)
{
    return __L4_Exregs(t, __L4_EXREGS_DELIVER, 0, 0, 0, 0, L4_nilthread).pager;
}

L4_INLINE void L4_Set_PagerOf(L4_ThreadId_t t, L4_ThreadId_t p)
{
    (void)__L4_Exregs(t, __L4_EXREGS_PAGER, 0, 0, 0, 0, p);
}

#define __L4_EXREGS_START (__L4_EXREGS_SETHALT | __L4_EXREGS_RECV | __L4_EXREGS_SEND)
#define __L4_EXREGS_STOP  (__L4_EXREGS_DELIVER | __L4_EXREGS_SETHALT | __L4_EXREGS_HALT)

L4_INLINE void L4_Start(L4_ThreadId_t t)
{
    (void)__L4_Exregs(t, __L4_EXREGS_START, 0, 0, 0, 0, L4_nilthread);
}

L4_INLINE void L4_Start_SpIp(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip)
{
    (void)__L4_Exregs(t, __L4_EXREGS_START | __L4_EXREGS_SP | __L4_EXREGS_IP, sp, ip, 0, 0,
                      L4_nilthread);
}

L4_INLINE void L4_Start_SpIpFlags(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip, L4_Word_t flags)
{
    (void)__L4_Exregs(t, __L4_EXREGS_START | __L4_EXREGS_SP | __L4_EXREGS_IP | __L4_EXREGS_FLAGS,
                      sp, ip, flags, 0, L4_nilthread);
}

L4_INLINE L4_ThreadState_t __L4_Stop(L4_ThreadId_t t, L4_Word_t abort, L4_Word_t *sp, L4_Word_t *ip,
                                     L4_Word_t *flags)
{
    __L4_ExregsResult_t r = __L4_Exregs(t, __L4_EXREGS_STOP | abort, 0, 0, 0, 0, L4_nilthread);
    L4_ThreadState_t s;

    if (sp)
        *sp = r.sp;
    if (ip)
        *ip = r.ip;
    if (flags)
        *flags = r.flags;
    s.raw = r.control;
    return s;
}

L4_INLINE L4_ThreadState_t L4_Stop(L4_ThreadId_t t)
{
    return __L4_Stop(t, 0, 0, 0, 0);
}

L4_INLINE L4_ThreadState_t L4_Stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp, L4_Word_t *ip,
                                             L4_Word_t *flags)
{
    return __L4_Stop(t, 0, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop(L4_ThreadId_t t)
{
    return __L4_Stop(t, __L4_EXREGS_RECV, 0, 0, 0);
}

L4_INLINE L4_ThreadState_t L4_AbortReceive_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp,
                                                              L4_Word_t *ip, L4_Word_t *flags)
{
    return __L4_Stop(t, __L4_EXREGS_RECV, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop(L4_ThreadId_t t)
{
    return __L4_Stop(t, __L4_EXREGS_SEND, 0, 0, 0);
}

L4_INLINE L4_ThreadState_t L4_AbortSend_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp,
                                                           L4_Word_t *ip, L4_Word_t *flags)
{
    return __L4_Stop(t, __L4_EXREGS_SEND, sp, ip, flags);
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop(L4_ThreadId_t t)
{
    return __L4_Stop(t, __L4_EXREGS_RECV | __L4_EXREGS_SEND, 0, 0, 0);
}

L4_INLINE L4_ThreadState_t L4_AbortIpc_and_stop_SpIpFlags(L4_ThreadId_t t, L4_Word_t *sp,
                                                          L4_Word_t *ip, L4_Word_t *flags)
{
    return __L4_Stop(t, __L4_EXREGS_RECV | __L4_EXREGS_SEND, sp, ip, flags);
}

/*
 * Feature "ctrlxfer": items in MRs; the old control word is returned.
 */

#define L4_EXREGS_CTRLXFER_CONF_FLAG  (1UL << 9)
#define L4_EXREGS_CTRLXFER_READ_FLAG  (1UL << 10)
#define L4_EXREGS_CTRLXFER_WRITE_FLAG (1UL << 11)
#define L4_EXREGS_EXCHANDLER_FLAG     (1UL << 12)
#define L4_EXREGS_SCHEDULER_FLAG      (1UL << 13)

L4_INLINE L4_Word_t L4_ConfCtrlXferItems(L4_ThreadId_t dest)
{
    return __L4_Exregs(dest, L4_EXREGS_CTRLXFER_CONF_FLAG, 0, 0, 0, 0, L4_nilthread).control;
}

L4_INLINE L4_Word_t L4_ReadCtrlXferItems(L4_ThreadId_t dest)
{
    return __L4_Exregs(dest, L4_EXREGS_CTRLXFER_READ_FLAG, 0, 0, 0, 0, L4_nilthread).control;
}

L4_INLINE L4_Word_t L4_WriteCtrlXferItems(L4_ThreadId_t dest)
{
    return __L4_Exregs(dest, L4_EXREGS_CTRLXFER_WRITE_FLAG, 0, 0, 0, 0, L4_nilthread).control;
}

/*
 * ThreadControl for interrupts
 */

L4_INLINE L4_Word_t L4_AssociateInterrupt(L4_ThreadId_t InterruptThread,
                                          L4_ThreadId_t HandlerThread)
{
    return L4_ThreadControl(InterruptThread, InterruptThread, L4_nilthread, HandlerThread,
                            (void *)~0UL);
}

L4_INLINE L4_Word_t L4_DeassociateInterrupt(L4_ThreadId_t InterruptThread)
{
    return L4_ThreadControl(InterruptThread, InterruptThread, L4_nilthread, InterruptThread,
                            (void *)~0UL);
}

#if defined(__cplusplus)
static inline L4_ThreadId_t L4_GlobalId(L4_ThreadId_t t)
{
    return L4_GlobalIdOf(t);
}

static inline L4_ThreadId_t L4_LocalId(L4_ThreadId_t t)
{
    return L4_LocalIdOf(t);
}

static inline L4_Word_t L4_UserDefinedHandle(L4_ThreadId_t t)
{
    return L4_UserDefinedHandleOf(t);
}

static inline void L4_Set_UserDefinedHandle(L4_ThreadId_t t, L4_Word_t handle)
{
    L4_Set_UserDefinedHandleOf(t, handle);
}

static inline L4_ThreadId_t L4_Pager(L4_ThreadId_t t)
{
    return L4_PagerOf(t);
}

static inline void L4_Set_Pager(L4_ThreadId_t t, L4_ThreadId_t p)
{
    L4_Set_PagerOf(t, p);
}

static inline void L4_Start(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip)
{
    L4_Start_SpIp(t, sp, ip);
}

static inline void L4_Start(L4_ThreadId_t t, L4_Word_t sp, L4_Word_t ip, L4_Word_t flags)
{
    L4_Start_SpIpFlags(t, sp, ip, flags);
}

static inline L4_ThreadState_t L4_Stop(L4_ThreadId_t t, L4_Word_t *sp, L4_Word_t *ip,
                                       L4_Word_t *flags)
{
    return L4_Stop_SpIpFlags(t, sp, ip, flags);
}

static inline L4_ThreadState_t L4_AbortReceive_and_stop(L4_ThreadId_t t, L4_Word_t *sp,
                                                        L4_Word_t *ip, L4_Word_t *flags)
{
    return L4_AbortReceive_and_stop_SpIpFlags(t, sp, ip, flags);
}

static inline L4_ThreadState_t L4_AbortSend_and_stop(L4_ThreadId_t t, L4_Word_t *sp, L4_Word_t *ip,
                                                     L4_Word_t *flags)
{
    return L4_AbortSend_and_stop_SpIpFlags(t, sp, ip, flags);
}

/* An established misspelling. */
static inline L4_ThreadState_t l4_abort_send_and_stop(L4_ThreadId_t t, L4_Word_t *sp, L4_Word_t *ip,
                                                      L4_Word_t *flags)
{
    return L4_AbortSend_and_stop_SpIpFlags(t, sp, ip, flags);
}

static inline L4_ThreadState_t L4_AbortIpc_and_stop(L4_ThreadId_t t, L4_Word_t *sp, L4_Word_t *ip,
                                                    L4_Word_t *flags)
{
    return L4_AbortIpc_and_stop_SpIpFlags(t, sp, ip, flags);
}
#endif
