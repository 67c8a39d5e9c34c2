/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Numbers of the PowerPC user ABI (abi-powerpc.md), for C and assembly.
 */
#pragma once

/* UTCB: MR0 is in the middle, everything else has a word offset from it. */
#define ABI_UTCB_SIZE_LOG2        9
#define ABI_UTCB_MR0              256 /* bytes from the UTCB's start; also the local ID */
#define ABI_TCR_SENDER            -6
#define ABI_TCR_INTENDED_RECEIVER -7
#define ABI_TCR_XFER_TIMEOUTS     -8
#define ABI_TCR_ERROR_CODE        -9
#define ABI_TCR_FLAGS             -10
#define ABI_TCR_EXC_HANDLER       -11
#define ABI_TCR_PAGER             -12
#define ABI_TCR_USER_HANDLE       -13
#define ABI_TCR_PROCESSOR_NO      -14
#define ABI_TCR_MY_GLOBAL_ID      -15
#define ABI_BR0                   -16

/* Slots of the stub page; the kernel tells the calls apart by them. */
#define ABI_STUB_SIZE               16
#define ABI_STUB_IPC                0
#define ABI_STUB_EXCHANGE_REGISTERS 1
#define ABI_STUB_THREAD_CONTROL     2
#define ABI_STUB_THREAD_SWITCH      3
#define ABI_STUB_SCHEDULE           4
#define ABI_STUB_UNMAP              5
#define ABI_STUB_SPACE_CONTROL      6
#define ABI_STUB_PROCESSOR_CONTROL  7
#define ABI_STUB_MEMORY_CONTROL     8
#define ABI_STUB_NULL               9
#define ABI_STUB_SYSTEM_CLOCK       16 /* long */

/* Debugger operations, in r0 at a trap. */
#define ABI_KDB_ENTER 0x5afe
#define ABI_KDB_PUTC  0x5aff
#define ABI_KDB_GETC  0x5b00

/* ErrorCode of exception 0x700: where SRR1 of classic processors has the cause. */
#define ABI_ERROR_FP         0x00100000
#define ABI_ERROR_ILLEGAL    0x00080000
#define ABI_ERROR_PRIVILEGED 0x00040000
#define ABI_ERROR_TRAP       0x00020000

/* FLAGS: LE (ignored), FE1, BE, SE, FE0. */
#define ABI_FLAGS 0x00000f01
