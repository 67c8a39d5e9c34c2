/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Agents: threads, mostly in spaces of their own, that do what other threads ask by calls: read,
 * write, execute, map on, unmap. A missing page does not stop them while agent_begin is in effect:
 * the suite's pager then maps a page of a known content for the moment.
 */
#pragma once

#include "conf.h"

#define AGENT_MISSING 0xDEADF00DUL    /* what is read where no page is */
#define AGENT_SAME    (~(L4_Word_t)0) /* acceptor: leave it */

/* From now on, until the test ends. */
void agent_begin(void);

/* Place as for ct_run. Its receive window is closed. */
L4_ThreadId_t agent_new(L4_ThreadId_t place);

/* Acceptor for the messages that follow. */
void agent_accept(L4_ThreadId_t a, L4_Word_t acceptor);
void agent_window(L4_ThreadId_t a, L4_Word_t address, L4_Word_t log2);

L4_Word_t agent_read(L4_ThreadId_t a, L4_Word_t address);
/* Writes; returns 1 if the page could be written, 0 if there was a fault. */
int agent_write(L4_ThreadId_t a, L4_Word_t address, L4_Word_t value);
/* Calls the code there; 1 if there was no fault. */
int agent_execute(L4_ThreadId_t a, L4_Word_t address);
/* The calling thread reads and writes in the same way. */
L4_Word_t agent_own_read(L4_Word_t address);
int agent_own_write(L4_Word_t address, L4_Word_t value);

/* The calling thread sends one item; returns the error. */
L4_Word_t agent_map(L4_ThreadId_t a, L4_Fpage_t f, L4_Word_t base);
L4_Word_t agent_grant(L4_ThreadId_t a, L4_Fpage_t f, L4_Word_t base);
/* Agent a sends one to agent b. */
L4_Word_t agent_map_on(L4_ThreadId_t a, L4_ThreadId_t b, L4_Fpage_t f, L4_Word_t base);
L4_Word_t agent_grant_on(L4_ThreadId_t a, L4_ThreadId_t b, L4_Fpage_t f, L4_Word_t base);
/* Agent a unmaps; returns the fpage with its status. */
L4_Fpage_t agent_unmap(L4_ThreadId_t a, L4_Word_t control, L4_Fpage_t f);

/* The message that an agent got last. */
extern volatile L4_Word_t agent_got[64];
