/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32 PC: what the suite asks of the architecture and the board.
 */
#include "../../arch.h"

#define EXCEPTION_WORDS 12
#define MR_EIP          1
#define MR_EFLAGS       2
#define MR_NUMBER       3
#define MR_EBX          9
#define INVALID_OPCODE  6

/*
 * Exceptions
 */

L4_Word_t arch_raise(L4_Word_t value)
{
    __asm__ __volatile__("ud2" : "+b"(value) : : "memory");
    return value;
}

int arch_exception(L4_MsgTag_t tag)
{
    L4_Word_t ip = ct_mr(MR_EIP);
    int good = tag.raw == CT_TAG(0xFFB0, EXCEPTION_WORDS, 0) && ct_mr(MR_NUMBER) == INVALID_OPCODE;

    L4_LoadMR(MR_EIP, ip + 2);
    ct_tag(0, EXCEPTION_WORDS, 0);
    return good && ip >= (L4_Word_t)arch_raise && ip < (L4_Word_t)arch_raise + 64;
}

int arch_exception_value_mr(void)
{
    return MR_EBX;
}

int arch_exception_flags_mr(void)
{
    return MR_EFLAGS;
}

L4_Word_t arch_flags(void)
{
    L4_Word_t flags;

    __asm__ __volatile__("pushfl\n\tpopl %0" : "=r"(flags));
    return flags;
}

/* IOPL, IF, VM. With open I/O the level is 3. */
L4_Word_t arch_fixed_flags(L4_Word_t *value)
{
    *value = 0x200 | (L4_HasFeature("ioflexpages") ? 0 : 0x3000);
    return 0x23200;
}

L4_Word_t arch_user_flag(void)
{
    return 1;
}

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

L4_Word_t arch_code(L4_Word_t at)
{
    *(volatile L4_Word8_t *)at = 0xC3; /* ret */
    return 1;
}

/* The processor tells neither reading nor executing from the other. */
L4_Word_t arch_read_access(void)
{
    return L4_Readable | L4_eXecutable;
}

L4_Word_t arch_write_access(void)
{
    return L4_Writable;
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
 * The interrupt: channel 0 of the PIT, IRQ 0, once for each count.
 */

#define IRQ_PIT      0
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND  0x43

L4_Word_t arch_port_in(L4_Word_t port, L4_Word_t bytes)
{
    L4_Word_t value = 0;

    if (bytes == 1)
        __asm__ __volatile__("inb %w1, %b0" : "+a"(value) : "Nd"(port));
    else if (bytes == 2)
        __asm__ __volatile__("inw %w1, %w0" : "+a"(value) : "Nd"(port));
    else
        __asm__ __volatile__("inl %w1, %0" : "+a"(value) : "Nd"(port));
    return value;
}

static void out8(L4_Word_t port, L4_Word_t value)
{
    __asm__ __volatile__("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

int arch_has_irq(void)
{
    return 1;
}

L4_Word_t arch_irq(void)
{
    return IRQ_PIT;
}

void arch_irq_begin(void)
{
    L4_Fpage_t ports;

    ports.raw = (L4_Word_t)PIT_CHANNEL0 << 16 | 2 << 10 | 2 << 4;
    if (L4_HasFeature("ioflexpages"))
        (void)L4_Sigma0_GetPage_RcvWindow(ct_sigma0, ports, L4_CompleteAddressSpace);
    L4_Accept(L4_UntypedWordsAcceptor);
}

void arch_irq_fire(L4_Word_t us)
{
    L4_Word_t count = us > 50000 ? 0xFFFF : us * 1193 / 1000;

    out8(PIT_COMMAND, 0x30); /* interrupt on terminal count */
    out8(PIT_CHANNEL0, count & 0xFF);
    out8(PIT_CHANNEL0, count >> 8);
}

void arch_irq_end(void)
{
    out8(PIT_COMMAND, 0x30);
}

L4_Word_t arch_irq_missing(void)
{
    return 2; /* the cascade */
}

L4_Word_t arch_attribute(void)
{
    return L4_UncacheableMemory;
}

L4_Word_t arch_bad_attribute(void)
{
    return 6;
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
