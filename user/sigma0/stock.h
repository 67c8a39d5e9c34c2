/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The stock of sigma0: physical memory and, on x86, I/O ports, and the rules who gets what.
 */
#pragma once

#include <l4/types.h>

/* Kinds of memory beyond the types of the kernel interface page. */
#define KIND_PORTS 0x10

/* Reads the kernel interface page. Ends with a message if it makes no sense. */
void stock_init(void *kip);

/*
 * Sets a page aside for bookkeeping when that runs short. To be called between requests: it takes
 * conventional memory, maybe such as a request is about to get.
 */
void stock_refill(void);

/* The smallest page size, as its logarithm. */
L4_Word_t stock_page_log2(void);

/* Is this the root task's first thread? */
int stock_is_root(L4_ThreadId_t t);

/*
 * Finds out whether a thread may have low..high (inclusive): by a request that names it, or by a
 * page fault in it, where the rules are stricter.
 */
int stock_may_have(L4_ThreadId_t who, L4_Word_t low, L4_Word_t high, int by_fault);

/* Notes a range as given. Fails: 0 if there is no memory to note it. */
int stock_take(L4_ThreadId_t who, L4_Word_t low, L4_Word_t high);

/* The highest free conventional range of a size, aligned to it. Fails: 0. */
int stock_find_any(L4_Word_t log2, L4_Word_t *low);

/* Takes 2^log2 ports from a port on. Fails: 0. */
int stock_take_ports(L4_ThreadId_t who, L4_Word_t port, L4_Word_t log2);

/* Prints all regions. */
void stock_dump(void);
