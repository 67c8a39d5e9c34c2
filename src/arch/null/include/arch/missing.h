/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What every piece of the skeleton port does: it tells its name and what it should do, and stops.
 *
 * A port starts as a copy of src/arch/null, src/glue/null and src/platform/null; it is finished when nothing includes this
 * header any more (docs/porting.md).
 */
#pragma once

__attribute__((noreturn)) void port_missing(const char *name, const char *duty);

#define MISSING(duty) port_missing(__func__, duty)
