/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The end of every path of the skeleton port.
 */
#include <arch/missing.h>
#include <kernel/assert.h>

/* For a debugger, as long as there is no console: the piece that was called first. */
const char *volatile port_missing_name;

void port_missing(const char *name, const char *duty)
{
    if (port_missing_name == NULL) {
        port_missing_name = name;
        panic("the port lacks %s: %s", name,
              duty); /* comes back here while the console is missing */
    }
    for (;;)
        ;
}
