/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the parts of the demonstration share, and what an architecture has to provide.
 */
#pragma once

#include <l4/message.h>
#include <l4/types.h>

/*
 * Common (main.c, pager.c)
 */

/* Prints a heading. */
void demo_heading(const char *text);

/* Prints a line that says whether something is as it should be; counts what is not. */
void demo_check(int ok, const char *what);

/* The demonstration's pager and exception handler: a thread of the root task's space. */
extern L4_ThreadId_t demo_pager;

/* Starts it. Returns 0 on failure. */
int demo_pager_start(void);

/* Memory that it gives on demand: two views of the same frames. */
#define VIEW_SIZE 0x10000UL
#define VIEW_A    0x50000000UL
#define VIEW_B    0x58000000UL

/* Faults in the views so far, exceptions, and ports given on demand. */
extern volatile L4_Word_t demo_view_faults;
extern volatile L4_Word_t demo_exceptions;
extern volatile L4_Word_t demo_port_faults;

/* Where the root task itself has the frame of a view's page. */
L4_Word_t demo_frame(L4_Word_t page);

/*
 * Architecture (a folder each)
 */

/* Does something that the processor refuses. Returns if the handler skips it. */
void arch_raise_exception(void);

/* Prints what an exception message says and turns it into the reply that skips the cause. */
void arch_handle_exception(L4_ThreadId_t who, L4_Msg_t *msg);

/* Drivers for what the board has. */
void arch_show_devices(void);
