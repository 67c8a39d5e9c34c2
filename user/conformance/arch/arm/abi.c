/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: the statements of the architecture's page (A1... are its checklist).
 */
#include "../../arch.h"

static const struct ct_test tests[] = {};

CT_SUITE(arch_suite, "abi", tests);
