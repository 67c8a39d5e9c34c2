/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's part of hal/kip.h.
 */
#pragma once

/* 1024 UTCBs from 0xbf000000 on, KIP at 0xbff00000 (abi-powerpc 4). */
#define GLUE_ROOT_UTCB_AREA ((word_t)0xbf000000 | 19u << 4)
#define GLUE_ROOT_KIP_AREA  ((word_t)0xbff00000 | 12u << 4)
#define GLUE_API_FLAGS      ((word_t)1) /* big endian, 32 bits */
#define GLUE_ELF_MACHINE    20u
