/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * AMD64 PC: what of the suite's questions depends on the width (arch/x86/pc.c).
 */
#include "../../arch.h"

/* R8-R15 hold their numbers. */
int arch_kip_keeps_registers(void)
{
    L4_Word_t same;

    __asm__ __volatile__("pushq %%rbp\n\t"
                         "movl $8, %%r8d\n\t"
                         "movl $9, %%r9d\n\t"
                         "movl $10, %%r10d\n\t"
                         "movl $11, %%r11d\n\t"
                         "movl $12, %%r12d\n\t"
                         "movl $13, %%r13d\n\t"
                         "movl $14, %%r14d\n\t"
                         "movl $15, %%r15d\n\t"
                         "movl $0x5678, %%edi\n\t"
                         "movl $0x9ABC, %%ebp\n\t"
                         "movl $1, %%ebx\n\t"
                         "pushq %%rsp\n\t"
                         "stc\n\t"
                         ".byte 0xf0, 0x90\n\t"
                         "sbbq %%rax, %%rax\n\t"
                         "negq %%rax\n\t"
                         "popq %%rdx\n\t"
                         "subq %%rsp, %%rdx\n\t"
                         "xorq $8, %%r8\n\t"
                         "xorq $9, %%r9\n\t"
                         "xorq $10, %%r10\n\t"
                         "xorq $11, %%r11\n\t"
                         "xorq $12, %%r12\n\t"
                         "xorq $13, %%r13\n\t"
                         "xorq $14, %%r14\n\t"
                         "xorq $15, %%r15\n\t"
                         "xorq $0x5678, %%rdi\n\t"
                         "xorq $0x9ABC, %%rbp\n\t"
                         "xorq $1, %%rax\n\t"
                         "xorq $1, %%rbx\n\t"
                         "orq %%rdx, %%rax\n\t"
                         "orq %%r8, %%rax\n\t"
                         "orq %%r9, %%rax\n\t"
                         "orq %%r10, %%rax\n\t"
                         "orq %%r11, %%rax\n\t"
                         "orq %%r12, %%rax\n\t"
                         "orq %%r13, %%rax\n\t"
                         "orq %%r14, %%rax\n\t"
                         "orq %%r15, %%rax\n\t"
                         "orq %%rdi, %%rax\n\t"
                         "orq %%rbp, %%rax\n\t"
                         "orq %%rbx, %%rax\n\t"
                         "popq %%rbp"
                         : "=a"(same)
                         :
                         : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
                           "r13", "r14", "r15", "cc", "memory");
    return same == 0;
}

/* Without NX neither reading nor executing is told from the other. */
static int has_nx(void)
{
    return (L4_PageRights(ct_kip) & L4_eXecutable) != 0;
}

L4_Word_t arch_read_access(void)
{
    return L4_Readable;
}

L4_Word_t arch_fetch_access(void)
{
    return has_nx() ? L4_eXecutable : L4_Readable;
}

L4_Word_t arch_kernel_address(void)
{
    return 0xFFFFFFFF80100000;
}

/*
 * Hostile calls
 */

void arch_bad_utcb(void)
{
    __asm__ __volatile__("movq %0, %%rdi\n\t"
                         "xorl %%eax, %%eax\n\t"
                         "movw %%ax, %%gs\n\t"
                         "xorl %%esi, %%esi\n\t"
                         "movq $-1, %%rdx\n\t"
                         "movl $0x400, %%r8d\n\t"
                         "xorl %%r9d, %%r9d\n\t" __L4_CALL("__L4_Ipc")
                         :
                         : "i"(0xFFFFFFFF80100000)
                         : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
                           "r12", "r13", "r14", "r15", "cc", "memory");
}

static void *entry(unsigned n)
{
    switch (n) {
    case 0:
        return (void *)__L4_Ipc;
    case 1:
        return (void *)__L4_Lipc;
    case 2:
        return (void *)__L4_ExchangeRegisters;
    case 3:
        return (void *)__L4_ThreadControl;
    case 4:
        return (void *)__L4_ThreadSwitch;
    case 5:
        return (void *)__L4_Schedule;
    case 6:
        return (void *)__L4_Unmap;
    case 7:
        return (void *)__L4_SpaceControl;
    case 8:
        return (void *)__L4_ProcessorControl;
    default:
        return (void *)__L4_MemoryControl;
    }
}

unsigned arch_calls(void)
{
    return 10;
}

/* Registers in the order RAX, RSI, RDX, RDI, R8, R9, R10, R11; the others are those of the caller.
 * MemoryControl's entry writes through RDI, which is the own UTCB there. The first two entries are
 * Ipc's: timeouts in R8, MR0 in R9. */
void arch_hostile(unsigned n, const L4_Word_t *registers, L4_Word_t timeouts, L4_Word_t mr0)
{
    L4_Word_t frame[10];
    L4_Word_t at = (L4_Word_t)frame;
    unsigned i;

    for (i = 0; i < 8; i++)
        frame[i] = registers[i];
    frame[8] = (L4_Word_t)entry(n);
    if (n < 2) {
        frame[4] = timeouts;
        frame[5] = mr0;
    }
    if (n == 9)
        frame[3] = L4_MyLocalId().raw;
    __asm__ __volatile__("addq $-128, %%rsp\n\t"
                         "pushq %%rbp\n\t"
                         "pushq 64(%%rax)\n\t"
                         "movq 8(%%rax), %%rsi\n\t"
                         "movq 16(%%rax), %%rdx\n\t"
                         "movq 24(%%rax), %%rdi\n\t"
                         "movq 32(%%rax), %%r8\n\t"
                         "movq 40(%%rax), %%r9\n\t"
                         "movq 48(%%rax), %%r10\n\t"
                         "movq 56(%%rax), %%r11\n\t"
                         "movq %%r11, %%rcx\n\t"
                         "movq (%%rax), %%rax\n\t"
                         "call *(%%rsp)\n\t"
                         "addq $8, %%rsp\n\t"
                         "popq %%rbp\n\t"
                         "subq $-128, %%rsp\n\t"
                         "cld"
                         : "+a"(at)
                         :
                         : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
                           "r13", "r14", "r15", "cc", "memory");
}
