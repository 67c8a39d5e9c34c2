/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the kernel, the same on both families. Usable from assembly.
 *
 *   0x00000000  user area
 *   0xc0000000  direct view of physical 0 .. 768 MB
 *   0xf0010000  windows on memory beyond the direct view
 *   0xf1000000  devices
 *   0xffff8000  page of system-call stubs, executable for users
 *   0xffffc000  Book E: what HOT_DATA of the linker script holds
 */
#pragma once

#define ARCH_USER_END    0xc0000000
#define ARCH_DIRECT_BASE 0xc0000000
#define ARCH_DIRECT_END  0x30000000 /* physical */

/* A signed 16-bit number reaches it, for code that has no register free. */
#define PPC_STUBS       0xffff8000
#define PPC_STUBS_LOW   (-0x8000)
#define PPC_HOT         0xffffc000
#define PPC_WINDOWS     0xf0010000
#define PPC_DEVICES     0xf1000000
#define PPC_DEVICES_END 0xff000000

/* Exceptions by the offsets of their classic vectors; Book E's are counted as the same. */
#define PPC_VEC_RESET       0x100
#define PPC_VEC_MACHINE     0x200
#define PPC_VEC_DATA        0x300
#define PPC_VEC_FETCH       0x400
#define PPC_VEC_EXTERNAL    0x500
#define PPC_VEC_ALIGNMENT   0x600
#define PPC_VEC_PROGRAM     0x700
#define PPC_VEC_NO_FPU      0x800
#define PPC_VEC_DECREMENTER 0x900
#define PPC_VEC_CALL        0xc00
#define PPC_VEC_TRACE       0xd00
#define PPC_VEC_FP_ASSIST   0xe00
#define PPC_VEC_NO_VECTOR   0xf20
