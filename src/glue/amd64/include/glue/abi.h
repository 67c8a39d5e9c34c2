/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Numbers of the amd64 user ABI (abi-amd64.md), for C and assembly.
 */
#pragma once

#include <glue/vectors.h>

/* UTCB: MR0 is in the middle, everything else has a word offset from it. */
#define ABI_UTCB_SIZE_LOG2        10
#define ABI_UTCB_MR0              512 /* bytes from the UTCB's start; also the local ID */
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

/* Message registers that travel in CPU registers: MR0 R9, MR1 RAX, MR2 RBX, MR3 R10, MR4-MR7 R12-R15. */
#define ABI_REGISTER_MRS 8

/* Between stub and kernel: RBP holds the number of the call, which is also the stub's slot. No call has an argument there,
 * and callers expect it to change. */
#define ABI_STUB_SIZE               64
#define ABI_STUB_RETURN             7 /* in a stub: where SYSCALL returns to */
#define AMD64_IPC_RETURN            (AMD64_STUB_PAGE + ABI_CALL_IPC * ABI_STUB_SIZE + ABI_STUB_RETURN)
#define ABI_CALL_IPC                0
#define ABI_CALL_EXCHANGE_REGISTERS 1
#define ABI_CALL_THREAD_CONTROL     2
#define ABI_CALL_THREAD_SWITCH      3
#define ABI_CALL_SCHEDULE           4
#define ABI_CALL_UNMAP              5
#define ABI_CALL_SPACE_CONTROL      6
#define ABI_CALL_PROCESSOR_CONTROL  7
#define ABI_CALL_MEMORY_CONTROL     8
#define ABI_CALL_SYSTEM_CLOCK       9
#define ABI_CALL_COUNT              10

/* What a frame's vector field says of threads that came by SYSCALL, or have not run yet. */
#define VECTOR_SYSCALL 0x100
#define VECTOR_NONE    0x101
#define VECTOR_IPC                                                                                 \
    0x102 /* by SYSCALL: the frame has RSI, RIP, RSP and flags, the UTCB the message registers */

/* Exception messages: number of words, and those that are no registers to be set. */
#define ABI_EXCEPTION_WORDS  20u
#define ABI_EXCEPTION_FLAGS  18u
#define ABI_EXCEPTION_VECTOR 19u
#define ABI_EXCEPTION_ERROR  20u

/* Access rights that the page-fault message of a read names. */
#define ABI_READ_FAULT 4u
