/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Stand-in for libl4's header where region.c is built for the build machine.
 */
#pragma once

typedef unsigned long L4_Word_t;
