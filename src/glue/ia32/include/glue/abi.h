/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Numbers of the ia32 user ABI (abi-ia32.md), for C and assembly.
 */
#pragma once

#include <glue/vectors.h>

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

/* Software interrupts of the KIP stubs: Ipc where there is no SYSENTER; all other calls, told apart by their slot. */
#define ABI_INT_IPC  0x30
#define ABI_INT_CALL 0x31

/* Slots of 32 bytes from KIP_STUBS on. */
#define ABI_STUB_SIZE               32
#define ABI_STUB_IPC                0
#define ABI_STUB_EXCHANGE_REGISTERS 1
#define ABI_STUB_THREAD_CONTROL     2
#define ABI_STUB_THREAD_SWITCH      3
#define ABI_STUB_SCHEDULE           4
#define ABI_STUB_UNMAP              5
#define ABI_STUB_SPACE_CONTROL      6
#define ABI_STUB_PROCESSOR_CONTROL  7
#define ABI_STUB_MEMORY_CONTROL     8
#define ABI_STUB_SYSTEM_CLOCK       9 /* two slots long */
#define ABI_STUB_COUNT              10

/* What a frame's vector field says of threads that came by SYSENTER, or have not run yet. */
#define VECTOR_SYSENTER 0x100
#define VECTOR_NONE     0x101

/* Exception messages: number of words, and those that are no registers to be set. */
#define ABI_EXCEPTION_WORDS  12u
#define ABI_EXCEPTION_FLAGS  2u
#define ABI_EXCEPTION_VECTOR 3u
#define ABI_EXCEPTION_ERROR  4u

/* Access rights that the page-fault message of a read names. */
#define ABI_READ_FAULT 5u /* r and x are one */
