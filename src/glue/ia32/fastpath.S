/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * SYSENTER: Ipc. The fast path, and the way to C.
 *
 * Does what ipc_fast (kernel/ipc_fast.h) does, with the waits and states of both threads left for sched_enter to tidy up:
 * struct cpu is only read. Whatever is not the common case goes to `slow` with the registers as they came.
 *
 * Cache lines of a call without words: this code (4), TSS, struct cpu, thread table, both TCBs, GS word, receiver's UTCB.
 *
 * ESP starts at the TSS's first word, which holds the flags to load, and stays at the next, esp0; exceptions in here (bad DS or ES, NMI, single step) find stack below it.
 */
#include <asm_offsets.h>
#include <arch/layout.h>
#include <config.h>
#include <glue/abi.h>
#include <x86/desc.h>
#include <x86/regs.h>

/* TCB fields seen from the frame's end, which is what esp0 holds. */
#define OFS_END (OFS_TCB_FRAME + SZ_FRAME)
#define SELF(field) (field - OFS_END)(%edi)
#define SELF_EIP (OFS_FRAME_EIP - SZ_FRAME)(%edi)
#define SELF_ESP (OFS_FRAME_ESP - SZ_FRAME)(%edi)
#define DEST(field) field(%ebx)
#define DEST_EIP (OFS_TCB_FRAME + OFS_FRAME_EIP)(%ebx)
#define DEST_ESP (OFS_TCB_FRAME + OFS_FRAME_ESP)(%ebx)

/* A word of the TSS behind esp0 that the CPU does not use; arch/cpu.h. */
#define TSS_GS_SELECTOR 8(%esp)

    .text

/* Dest waits for self, or for anyone; its priority permits; nothing keeps self from sending this way. */
    .macro  CHECK_PARTNER any_local
    movl    DEST(OFS_TCB_FAST_FROM), %ebp
    cmpl    $-1, %ebp
    je      1f
    cmpl    SELF(OFS_TCB_ID), %ebp
    .if     \any_local
    je      1f
    cmpl    $-64, %ebp
    .endif
    jne     slow
1:  movzbl  DEST(OFS_TCB_PRIO), %ebp
    cmpl    cpus + OFS_CPU_SWITCH_GATE, %ebp
    jb      slow
    cmpb    $0, SELF(OFS_TCB_FAST_BLOCK)
    jne     slow
    .endm

/* Self waits for EDX; dest is the thread that runs. */
    .macro  EXCHANGE
    movl    %edx, SELF(OFS_TCB_FAST_FROM)
    movb    $TS_RECV, SELF(OFS_TCB_STATE)
    movl    $0, DEST(OFS_TCB_FAST_FROM)
    movb    $1, DEST(OFS_TCB_WAITED_FOR)
    leal    OFS_END(%ebx), %ebp
    movl    %ebp, (%esp)
    .endm

/* Words from self to dest, if there are any; EBP = dest's MR1. The tag's low half is their number. */
    .macro  COPY_WORDS
    movzwl  %si, %ecx
    movl    DEST(OFS_TCB_UTCB), %ebp
    jecxz   2f
    movl    %esi, -4(%ebp)
    movl    SELF(OFS_TCB_UTCB), %esi
    movl    %ebp, %edi
    rep movsl
    movl    -4(%ebp), %esi
2:
    .endm

/* Loads dest's registers: EAX from, ESI MR0, EBX MR1, EBP MR2, EDI UTCB. */
    .macro  RETURN
    movl    DEST(OFS_TCB_LOCAL_ID), %edi
    movl    %esi, -4(%ebp)
    movl    %edi, ia32_gs_pages
    movl    DEST_EIP, %edx
    movl    DEST_ESP, %ecx
    movl    (%ebp), %ebx
    movl    4(%ebp), %ebp
    movw    TSS_GS_SELECTOR, %gs
    sti                                     /* takes effect behind the next instruction */
    sysexit
    .endm

/*
 * Behind the labels fastpath_hit_* nothing can send the IPC to C any more (docs/porting.md, "The fast path").
 *
 * In: EAX to, EDX from, ECX timeouts, ESI MR0, EBX return address, EBP stack pointer; ESP at the TSS. SYSENTER clears IF but
 * leaves the user's other flags: they are replaced.
 */
    .globl  entry_sysenter, entry_sysenter_end
    .balign 64
entry_sysenter:
#if CONFIG_FASTPATH
    popfl
    movl    (%esp), %edi
    movl    %ebx, SELF_EIP
    movl    %ebp, SELF_ESP
    testw   %cx, %cx                        /* receive timeout: never */
    jnz     slow
    testl   $0xffc0, %esi                   /* no typed words, no flags */
    jnz     slow
    movl    %eax, %ebx
    testb   $0x3f, %al
    jz      local
    shrl    $14, %ebx                       /* global ID: thread number */
    movl    ARCH_THREAD_TABLE(, %ebx, 4), %ebx
    cmpl    %eax, DEST(OFS_TCB_ID)
    jne     slow
    cmpl    %edx, %eax                      /* call, or reply and open wait */
    je      1f
    cmpl    $-1, %edx
    jne     slow
1:  CHECK_PARTNER 0
fastpath_hit_global:
    movl    DEST(OFS_TCB_CR3), %ecx
    EXCHANGE
    movl    SELF(OFS_TCB_ID), %eax
    cmpl    SELF(OFS_TCB_CR3), %ecx
    je      same_space
    movl    %ecx, %cr3
switched:
    COPY_WORDS
    RETURN

same_space:
    movl    SELF(OFS_TCB_LOCAL_ID), %eax
    jmp     switched

    .balign 16
local:
    movl    SELF(OFS_TCB_SPACE), %ebp
    shrl    $ABI_UTCB_SIZE_LOG2, %ebx
    andl    OFS_SPACE_OWNERS_MASK(%ebp), %ebx
    movl    OFS_SPACE_OWNERS(%ebp), %ebp
    movl    (%ebp, %ebx, 4), %ebx
    cmpl    %eax, DEST(OFS_TCB_LOCAL_ID)
    jne     slow
    cmpl    %edx, %eax
    je      local_call
    cmpl    $-64, %edx                      /* any thread of this space */
    je      1f
    cmpl    $-1, %edx
    jne     slow
1:  CHECK_PARTNER 1
exchange_local:
fastpath_hit_local:
    EXCHANGE
    movl    SELF(OFS_TCB_LOCAL_ID), %eax
    COPY_WORDS
    RETURN

local_call:
    CHECK_PARTNER 1
    movl    DEST(OFS_TCB_ID), %edx          /* waits are for global IDs */
    jmp     exchange_local

/* Not the common case: everything as it was, into the frame, to C. */
slow:
    movl    SELF_EIP, %ebx
    movl    SELF_ESP, %ebp
    movl    (%esp), %esp
#else
    popfl
    movl    (%esp), %esp
#endif
    pushl   $SEL_USER_DS
    pushl   %ebp
    pushl   %ss:ia32_user_flags
    pushl   $SEL_USER_CS
    pushl   %ebx
    pushl   $0
    pushl   $VECTOR_SYSENTER
    pusha
    jmp     ipc_common
entry_sysenter_end:

    .section .note.GNU-stack, "", @progbits
