/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ia32's part of hal/frame.h: user registers in the order in which the entry code pushes them.
 *
 * The TSS's esp0 points behind `ss`, so the CPU itself stores the last five words into the TCB of the running thread.
 */
#pragma once

#include <kernel/types.h>
#include <x86/regs.h>

struct glue_frame {
    word_t di;
    word_t si;
    word_t bp;
    word_t unused; /* where pusha stores ESP */
    word_t bx;
    word_t dx;
    word_t cx;
    word_t ax;
    word_t vector; /* why the thread is in the kernel: trap number or VECTOR_* */
    word_t error;
    word_t ip;
    word_t cs;
    word_t flags;
    word_t sp;
    word_t ss;
};

/* EFLAGS of a user thread without its status flags: IF, and IOPL 3 with the boot option io=open. */
extern word_t ia32_user_flags;
