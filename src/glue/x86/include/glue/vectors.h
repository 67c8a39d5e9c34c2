/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Exceptions by their numbers. Usable from assembly.
 */
#pragma once

#define VECTOR_DEBUG              1
#define VECTOR_NMI                2
#define VECTOR_BREAKPOINT         3
#define VECTOR_INVALID_OPCODE     6
#define VECTOR_NO_FPU             7
#define VECTOR_DOUBLE_FAULT       8
#define VECTOR_NOT_PRESENT        11
#define VECTOR_GENERAL_PROTECTION 13
#define VECTOR_PAGE_FAULT         14
#define VECTOR_MACHINE_CHECK      18
