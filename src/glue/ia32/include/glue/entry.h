/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the ia32 glue tell each other.
 */
#pragma once

#include <kernel/types.h>

/* Fills the interrupt table. */
void ia32_entry_init(void);
/* Sets the SYSENTER entry; false: this CPU has none. */
bool ia32_entry_sysenter(void);
