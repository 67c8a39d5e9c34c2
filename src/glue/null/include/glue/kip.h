/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Skeleton of hal/kip.h: areas of the initial servers (address | log2 size << 4), flags, ELF machine number.
 */
#pragma once

#define GLUE_ROOT_UTCB_AREA ((word_t)0x40000000 | 19u << 4)
#define GLUE_ROOT_KIP_AREA  ((word_t)0x40100000 | 12u << 4)
#define GLUE_API_FLAGS      ((word_t)0)
#define GLUE_ELF_MACHINE    0u
