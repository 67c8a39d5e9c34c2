/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exception messages: how many words, and which are what.
 */
#pragma once

#ifdef __x86_64__
#define ARCH_EXC_WORDS  20
#define ARCH_EXC_IP     1
#define ARCH_EXC_BX     2
#define ARCH_EXC_FLAGS  18
#define ARCH_EXC_NUMBER 19
#else
#define ARCH_EXC_WORDS  12
#define ARCH_EXC_IP     1
#define ARCH_EXC_FLAGS  2
#define ARCH_EXC_NUMBER 3
#define ARCH_EXC_BX     9
#endif
