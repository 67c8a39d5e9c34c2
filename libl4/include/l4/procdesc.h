/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Processor descriptors; they are declared with the kernel interface page.
 */
#pragma once

#include <l4/kip.h>
