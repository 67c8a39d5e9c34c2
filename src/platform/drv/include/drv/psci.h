/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The firmware's power interface, and the debugger's way to end an emulator.
 */
#pragma once

#include <kernel/types.h>

/* Power off; returns if there is no firmware that does. `hvc`: by HVC, else by SMC. */
void psci_system_off(bool hvc);

/* Ends an emulator that has semihosting switched on, with this status. Only to be called where it is. */
void semihosting_exit(unsigned status);
