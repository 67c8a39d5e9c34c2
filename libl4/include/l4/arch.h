/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What only this architecture has.
 */
#pragma once

#include <l4/types.h>
#include __L4_INC_ARCH(arch.h)
