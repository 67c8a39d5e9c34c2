/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's part of hal/frame.h: user registers in the order in which the entry code pushes them.
 *
 * What the CPU pushes, the last five words, comes from its trap stack (arch/cpu.h).
 */
#pragma once

#include <kernel/types.h>
#include <x86/regs.h>

struct glue_frame {
    word_t unused
        [2]; /* so that the fast path's part of struct tcb, from rip on, takes two cache lines */
    word_t r15;
    word_t r14;
    word_t r13;
    word_t r12;
    word_t bp;
    word_t bx;
    word_t r11;
    word_t r10;
    word_t r9;
    word_t r8;
    word_t ax;
    word_t cx;
    word_t dx;
    word_t si;
    word_t di;
    word_t vector; /* why the thread is in the kernel: trap number or VECTOR_* */
    word_t error;
    word_t ip;
    word_t cs;
    word_t flags;
    word_t sp;
    word_t ss;
} __attribute__((aligned(16)));
_Static_assert(sizeof(struct glue_frame) == 24 * sizeof(word_t),
               "the frame's end is where the fast path wants it");

/* RFLAGS of a user thread without its status flags: IF, and IOPL 3 with the boot option io=open. */
extern word_t amd64_user_flags;
