/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Structure offsets for the assembly files; read by tools/asm_offsets.py.
 */
#include <arch/cpu.h>
#include <kernel/cpu.h>
#include <kernel/tcb.h>

#define CONSTANT(sym, val)       __asm__ volatile(".ascii \"->" #sym " %c0\"" : : "i"(val))
#define OFFSET(sym, type, field) CONSTANT(sym, offsetof(type, field))
void asm_offsets(void);

void asm_offsets(void)
{
    OFFSET(OFS_TCB_FRAME, struct tcb, frame);
    OFFSET(OFS_FRAME_R15, struct glue_frame, r15);
    OFFSET(OFS_FRAME_R14, struct glue_frame, r14);
    OFFSET(OFS_FRAME_R13, struct glue_frame, r13);
    OFFSET(OFS_FRAME_R12, struct glue_frame, r12);
    OFFSET(OFS_FRAME_RBP, struct glue_frame, rbp);
    OFFSET(OFS_FRAME_RBX, struct glue_frame, rbx);
    OFFSET(OFS_FRAME_R11, struct glue_frame, r11);
    OFFSET(OFS_FRAME_R10, struct glue_frame, r10);
    OFFSET(OFS_FRAME_R9, struct glue_frame, r9);
    OFFSET(OFS_FRAME_R8, struct glue_frame, r8);
    OFFSET(OFS_FRAME_RAX, struct glue_frame, rax);
    OFFSET(OFS_FRAME_RCX, struct glue_frame, rcx);
    OFFSET(OFS_FRAME_RDX, struct glue_frame, rdx);
    OFFSET(OFS_FRAME_RSI, struct glue_frame, rsi);
    OFFSET(OFS_FRAME_RDI, struct glue_frame, rdi);
    OFFSET(OFS_FRAME_VECTOR, struct glue_frame, vector);
    OFFSET(OFS_FRAME_RIP, struct glue_frame, rip);
    OFFSET(OFS_FRAME_CS, struct glue_frame, cs);
    OFFSET(OFS_FRAME_RFLAGS, struct glue_frame, rflags);
    OFFSET(OFS_FRAME_RSP, struct glue_frame, rsp);
    CONSTANT(SZ_FRAME, sizeof(struct glue_frame));
    OFFSET(GS_FRAME_END, struct amd64_cpu_page, tss.rsp[0]);
    OFFSET(GS_USER_RSP, struct amd64_cpu_page, user_rsp);
}
