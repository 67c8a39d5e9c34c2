/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's part of hal/kip.h.
 */
#pragma once

/* 1024 UTCBs from 0xbf000000 on, KIP at 0xbff00000 (abi-amd64 9). */
#define GLUE_ROOT_UTCB_AREA ((word_t)0xbf000000 | 20u << 4)
#define GLUE_ROOT_KIP_AREA  ((word_t)0xbff00000 | 12u << 4)
#define GLUE_API_FLAGS      ((word_t)4) /* 64 bit, little endian */
#define GLUE_ELF_MACHINE    62u
