/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel debugger: console output and input, entering it.
 */
#pragma once

#include <l4/types.h>
#include __L4_INC_ARCH(kdebug.h)

#define enter_kdebug(text) L4_KDB_Enter(text)
#define kd_inchar()        L4_KDB_ReadChar_Blocked()
