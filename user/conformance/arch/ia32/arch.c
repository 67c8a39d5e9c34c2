/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32 PC: what of the suite's questions depends on the width (arch/x86/pc.c).
 */
#include "../../arch.h"

int arch_kip_keeps_registers(void)
{
    L4_Word_t same;

    __asm__ __volatile__("pushl %%ebp\n\t"
                         "movl $0x1234, %%ebx\n\t"
                         "movl $0x5678, %%edi\n\t"
                         "movl $0x9ABC, %%ebp\n\t"
                         "pushl %%esp\n\t"
                         "stc\n\t"
                         ".byte 0xf0, 0x90\n\t"
                         "setc %%al\n\t"
                         "popl %%edx\n\t"
                         "movzbl %%al, %%eax\n\t"
                         "cmpl %%edx, %%esp\n\t"
                         "jne 1f\n\t"
                         "cmpl $0x1234, %%ebx\n\t"
                         "jne 1f\n\t"
                         "cmpl $0x5678, %%edi\n\t"
                         "jne 1f\n\t"
                         "cmpl $0x9ABC, %%ebp\n\t"
                         "je 2f\n"
                         "1:\txorl %%eax, %%eax\n"
                         "2:\tpopl %%ebp"
                         : "=a"(same)
                         :
                         : "ebx", "ecx", "edx", "esi", "edi", "cc", "memory");
    return same != 0;
}

/* The processor tells neither reading nor executing from the other. */
L4_Word_t arch_read_access(void)
{
    return L4_Readable | L4_eXecutable;
}

L4_Word_t arch_fetch_access(void)
{
    return L4_Readable | L4_eXecutable;
}

L4_Word_t arch_kernel_address(void)
{
    return 0xF0100000;
}

/*
 * Hostile calls
 */

void arch_bad_utcb(void)
{
    __asm__ __volatile__("movl %0, %%edi\n\t"
                         "xorl %%eax, %%eax\n\t"
                         "movl %%eax, %%gs\n\t"
                         "movl $-1, %%edx\n\t"
                         "movl $0x400, %%ecx\n\t"
                         "xorl %%esi, %%esi\n\t"
                         "pushl %%ebp\n\t"
                         "call __L4_Ipc\n\t"
                         "popl %%ebp"
                         :
                         : "i"(0xF0100000)
                         : "eax", "ebx", "ecx", "edx", "esi", "edi", "cc", "memory");
}

static void (*const entries[])(void) = {
    __L4_Ipc,      __L4_Lipc,  __L4_ExchangeRegisters, __L4_ThreadControl,    __L4_ThreadSwitch,
    __L4_Schedule, __L4_Unmap, __L4_SpaceControl,      __L4_ProcessorControl, __L4_MemoryControl,
};

unsigned arch_calls(void)
{
    return sizeof(entries) / sizeof(entries[0]);
}

/* Registers in the order EAX, ECX, EDX, EBX, ESI, EDI, EBP; the first two entries are Ipc's. */
void arch_hostile(unsigned n, const L4_Word_t *registers, L4_Word_t timeouts, L4_Word_t mr0)
{
    L4_Word_t frame[8];
    L4_Word_t at = (L4_Word_t)frame;
    unsigned i;

    for (i = 0; i < 7; i++)
        frame[i] = registers[i];
    frame[7] = (L4_Word_t)entries[n];
    if (n < 2) {
        frame[1] = timeouts;
        frame[4] = mr0;
    }
    __asm__ __volatile__("pushl %%ebp\n\t"
                         "pushl 28(%%eax)\n\t"
                         "movl 4(%%eax), %%ecx\n\t"
                         "movl 8(%%eax), %%edx\n\t"
                         "movl 12(%%eax), %%ebx\n\t"
                         "movl 16(%%eax), %%esi\n\t"
                         "movl 20(%%eax), %%edi\n\t"
                         "movl 24(%%eax), %%ebp\n\t"
                         "movl (%%eax), %%eax\n\t"
                         "call *(%%esp)\n\t"
                         "addl $4, %%esp\n\t"
                         "popl %%ebp\n\t"
                         "cld"
                         : "+a"(at)
                         :
                         : "ebx", "ecx", "edx", "esi", "edi", "cc", "memory");
}
