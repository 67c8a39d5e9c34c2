/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the amd64 glue tell each other.
 */
#pragma once

#include <kernel/types.h>

/* Fills the interrupt table and sets the SYSCALL entry. */
void amd64_entry_init(void);
