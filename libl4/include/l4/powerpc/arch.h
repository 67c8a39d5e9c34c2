/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: nothing that other architectures do not have.
 */
#pragma once

#include <l4/types.h>
