/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's part of hal/fault.h: no inline functions.
 */
#pragma once
