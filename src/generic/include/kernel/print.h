/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Console output of the kernel.
 */
#pragma once

#include <stdarg.h>
#include <kernel/types.h>

/* %d %u %x %lx %lu %p %s %c with width and zero padding. */
__attribute__((format(printf, 1, 2))) void printk(const char *fmt, ...);
void vprintk(const char *fmt, va_list ap);

/* Ends the run after a fatal boot error: prints the message and a line PECAN-EXIT 1. */
__attribute__((noreturn, format(printf, 1, 2), cold)) void boot_fail(const char *fmt, ...);
