/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PCs of both widths: what the suite asks of the architecture and the board.
 */
#include "../../arch.h"
#include "arch_x86.h"

#define INVALID_OPCODE 6

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
    L4_Word_t ip = ct_mr(ARCH_EXC_IP);
    int good = tag.raw == CT_KERNEL_TAG(0xFFB0, ARCH_EXC_WORDS) &&
               ct_mr(ARCH_EXC_NUMBER) == INVALID_OPCODE;

    L4_LoadMR(ARCH_EXC_IP, ip + 2);
    ct_tag(0, ARCH_EXC_WORDS, 0);
    return good && ip >= (L4_Word_t)arch_raise && ip < (L4_Word_t)arch_raise + 64;
}

int arch_exception_value_mr(void)
{
    return ARCH_EXC_BX;
}

int arch_exception_flags_mr(void)
{
    return ARCH_EXC_FLAGS;
}

L4_Word_t arch_flags(void)
{
    L4_Word_t flags;

    __asm__ __volatile__("pushf\n\tpop %0" : "=r"(flags));
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

L4_Word_t arch_code(L4_Word_t at)
{
    *(volatile L4_Word8_t *)at = 0xC3; /* ret */
    return 1;
}

L4_Word_t arch_write_access(void)
{
    return L4_Writable;
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
        __asm__ __volatile__("inl %w1, %k0" : "+a"(value) : "Nd"(port));
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
