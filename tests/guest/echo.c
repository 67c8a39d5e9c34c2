/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Root task that echoes the serial line, to test that no input is lost.
 *
 * Waits for characters by the debugger traps, prints each, and at a '.' tells how many came and ends the run.
 * Without input it waits for ever, as a program of others does that prints no verdict.
 */
#include <l4/kdebug.h>
#include <l4/ipc.h>
#include <l4io.h>

int main(void);

int main(void)
{
    int count = 0;
    int c;

    printf("echo: ready\n");
    do {
        c = L4_KDB_ReadChar_Blocked();
        count++;
        printf("%c", c);
    } while (c != '.');
    printf("\necho: %d characters\nPECAN-EXIT 0\n", count);
    for (;;)
        L4_Sleep(L4_Never);
}
