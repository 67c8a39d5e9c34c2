/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the device tree says beyond struct armboard.
 */
#pragma once

#include <kernel/types.h>

extern uint32_t virt_timer_hz; /* 0: the processor knows */
extern unsigned virt_cpus;
