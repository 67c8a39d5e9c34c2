/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the supervisor asks of the harness; tests do not use it.
 */
#pragma once

#include "conf.h"

void harness_init(void);
int harness_memory(void);               /* 0: sigma0 gave none */
int harness_begin(void (*entry)(void)); /* starts the pager and the thread of a test */
void harness_end(void);                 /* removes all that a test left */
