/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64: I/O fpages.
 */
#pragma once

#include <l4/x86/iofpage.h>
