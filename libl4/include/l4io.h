/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Formatted output and a console. By default the console is the kernel debugger's; a program
 * that defines putc and getc itself replaces it.
 */
#pragma once

#include <stdarg.h>
#include <l4/types.h>

#if defined(__cplusplus)
extern "C" {
#endif

int printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int snprintf(char *str, L4_Size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *str, L4_Size_t size, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));
void putc(int c);
int getc(void);

#if defined(__cplusplus)
}
#endif
