/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The build options as host tests see them.
 */
#pragma once

#define CONFIG_DEBUG     1
#define CONFIG_KDB       0
#define CONFIG_KDB_TRAPS 0
#define CONFIG_FASTPATH  0
#define CONFIG_BACKTRACE 0
#define CONFIG_KTEST     0
#define CONFIG_VERBOSE   0
#define CONFIG_MAX_CPUS  1
#define CONFIG_VERSION   "host"
