/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The default console: the kernel debugger's, which every kernel has.
 */
#include <l4/kdebug.h>
#include <l4io.h>

void putc(int c)
{
    L4_KDB_PrintChar((char)c);
}

int getc(void)
{
    return (unsigned char)L4_KDB_ReadChar_Blocked();
}
