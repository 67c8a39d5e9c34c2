/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: basic types.
 */
#pragma once

#define L4_32BIT      1
#define L4_BIG_ENDIAN 1

typedef unsigned long L4_Word_t;
typedef signed long L4_SignedWord_t;

typedef unsigned char L4_Word8_t;
typedef unsigned short L4_Word16_t;
typedef unsigned int L4_Word32_t;
__extension__ typedef unsigned long long L4_Word64_t;

typedef signed char L4_SignedWord8_t;
typedef signed short L4_SignedWord16_t;
typedef signed int L4_SignedWord32_t;
__extension__ typedef signed long long L4_SignedWord64_t;

typedef __SIZE_TYPE__ L4_Size_t;
typedef L4_Word64_t L4_Paddr_t;
typedef L4_Word_t L4_Bool_t;
