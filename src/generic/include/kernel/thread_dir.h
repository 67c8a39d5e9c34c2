/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The thread table as two levels in the kernel's direct view, for CPUs that have no better way (hal/mmu.h,
 * arch_thread_slot): a directory of pages of pointers; pages without threads are one shared page of dummies. Two dependent
 * loads a lookup. An <arch/mmu.h> that includes this gets the four arch_thread_* functions; its meson.build lists
 * thread_dir.c.
 */
#pragma once

#include <kernel/kmem.h>
#include <kernel/types.h>

#define THREAD_DIR_LEAF (KMEM_PAGE_SIZE / sizeof(void *))

extern struct tcb **thread_dir[];

static inline struct tcb **arch_thread_slot(word_t number)
{
    return &thread_dir[number / THREAD_DIR_LEAF][number % THREAD_DIR_LEAF];
}
