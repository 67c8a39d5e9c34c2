/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * SYSCALL: Ipc's fast path, and the ways to C.
 *
 * Does what ipc_fast (kernel/ipc_fast.h) does, with the waits and states of both threads left for sched_enter to tidy up.
 * Whatever is not the common case goes to `slow` with the registers as they came.
 *
 * Message registers stay in the CPU's registers: of the eight that travel there, what is beyond the message is cleared. So
 * up to seven words touch no UTCB. All other registers that the sender could have left something in are cleared too.
 *
 * Ipc comes from its stub only, so the return address tells that it is Ipc, and is canonical; glue_frame_set_ip keeps
 * threads whose instruction pointer is not away from here. SYSRET in kernel mode is therefore safe.
 *
 * The fast path uses no stack (RSP is the user's all the time) and not the kernel's GS base; what can strike in here, NMI and
 * machine check, has stacks of its own and finds out about the base itself. With one processor its tables are
 * at fixed addresses.
 *
 * Cache lines of a call without words: this code (5), struct cpu, thread table, two of each TCB, GS word.
 */
#include <asm_offsets.h>
#include <arch/layout.h>
#include <arch/selectors.h>
#include <config.h>
#include <glue/abi.h>
#include <x86/regs.h>

/* TCB fields: in RDI is self, in RBP the end of dest's frame, to which short displacements lead. */
#define OFS_END (OFS_TCB_FRAME + SZ_FRAME)
#define SELF(field) field(%rdi)
#define SELF_FRAME(field) OFS_TCB_FRAME + field(%rdi)
#define DEST(field) (field - OFS_END)(%rbp)
#define DEST_FRAME(field) (field - SZ_FRAME)(%rbp)
#define CURRENT cpus + OFS_CPU_CURRENT(%rip)

#define ANY       -1
#define ANY_LOCAL -64

    .text

/* Dest waits for anyone or for self; the likely case first. */
    .macro  CHECK_WAIT first, second, any_local
    movq    DEST(OFS_TCB_FAST_FROM), %rcx
    cmpq    \first, %rcx
    je      1f
    cmpq    \second, %rcx
    .if     \any_local
    je      1f
    cmpq    $ANY_LOCAL, %rcx
    .endif
    jne     slow
1:
    .endm

/* Its priority permits; nothing keeps self from sending this way. */
    .macro  CHECK_MORE
    movzbl  DEST(OFS_TCB_PRIO), %ecx
    cmpq    cpus + OFS_CPU_SWITCH_GATE(%rip), %rcx
    jb      slow
    cmpb    $0, SELF(OFS_TCB_FAST_BLOCK)
    jne     slow
    .endm

/* Self waits for RDX; dest is the thread that runs. */
    .macro  EXCHANGE
    xorl    %r8d, %r8d
    movq    %rdx, SELF(OFS_TCB_FAST_FROM)
    movb    $TS_RECV, SELF(OFS_TCB_STATE)
    movq    %r8, DEST(OFS_TCB_FAST_FROM)
    movb    $1, DEST(OFS_TCB_WAITED_FOR)
    leaq    -OFS_END(%rbp), %rcx
    movq    %rcx, CURRENT
    .endm

/* RSI from, R8 zero, RDX and message registers as they are to be: the rest of dest's registers. */
    .macro  LOAD
    movq    DEST(OFS_TCB_LOCAL_ID), %rdi
    movq    %rdi, amd64_gs_pages(%rip)
    movq    DEST_FRAME(OFS_FRAME_RIP), %rcx
    movq    DEST_FRAME(OFS_FRAME_RFLAGS), %r11
    movq    DEST_FRAME(OFS_FRAME_RSP), %rsp
    xorl    %ebp, %ebp
    sysretq
    .endm

/*
 * Behind the labels fastpath_hit_* nothing can send the IPC to C any more (docs/porting.md, "The fast path").
 *
 * In: RSI to, RDX from, R8 timeouts, R9 MR0, RAX RBX R10 R12-R15 MR1-MR7, RCX return address, R11 flags; RSP and GS base are the
 * user's. SYSCALL has replaced the flags.
 */
    .globl  entry_syscall
    .balign 64
entry_syscall:
    cmpq    $AMD64_IPC_RETURN, %rcx
    jne     entry_call
    movq    CURRENT, %rdi
    movq    %rcx, SELF_FRAME(OFS_FRAME_RIP)
    movq    %rsp, SELF_FRAME(OFS_FRAME_RSP)
    movq    %r11, SELF_FRAME(OFS_FRAME_RFLAGS)
#if CONFIG_FASTPATH
    movl    %gs, %ecx                       /* another selector has changed the GS base */
    cmpl    $SEL_GS, %ecx
    jne     slow
    testw   %r8w, %r8w                      /* receive timeout: never */
    jnz     slow
    testl   $0xffc0, %r9d                   /* no typed words, no flags */
    jnz     slow
    testb   $0x3f, %sil
    jz      local
    movl    $ARCH_THREAD_TABLE >> 35, %ebp  /* global ID: the thread number is its upper half */
    shldq   $32, %rsi, %rbp
    movq    (, %rbp, 8), %rbp
    addq    $OFS_END, %rbp
    cmpq    %rsi, DEST(OFS_TCB_ID)
    jne     slow
    cmpq    %rdx, %rsi
    je      open_call
    cmpq    $ANY, %rdx                      /* reply and open wait */
    jne     slow
    movq    DEST(OFS_TCB_FAST_FROM), %rcx
    cmpq    SELF(OFS_TCB_ID), %rcx
    je      permitted
open_call:
    CHECK_WAIT $ANY, SELF(OFS_TCB_ID), 0
permitted:
    CHECK_MORE
fastpath_hit_global:
    EXCHANGE
    movq    DEST(OFS_TCB_CR3), %rdx
    movq    SELF(OFS_TCB_ID), %rsi
    cmpq    SELF(OFS_TCB_CR3), %rdx
    je      same_space
    movq    %rdx, %cr3
switched:
    xorl    %edx, %edx
    testw   %r9w, %r9w                      /* the tag's low half is the number of words */
    jnz     words
    xorl    %eax, %eax
only_1:
    xorl    %ebx, %ebx
only_2:
    xorl    %r10d, %r10d
only_3:
    xorl    %r12d, %r12d
only_4:
    xorl    %r13d, %r13d
only_5:
    xorl    %r14d, %r14d
only_6:
    xorl    %r15d, %r15d
load:
    LOAD

same_space:
    movq    SELF(OFS_TCB_LOCAL_ID), %rsi
    jmp     switched

words:
    movzwl  %r9w, %ecx
    subl    $ABI_REGISTER_MRS - 1, %ecx
    jb      few
    movq    %rsi, %r11                      /* MR8 and above: from UTCB to UTCB */
    movq    SELF(OFS_TCB_UTCB), %rsi
    movq    DEST(OFS_TCB_UTCB), %rdi
    addq    $ABI_REGISTER_MRS * 8, %rsi
    addq    $ABI_REGISTER_MRS * 8, %rdi
    rep movsq
    movq    %r11, %rsi
    LOAD

few:
    cmpl    $1 - 7, %ecx
    je      only_1
    cmpl    $2 - 7, %ecx
    je      only_2
    cmpl    $3 - 7, %ecx
    je      only_3
    cmpl    $4 - 7, %ecx
    je      only_4
    cmpl    $5 - 7, %ecx
    je      only_5
    jmp     only_6

/* The same with a local ID. */
    .balign 64
local:
    movq    SELF(OFS_TCB_SPACE), %rcx
    movq    %rsi, %rbp
    shrq    $ABI_UTCB_SIZE_LOG2, %rbp
    andq    OFS_SPACE_OWNERS_MASK(%rcx), %rbp
    movq    OFS_SPACE_OWNERS(%rcx), %rcx
    movq    (%rcx, %rbp, 8), %rbp
    addq    $OFS_END, %rbp
    cmpq    %rsi, DEST(OFS_TCB_LOCAL_ID)
    jne     slow
    cmpq    %rdx, %rsi
    je      local_call
    cmpq    $ANY_LOCAL, %rdx                /* any thread of this space */
    je      1f
    cmpq    $ANY, %rdx
    jne     slow
1:  CHECK_WAIT SELF(OFS_TCB_ID), $ANY, 1
    CHECK_MORE
fastpath_hit_local:
    EXCHANGE                                /* RDX stays whom self waits for: its own space may see that */
    movq    SELF(OFS_TCB_LOCAL_ID), %rsi
    testw   %r9w, %r9w
    jnz     words
    xorl    %eax, %eax
    xorl    %ebx, %ebx
    xorl    %r10d, %r10d
    xorl    %r12d, %r12d
    xorl    %r13d, %r13d
    xorl    %r14d, %r14d
    xorl    %r15d, %r15d
    LOAD

local_call:
    movq    DEST(OFS_TCB_FAST_FROM), %rcx
    cmpq    $ANY, %rcx
    je      1f
    cmpq    $ANY_LOCAL, %rcx
    je      1f
    cmpq    SELF(OFS_TCB_ID), %rcx
    jne     slow
1:  CHECK_MORE
    movq    DEST(OFS_TCB_ID), %rdx          /* waits are for global IDs */
    jmp     fastpath_hit_local

/* Not the common case: everything as it was. */
slow:
#endif
    swapgs
    movq    SELF(OFS_TCB_UTCB), %rbp
    movq    %r9, (%rbp)
    movq    %rax, 8(%rbp)
    movq    %rbx, 16(%rbp)
    movq    %r10, 24(%rbp)
    movq    %r12, 32(%rbp)
    movq    %r13, 40(%rbp)
    movq    %r14, 48(%rbp)
    movq    %r15, 56(%rbp)
    movq    $VECTOR_IPC, SELF_FRAME(OFS_FRAME_VECTOR)
    movq    %r8, %rcx
    movq    $amd64_stack_top, %rsp
    xorl    %ebp, %ebp
    call    amd64_ipc                       /* (self, to, from, timeouts) */
    testq   %rax, %rax
    jnz     load_ipc
    jmp     exit_kernel

    .section .note.GNU-stack, "", @progbits
