/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Numbers of the MIPS64 user ABI (abi-mips64.md), for C and assembly.
 */
#pragma once

/* UTCB: word indices from its start, which is the local ID. */
#define ABI_UTCB_SIZE_LOG2        10
#define ABI_TCR_MY_GLOBAL_ID      0
#define ABI_TCR_PROCESSOR_NO      1
#define ABI_TCR_USER_HANDLE       2
#define ABI_TCR_PAGER             3
#define ABI_TCR_EXC_HANDLER       4
#define ABI_TCR_FLAGS             5
#define ABI_TCR_XFER_TIMEOUTS     6
#define ABI_TCR_ERROR_CODE        7
#define ABI_TCR_INTENDED_RECEIVER 8
#define ABI_TCR_SENDER            9
#define ABI_MR0                   16
#define ABI_BR0                   80
#define ABI_PREEMPT_FLAGS_BYTE    40 /* in memory order, both endians */

/* System calls, in register 2. */
#define ABI_SYS_IPC                -101
#define ABI_SYS_THREAD_SWITCH      -102
#define ABI_SYS_THREAD_CONTROL     -103
#define ABI_SYS_EXCHANGE_REGISTERS -104
#define ABI_SYS_SCHEDULE           -105
#define ABI_SYS_UNMAP              -106
#define ABI_SYS_SPACE_CONTROL      -107
#define ABI_SYS_PROCESSOR_CONTROL  -108
#define ABI_SYS_MEMORY_CONTROL     -109
#define ABI_SYS_SYSTEM_CLOCK       -110
#define ABI_SYS_KERNEL_INTERFACE   -111 /* for processors that execute the instruction below */
#define ABI_SYS_LIPC               -112

/* The instruction that asks for the kernel interface page, and what register 1 holds then. */
#define ABI_KIP_INSN  0x07ffffff
#define ABI_KIP_MAGIC 0x1FACECA1114E1F64

/* Debugger operations: BREAK, register 1. */
#define ABI_BREAK_INSN      0x0000000d
#define ABI_KDB_PUTC        -100
#define ABI_KDB_GETC        -101
#define ABI_KDB_ENTER       -102
#define ABI_KDB_GETC_NOWAIT -104

/* Registers 16 to 23 carry MR1 to MR8, register 3 MR0. */
#define ABI_REG_MRS 8

/* Slots of 16 bytes from KIP_STUBS on; slot n is the call -101 - n. */
#define ABI_STUB_SIZE 16
#define ABI_STUBS     12
