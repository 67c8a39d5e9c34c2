/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's part of hal/kip.h.
 */
#pragma once

/* 1024 UTCBs from 0x1_00000000 on, KIP at 0x2_00000000 (abi-mips64 4). */
#define GLUE_ROOT_UTCB_AREA ((word_t)0x100000000 | 20u << 4)
#define GLUE_ROOT_KIP_AREA  ((word_t)0x200000000 | 12u << 4)
/* 64 bit; byte order. */
#define GLUE_API_FLAGS      ((word_t)(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 5 : 4))
#define GLUE_ELF_MACHINE    8u
