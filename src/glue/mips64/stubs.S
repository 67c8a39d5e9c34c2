/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * User-mode system-call stubs, copied into the kernel interface page. Called like C functions, all registers as the kernel
 * wants them.
 */
#include <glue/abi.h>

    .set    noreorder
    .section .rodata
    .globl  mips_stubs, mips_stubs_end
    .balign 16
mips_stubs:
    .set    n, 0
    .rept   ABI_STUBS
    daddiu  $2, $0, ABI_SYS_IPC - n
    syscall
    jr      $31
    nop
    .set    n, n + 1
    .endr
mips_stubs_end:

    .section .note.GNU-stack, "", @progbits
