/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The suites, in the order in which they run.
 */
#pragma once

#include "arch.h"
#include "conf.h"

extern const struct ct_suite *const ct_suites[];
extern const unsigned ct_suite_count;
