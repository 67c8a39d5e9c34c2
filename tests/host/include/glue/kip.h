/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Areas of the initial servers for host tests.
 */
#pragma once

#define GLUE_ROOT_UTCB_AREA ((word_t)0x3f000000 | 16u << 4)
#define GLUE_ROOT_KIP_AREA  ((word_t)0x3ff00000 | 12u << 4)
#define GLUE_API_FLAGS      ((word_t)0)
#define GLUE_ELF_MACHINE    3u
