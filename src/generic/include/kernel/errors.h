/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Error numbers that user level sees (api.md 0.1 and 4.8.6).
 */
#pragma once

#include <kernel/types.h>

/* Errors of all calls but Ipc. */
enum l4_error {
    L4_OK = 0,
    L4_ERR_PRIVILEGE = 1,
    L4_ERR_THREAD = 2,
    L4_ERR_SPACE = 3,
    L4_ERR_SCHEDULER = 4,
    L4_ERR_PARAM = 5,
    L4_ERR_UTCB_AREA = 6,
    L4_ERR_KIP_AREA = 7,
    L4_ERR_NO_MEM = 8,
    /* Never seen by users: the operation was interrupted and is to be called again with the same arguments. */
    L4_AGAIN = 255,
};

/* Errors of Ipc: bits [3:1] of the ErrorCode. */
enum ipc_error {
    IPC_OK = 0,
    IPC_ERR_TIMEOUT = 1,
    IPC_ERR_NO_PARTNER = 2,
    IPC_ERR_CANCELLED = 3,
    IPC_ERR_OVERFLOW = 4,
    IPC_ERR_XFER_OWN = 5,
    IPC_ERR_XFER_PARTNER = 6,
    IPC_ERR_ABORTED = 7,
};
