/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/fault.h: no inline functions.
 */
#pragma once
