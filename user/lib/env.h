/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Threads and spaces for root tasks that test, measure or show.
 *
 * All spaces made here see the program's image at its own addresses, the kernel interface page
 * and the UTCB area where the root task has them: globals are shared, and system calls work
 * without further set-up. A pager thread of the root task's space serves their page faults.
 */
#pragma once

#include <l4/types.h>

/*
 * Maps the whole image, starts the pager. To be called first, by the root task's first thread.
 * Ends the program with PECAN-EXIT 1 if there is no privilege.
 */
void env_init(void);

/* The root task's first thread, and the pager. Valid after env_init, in all spaces. */
extern L4_ThreadId_t env_main;
extern L4_ThreadId_t env_pager;

/* The smallest page size. */
extern L4_Word_t env_page_size;

/* A thread ID that was never used. */
L4_ThreadId_t env_new_id(void);

/*
 * A new active thread: in the own space (space = nilthread), in a new space (space = anythread)
 * or in that of a thread. It waits for its start. Returns: its ID, or nilthread (ErrorCode).
 */
L4_ThreadId_t env_create(L4_ThreadId_t space, L4_ThreadId_t pager);

/* Starts a thread whose pager is the environment's or the caller. The entry must not return. */
int env_start(L4_ThreadId_t t, void (*entry)(void), void *stack_top);

/* Create and start, with the environment's pager. */
L4_ThreadId_t env_run(L4_ThreadId_t space, void (*entry)(void), void *stack_top);

/* Deletes a thread, named by its global ID. Returns 1, or 0 (ErrorCode). */
int env_delete(L4_ThreadId_t t);

/* Is an address inside the program's image? */
int env_in_image(L4_Word_t address);

/* Waits for some time. */
void env_sleep_us(L4_Word64_t us);

/* Prints PECAN-EXIT n and stops for good. */
void env_exit(int n) __attribute__((noreturn));
