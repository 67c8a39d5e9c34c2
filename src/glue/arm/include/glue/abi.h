/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Numbers of the ARM user ABI (abi-arm.md), for C and assembly.
 */
#pragma once

/* UTCB, in words from its start, which is also the local ID. */
#define ABI_UTCB_SIZE_LOG2        9
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
#define ABI_TCR_THREAD_WORD_0     10
#define ABI_TCR_THREAD_WORD_1     11
#define ABI_MR0                   16
#define ABI_BR0                   80

/* Message registers that travel in r3 and up. */
#define ABI_REG_MRS 5

/* Addresses that programs jump to; the kernel knows the prefetch abort by them. */
#define ABI_TRAP_FIRST            0xffffff00
#define ABI_TRAP_PUTC             0xffffffa0
#define ABI_TRAP_GETC_WAIT        0xffffffa4
#define ABI_TRAP_GETC             0xffffffa8
#define ABI_TRAP_DEBUGGER         0xffffffac
#define ABI_TRAP_KERNEL_INTERFACE 0xffffffb4

/* Stubs from KIP_STUBS on: the kernel tells the calls apart by the slot. It returns behind the svc, which is ABI_STUB_RETURN. */
#define ABI_STUB_SIZE               8
#define ABI_STUB_RETURN             4
#define ABI_STUB_IPC                0
#define ABI_STUB_UNMAP              1
#define ABI_STUB_EXCHANGE_REGISTERS 2
#define ABI_STUB_THREAD_CONTROL     3
#define ABI_STUB_SPACE_CONTROL      4
#define ABI_STUB_SCHEDULE           5
#define ABI_STUB_MEMORY_CONTROL     6
#define ABI_STUB_SYSTEM_CLOCK       7
#define ABI_STUB_THREAD_SWITCH      8
#define ABI_STUB_PROCESSOR_CONTROL  9
#define ABI_STUB_COUNT              10

/* Exceptions: number of message words, and ExceptionNo (6.2). */
#define ABI_EXC_WORDS     6
#define ABI_CALL_WORDS    13
#define ABI_EXC_UNDEFINED 1
#define ABI_EXC_DATA      0x100
#define ABI_EXC_PREFETCH  0x200
#define ABI_EXC_BKPT      0x300
/* In frames only: the message is that of a system call. */
#define ABI_EXC_CALL      0x400
