/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The PC's real-time clock as source of a periodic interrupt (line 8).
 */
#pragma once

#include <kernel/types.h>

#define MC146818_HZ 1024u

void mc146818_periodic(bool on);
/* Acknowledges the interrupt; true: it was the periodic one. */
bool mc146818_ack(void);
