/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's part of hal/kip.h.
 */
#pragma once

/* 1024 UTCBs from 0xdff00000 on, KIP behind them, not in the last page: programs may test that (abi-arm 4). */
#define GLUE_ROOT_UTCB_AREA ((word_t)0xdff00000 | 19u << 4)
#define GLUE_ROOT_KIP_AREA  ((word_t)0xdfff0000 | 12u << 4)
#define GLUE_API_FLAGS      ((word_t)0)
#define GLUE_ELF_MACHINE    40u
