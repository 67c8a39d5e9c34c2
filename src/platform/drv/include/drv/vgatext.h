/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * VGA text screen, 80 x 25, output only.
 */
#pragma once

#include <kernel/types.h>

/* `memory`: kernel's address of the text buffer. False: there is no memory behind it. */
bool vgatext_init(void *memory);
void vgatext_putc(char c);
