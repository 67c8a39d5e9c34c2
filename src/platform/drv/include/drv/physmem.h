/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Reading physical memory wherever it is (tables of loaders and firmware).
 */
#pragma once

#include <kernel/types.h>

/* Copies bytes from physical memory, through the kernel's window 0. */
void phys_read(void *dst, paddr_t pa, size_t len);
uint32_t phys_read32(paddr_t pa);
