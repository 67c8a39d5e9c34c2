/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: fills the table of system-call entries. The words of the kernel interface page are
 * offsets from the page.
 */
#include <l4/kip.h>

#define NUM_ENTRIES 11

extern L4_Word_t __l4_syscall_table[NUM_ENTRIES];

void __L4_Init(void)
{
    void *page = L4_GetKernelInterface();
    const L4_Word_t *words = &((const L4_KernelInterfacePage_t *)page)->SpaceControl;
    int i;

    for (i = 0; i < NUM_ENTRIES; i++)
        __l4_syscall_table[i] = (L4_Word_t)page + words[i];
}

void __L4_init_syscalls(void)
{
    __L4_Init();
}

void __L4_copy_syscalls_in(L4_Word_t dest)
{
    const L4_Word_t *s = (const L4_Word_t *)(const void *)__L4_syscalls_page;
    L4_Word_t *d = (L4_Word_t *)dest;
    L4_Word_t i;

    for (i = 0; i < 4096 / sizeof(L4_Word_t); i++)
        d[i] = s[i];
}

void __L4_copy_syscalls_out(void)
{
    __L4_Init();
}
