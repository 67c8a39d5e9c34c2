/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: I/O fpages, and the item types of the feature "ctrlxfer".
 */
#pragma once

#include <l4/types.h>
#include <l4/message.h>
#include <l4/x86/iofpage.h>

/*
 * CtrlXfer items
 */

#define L4_CTRLXFER_GPREGS_ID    0
#define L4_CTRLXFER_FPUREGS_ID   1
#define L4_CTRLXFER_CREGS_ID     2
#define L4_CTRLXFER_DREGS_ID     3
#define L4_CTRLXFER_CSREGS_ID    4
#define L4_CTRLXFER_SSREGS_ID    5
#define L4_CTRLXFER_DSREGS_ID    6
#define L4_CTRLXFER_ESREGS_ID    7
#define L4_CTRLXFER_FSREGS_ID    8
#define L4_CTRLXFER_GSREGS_ID    9
#define L4_CTRLXFER_TRREGS_ID    10
#define L4_CTRLXFER_LDTRREGS_ID  11
#define L4_CTRLXFER_IDTRREGS_ID  12
#define L4_CTRLXFER_GDTRREGS_ID  13
#define L4_CTRLXFER_NONREGEXC_ID 14
#define L4_CTRLXFER_EXECCTRL_ID  15
#define L4_CTRLXFER_OTHERREGS_ID 16
#define L4_CTRLXFER_INVALID_ID   255

#define L4_CTRLXFER_GPREGS_SIZE    10
#define L4_CTRLXFER_FPUREGS_SIZE   1
#define L4_CTRLXFER_CREGS_SIZE     8
#define L4_CTRLXFER_DREGS_SIZE     6
#define L4_CTRLXFER_SEGREG_SIZE    4
#define L4_CTRLXFER_DTRREG_SIZE    2
#define L4_CTRLXFER_NONREGEXC_SIZE 10
#define L4_CTRLXFER_EXECCTRL_SIZE  3
#define L4_CTRLXFER_OTHERREGS_SIZE 9

#define L4_CTRLXFER_GPREGS_EIP    0
#define L4_CTRLXFER_GPREGS_EFLAGS 1
#define L4_CTRLXFER_GPREGS_EDI    2
#define L4_CTRLXFER_GPREGS_ESI    3
#define L4_CTRLXFER_GPREGS_EBP    4
#define L4_CTRLXFER_GPREGS_ESP    5
#define L4_CTRLXFER_GPREGS_EBX    6
#define L4_CTRLXFER_GPREGS_EDX    7
#define L4_CTRLXFER_GPREGS_ECX    8
#define L4_CTRLXFER_GPREGS_EAX    9

#define L4_CTRLXFER_CREGS_CR0        0
#define L4_CTRLXFER_CREGS_CR0_SHADOW 1
#define L4_CTRLXFER_CREGS_CR0_MASK   2
#define L4_CTRLXFER_CREGS_CR2        3
#define L4_CTRLXFER_CREGS_CR3        4
#define L4_CTRLXFER_CREGS_CR4        5
#define L4_CTRLXFER_CREGS_CR4_SHADOW 6
#define L4_CTRLXFER_CREGS_CR4_MASK   7

#define L4_CTRLXFER_DREGS_DR0 0
#define L4_CTRLXFER_DREGS_DR1 1
#define L4_CTRLXFER_DREGS_DR2 2
#define L4_CTRLXFER_DREGS_DR3 3
#define L4_CTRLXFER_DREGS_DR6 4
#define L4_CTRLXFER_DREGS_DR7 5

#define L4_CTRLXFER_CSREGS_CS       0
#define L4_CTRLXFER_CSREGS_CS_BASE  1
#define L4_CTRLXFER_CSREGS_CS_LIMIT 2
#define L4_CTRLXFER_CSREGS_CS_ATTR  3

#define L4_CTRLXFER_NONREGEXC_ACTIVITY 0
#define L4_CTRLXFER_NONREGEXC_INT      1
#define L4_CTRLXFER_NONREGEXC_DBG_EXC  2
#define L4_CTRLXFER_NONREGEXC_ENT_INFO 3
#define L4_CTRLXFER_NONREGEXC_ENT_EEC  4
#define L4_CTRLXFER_NONREGEXC_ENT_ILEN 5
#define L4_CTRLXFER_NONREGEXC_EX_INFO  6
#define L4_CTRLXFER_NONREGEXC_EX_EEC   7
#define L4_CTRLXFER_NONREGEXC_IDT_INFO 8
#define L4_CTRLXFER_NONREGEXC_IDT_EEC  9

#define L4_CTRLXFER_EXEC_PIN        0
#define L4_CTRLXFER_EXEC_CPU        1
#define L4_CTRLXFER_EXEC_EXC_BITMAP 2

#define L4_CTRLXFER_OTHERREGS_SYS_CS     0
#define L4_CTRLXFER_OTHERREGS_SYS_EIP    1
#define L4_CTRLXFER_OTHERREGS_SYS_ESP    2
#define L4_CTRLXFER_OTHERREGS_DBG_LOW    3
#define L4_CTRLXFER_OTHERREGS_DBG_HIGH   4
#define L4_CTRLXFER_OTHERREGS_RDTSC_LOW  5
#define L4_CTRLXFER_OTHERREGS_RDTSC_HIGH 6
#define L4_CTRLXFER_OTHERREGS_VAPIC      7
#define L4_CTRLXFER_OTHERREGS_TPR_THRSH  8

#define L4_FAULT_PAGEFAULT  2
#define L4_FAULT_EXCEPTION  3
#define L4_FAULT_PREEMPTION 5

#define L4_CTRLXFER_FAULT_MASK(id)    (1UL << (id))
#define L4_CTRLXFER_REG_ID(id, reg)   (16 * (id) + (reg))
#define L4_CTRLXFER_HVM_FAULT(id)     (9 + (id))
#define L4_CTRLXFER_FAULT_ID_MASK(id) (__extension__ 1ULL << (id))

typedef union {
    __extension__ struct {
        L4_Word_t eip, eflags, edi, esi, ebp, esp, ebx, edx, ecx, eax;
    };
    L4_Word_t reg[L4_CTRLXFER_GPREGS_SIZE];
} L4_IA32_GPRegs_t;

typedef union {
    __extension__ struct {
        L4_Word_t cr0, cr0_shadow, cr0_mask, cr2, cr3, cr4, cr4_shadow, cr4_mask;
    };
    L4_Word_t reg[L4_CTRLXFER_CREGS_SIZE];
} L4_IA32_CRegs_t;

typedef union {
    __extension__ struct {
        L4_Word_t dr0, dr1, dr2, dr3, dr6, dr7;
    };
    L4_Word_t reg[L4_CTRLXFER_DREGS_SIZE];
} L4_IA32_DRegs_t;

typedef union {
    __extension__ struct {
        L4_Word_t segreg, base, limit, attr;
    };
    L4_Word_t reg[L4_CTRLXFER_SEGREG_SIZE];
} L4_IA32_SegmentRegs_t;

typedef union {
    __extension__ struct {
        L4_Word_t base, limit;
    };
    L4_Word_t reg[L4_CTRLXFER_DTRREG_SIZE];
} L4_IA32_DTRRegs_t;

typedef union {
    __extension__ struct {
        L4_Word_t activity_state, interruptibility_state, pending_dbg_exc;
        L4_Word_t entry_info, entry_eec, entry_ilen;
        L4_Word_t exit_info, exit_eec, idt_info, idt_eec;
    };
    L4_Word_t reg[L4_CTRLXFER_NONREGEXC_SIZE];
} L4_IA32_NonRegExcs_t;

typedef union {
    __extension__ struct {
        L4_Word_t pin, cpu, exc_bitmap;
    };
    L4_Word_t reg[L4_CTRLXFER_EXECCTRL_SIZE];
} L4_IA32_ExecRegs_t;

typedef union {
    __extension__ struct {
        L4_Word_t sysenter_cs, sysenter_eip, sysenter_esp;
        L4_Word_t debugctl_msr_low, debugctl_msr_high;
        L4_Word_t rdtsc_ofs_low, rdtsc_ofs_high;
        L4_Word_t vapic_address, tpr_threshold;
    };
    L4_Word_t reg[L4_CTRLXFER_OTHERREGS_SIZE];
} L4_IA32_OtherRegs_t;

#if defined(__cplusplus)
#define __L4_CTRLXFER_OVERLOADS(type, name)                                                        \
    static inline void L4_Set(type *c, L4_Word_t reg, L4_Word_t val)                               \
    {                                                                                              \
        L4_##name##CtrlXferItemSet(c, reg, val);                                                   \
    }                                                                                              \
    static inline void L4_Append(L4_Msg_t *msg, type *c)                                           \
    {                                                                                              \
        L4_MsgAppend##name##CtrlXferItem(msg, c);                                                  \
    }                                                                                              \
    static inline void L4_Put(L4_Msg_t *msg, L4_Word_t t, type *c)                                 \
    {                                                                                              \
        L4_MsgPut##name##CtrlXferItem(msg, t, c);                                                  \
    }                                                                                              \
    static inline L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t mr, type *c)                           \
    {                                                                                              \
        return L4_MsgGet##name##CtrlXferItem(msg, mr, c);                                          \
    }
#define __L4_CTRLXFER_INIT0(name)                                                                  \
    static inline void L4_Init(L4_##name##CtrlXferItem_t *c)                                       \
    {                                                                                              \
        L4_##name##CtrlXferItemInit(c);                                                            \
    }
#define __L4_CTRLXFER_INIT1(name)                                                                  \
    static inline void L4_Init(L4_##name##CtrlXferItem_t *c, L4_Word_t id)                         \
    {                                                                                              \
        L4_##name##CtrlXferItemInit(c, id);                                                        \
    }
#else
#define __L4_CTRLXFER_OVERLOADS(type, name)
#define __L4_CTRLXFER_INIT0(name)
#define __L4_CTRLXFER_INIT1(name)
#endif

/* The type of one kind of item, and its functions but Init. */
#define __L4_CTRLXFER_ITEM(name, regs_t, size)                                                     \
    typedef union {                                                                                \
        __extension__ struct {                                                                     \
            L4_CtrlXferItem_t item;                                                                \
            regs_t regs;                                                                           \
        };                                                                                         \
        L4_Word_t raw[1 + (size)];                                                                 \
    } L4_##name##CtrlXferItem_t;                                                                   \
    L4_INLINE void L4_##name##CtrlXferItemSet(L4_##name##CtrlXferItem_t *c, L4_Word_t reg,         \
                                              L4_Word_t val)                                       \
    {                                                                                              \
        if (reg < (size)) {                                                                        \
            c->raw[1 + reg] = val;                                                                 \
            c->raw[0] |= 1UL << (12 + reg);                                                        \
        }                                                                                          \
    }                                                                                              \
    L4_INLINE void L4_MsgAppend##name##CtrlXferItem(L4_Msg_t *msg, L4_##name##CtrlXferItem_t *c)   \
    {                                                                                              \
        L4_MsgAppendCtrlXferItem(msg, (L4_CtrlXferItem_t *)(void *)c);                             \
    }                                                                                              \
    L4_INLINE void L4_MsgPut##name##CtrlXferItem(L4_Msg_t *msg, L4_Word_t t,                       \
                                                 L4_##name##CtrlXferItem_t *c)                     \
    {                                                                                              \
        L4_MsgPutCtrlXferItem(msg, t, (L4_CtrlXferItem_t *)(void *)c);                             \
    }                                                                                              \
    L4_INLINE L4_Word_t L4_MsgGet##name##CtrlXferItem(L4_Msg_t *msg, L4_Word_t mr,                 \
                                                      L4_##name##CtrlXferItem_t *c)                \
    {                                                                                              \
        return L4_MsgGetCtrlXferItem(msg, mr, (L4_CtrlXferItem_t *)(void *)c);                     \
    }                                                                                              \
    __L4_CTRLXFER_OVERLOADS(L4_##name##CtrlXferItem_t, name)

/* ... with Init for an item that has one ID only. */
#define __L4_CTRLXFER_ITEM0(name, regs_t, size, id)                                                \
    __L4_CTRLXFER_ITEM(name, regs_t, size)                                                         \
    L4_INLINE void L4_##name##CtrlXferItemInit(L4_##name##CtrlXferItem_t *c)                       \
    {                                                                                              \
        L4_CtrlXferItemInit((L4_CtrlXferItem_t *)(void *)c, id);                                   \
    }                                                                                              \
    __L4_CTRLXFER_INIT0(name)

/* ... with Init for an item that several IDs share. */
#define __L4_CTRLXFER_ITEM1(name, regs_t, size)                                                    \
    __L4_CTRLXFER_ITEM(name, regs_t, size)                                                         \
    L4_INLINE void L4_##name##CtrlXferItemInit(L4_##name##CtrlXferItem_t *c, L4_Word_t id)         \
    {                                                                                              \
        L4_CtrlXferItemInit((L4_CtrlXferItem_t *)(void *)c, id);                                   \
    }                                                                                              \
    __L4_CTRLXFER_INIT1(name)

__L4_CTRLXFER_ITEM0(GPRegs, L4_IA32_GPRegs_t, L4_CTRLXFER_GPREGS_SIZE, L4_CTRLXFER_GPREGS_ID)
__L4_CTRLXFER_ITEM0(CRegs, L4_IA32_CRegs_t, L4_CTRLXFER_CREGS_SIZE, L4_CTRLXFER_CREGS_ID)
__L4_CTRLXFER_ITEM0(DRegs, L4_IA32_DRegs_t, L4_CTRLXFER_DREGS_SIZE, L4_CTRLXFER_DREGS_ID)
__L4_CTRLXFER_ITEM1(Seg, L4_IA32_SegmentRegs_t, L4_CTRLXFER_SEGREG_SIZE)
__L4_CTRLXFER_ITEM1(DTR, L4_IA32_DTRRegs_t, L4_CTRLXFER_DTRREG_SIZE)
__L4_CTRLXFER_ITEM0(NonRegExc, L4_IA32_NonRegExcs_t, L4_CTRLXFER_NONREGEXC_SIZE,
                    L4_CTRLXFER_NONREGEXC_ID)
__L4_CTRLXFER_ITEM0(Exec, L4_IA32_ExecRegs_t, L4_CTRLXFER_EXECCTRL_SIZE, L4_CTRLXFER_EXECCTRL_ID)
__L4_CTRLXFER_ITEM0(OtherRegs, L4_IA32_OtherRegs_t, L4_CTRLXFER_OTHERREGS_SIZE,
                    L4_CTRLXFER_OTHERREGS_ID)
