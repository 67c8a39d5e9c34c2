/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/fpu.h: the unit that the family has.
 */
#pragma once

#include <arch/fpu_state.h>
