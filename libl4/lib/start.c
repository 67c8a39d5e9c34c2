/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the start-up code of every architecture does once it has a stack.
 */
#include <l4/ipc.h>

int main(void);
void __l4_start(void);
void __L4_Init(void);

/* The main thread's stack; it grows downwards from the label behind it. */
__asm__(".pushsection .bss\n"
        "\t.balign 16\n"
        "\t.globl __l4_stack\n"
        "__l4_stack:\n"
        "\t.skip 16384\n"
        "\t.globl __l4_stack_top\n"
        "__l4_stack_top:\n"
        "\t.popsection");

void __l4_start(void)
{
    __L4_Init();
    (void)main();
    for (;;)
        L4_Sleep(L4_Never);
}
