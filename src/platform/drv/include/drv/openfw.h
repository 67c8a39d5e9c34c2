/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Open Firmware's client interface [IEEE 1275-1994, 6.3 "Client interface"]. Only while the firmware's translation and
 * vectors are untouched.
 */
#pragma once

#include <kernel/types.h>

#define OPENFW_NONE 0xffffffffu

void openfw_init(word_t entry);
/* Package of a path or alias; OPENFW_NONE: there is none. */
uint32_t openfw_find(const char *path);
/* Copies a property; returns its length, 0 if there is none. What is too long is cut off. */
unsigned openfw_prop(uint32_t package, const char *name, void *buf, unsigned size);
/* Word i of a property, `otherwise` if there is none. */
uint32_t openfw_cell(uint32_t package, const char *name, unsigned i, uint32_t otherwise);
/* The firmware stops its devices; it must not be called any more. */
void openfw_quiesce(void);
