/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: nothing beyond the common interface.
 */
#pragma once

#include <l4/types.h>
