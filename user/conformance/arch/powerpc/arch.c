/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: what the suite asks of the architecture and the boards.
 */
#include "../../arch.h"

/* The generic exception message. */
#define EXCEPTION_WORDS 6
#define MR_IP           1
#define MR_SP           2
#define MR_FLAGS        3
#define MR_NUMBER       4
#define PROGRAM         0x700

#define FLAG_FE0 0x800

/*
 * Exceptions: a trap that is none of the debugger's. Of the general registers the message has r1 only.
 */

L4_Word_t arch_raise(L4_Word_t value)
{
    __asm__ __volatile__("mr 31, 1\n\t"
                         "mr 1, %0\n\t"
                         "li 0, 0\n\t"
                         "trap\n\t"
                         "mr %0, 1\n\t"
                         "mr 1, 31"
                         : "+r"(value)
                         :
                         : "r0", "r31", "memory");
    return value;
}

int arch_exception(L4_MsgTag_t tag)
{
    L4_Word_t ip = ct_mr(MR_IP);
    int good = tag.raw == CT_TAG(0xFFB0, EXCEPTION_WORDS, 0) && ct_mr(MR_NUMBER) == PROGRAM;

    L4_LoadMR(MR_IP, ip + 4);
    ct_tag(0, EXCEPTION_WORDS, 0);
    return good && ip >= (L4_Word_t)arch_raise && ip < (L4_Word_t)arch_raise + 64;
}

int arch_exception_value_mr(void)
{
    return MR_SP;
}

int arch_exception_flags_mr(void)
{
    return MR_FLAGS;
}

/* The machine state register cannot be read by users. */
L4_Word_t arch_flags(void)
{
    return __L4_Exregs(L4_Myself(), 0, 0, 0, 0, 0, L4_nilthread).flags;
}

/* All but those for floating-point exceptions and traces are 0. */
L4_Word_t arch_fixed_flags(L4_Word_t *value)
{
    *value = 0;
    return ~(L4_Word_t)0xF00;
}

/* SE, BE: classic processors raise a trace exception after each instruction, or branch. */
L4_Word_t arch_trace_flags(void)
{
    return 0x600;
}

L4_Word_t arch_user_flag(void)
{
    return FLAG_FE0;
}

/* Compares a few registers of each kind; the others are the compiler's. */
int arch_kip_keeps_registers(void)
{
    register L4_Word_t r7 __asm__("r7") = 0x1234;
    register L4_Word_t r12 __asm__("r12") = 0x5678;
    register L4_Word_t r9 __asm__("r9");
    register L4_Word_t r10 __asm__("r10");
    register L4_Word_t r11 __asm__("r11");

    __asm__ __volatile__("lis 9, 0x1357\n\t"
                         "mtctr 9\n\t"
                         "mflr 11\n\t"
                         "mtlr 9\n\t"
                         "mtcrf 0x0f, 9\n\t"
                         ".long 0x7c0002e4\n\t"
                         "mflr 10\n\t"
                         "mtlr 11\n\t"
                         "mfctr 11\n\t"
                         "xor 10, 10, 11\n\t"
                         "xor 11, 11, 9\n\t"
                         "or 10, 10, 11\n\t"
                         "mfcr 11\n\t"
                         "xor 11, 11, 9\n\t"
                         "clrlwi 11, 11, 16\n\t"
                         "or 10, 10, 11"
                         : "+r"(r7), "+r"(r12), "=r"(r9), "=r"(r10), "=r"(r11)
                         :
                         : "r0", "r3", "r4", "r5", "r6", "lr", "ctr", "cr0", "cr4", "cr5", "cr6",
                           "cr7", "memory");
    return r7 == 0x1234 && r12 == 0x5678 && r10 == 0;
}

/* blr, and the instruction cache told of it. */
L4_Word_t arch_code(L4_Word_t at)
{
    *(volatile L4_Word_t *)at = 0x4E800020;
    __asm__ __volatile__("dcbst 0, %0; sync; icbi 0, %0; sync; isync" : : "r"(at) : "memory");
    return 4;
}

L4_Word_t arch_read_access(void)
{
    return L4_Readable;
}

L4_Word_t arch_write_access(void)
{
    return L4_Writable;
}

L4_Word_t arch_fetch_access(void)
{
    return L4_eXecutable;
}

L4_Word_t arch_kernel_address(void)
{
    return 0xC0100000;
}

/*
 * The interrupt: the transmitter of ppce500's serial line is empty (level, until IIR is read). Other boards have none that
 * a program can cause.
 */

#define PPCE500_SYSTEM_BASE 128
#define UART_PAGE           0xA0004000UL
#define UART_AT             0x6F000000UL
#define UART_IRQ            42
#define UART_IER            0x501
#define UART_IIR            0x502
#define IER_THRE            2

static volatile L4_Word8_t *uart(L4_Word_t offset)
{
    return (volatile L4_Word8_t *)(UART_AT + offset);
}

int arch_has_irq(void)
{
    return L4_ThreadIdSystemBase(ct_kip) == PPCE500_SYSTEM_BASE;
}

L4_Word_t arch_irq(void)
{
    return UART_IRQ;
}

void arch_irq_begin(void)
{
    (void)L4_Sigma0_GetPage_RcvWindow(ct_sigma0, ct_fp(UART_PAGE, L4_ReadWriteOnly),
                                      ct_fp(UART_AT, 0));
    L4_Accept(L4_UntypedWordsAcceptor);
}

void arch_irq_fire(L4_Word_t us)
{
    *uart(UART_IER) = 0;
    (void)*uart(UART_IIR);
    ct_sleep(us);
    *uart(UART_IER) = IER_THRE;
}

void arch_irq_end(void)
{
    *uart(UART_IER) = 0;
}

L4_Word_t arch_irq_missing(void)
{
    return ~(L4_Word_t)0;
}

L4_Word_t arch_attribute(void)
{
    return L4_UncacheableMemory;
}

L4_Word_t arch_bad_attribute(void)
{
    return 4;
}

/*
 * Hostile calls
 */

/* A receive from anybody that ends at once, with r2 leading into the kernel. */
void arch_bad_utcb(void)
{
    __asm__ __volatile__("mtctr %0\n\t"
                         "mr 31, 2\n\t"
                         "lis 2, 0xc010\n\t"
                         "li 14, 0\n\t"
                         "li 15, 0\n\t"
                         "li 16, -1\n\t"
                         "li 17, 0x400\n\t"
                         "bctrl\n\t"
                         "mr 2, 31"
                         :
                         : "r"(__L4_Ipc)
                         : "r0", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r31",
                           __L4_PPC_CLOBBERS);
}

typedef void (*entry_t)(void);

static const entry_t *const entries[] = {
    &__L4_Ipc,           &__L4_Lipc,         &__L4_ExchangeRegisters,
    &__L4_ThreadControl, &__L4_ThreadSwitch, &__L4_Schedule,
    &__L4_Unmap,         &__L4_SpaceControl, &__L4_ProcessorControl,
    &__L4_MemoryControl,
};

unsigned arch_calls(void)
{
    return sizeof(entries) / sizeof(entries[0]);
}

/* Registers in the order r3 .. r10; r14 .. r19 and r0 get the same values once more. */
void arch_hostile(unsigned n, const L4_Word_t *registers, L4_Word_t timeouts, L4_Word_t mr0)
{
    L4_Word_t frame[ARCH_REGISTERS + 2];
    register L4_Word_t *r11 __asm__("r11") = frame;
    register entry_t r12 __asm__("r12") = *entries[n];

    for (unsigned i = 0; i < ARCH_REGISTERS; i++)
        frame[i] = registers[i];
    frame[ARCH_REGISTERS] = n < 2 ? timeouts : registers[2];
    frame[ARCH_REGISTERS + 1] = n < 2 ? mr0 : registers[5];
    __asm__ __volatile__("mtctr 12\n\t"
                         "lwz 3, 0(11)\n\t"
                         "lwz 4, 4(11)\n\t"
                         "lwz 5, 8(11)\n\t"
                         "lwz 6, 12(11)\n\t"
                         "lwz 7, 16(11)\n\t"
                         "lwz 8, 20(11)\n\t"
                         "lwz 9, 24(11)\n\t"
                         "lwz 10, 28(11)\n\t"
                         "mr 15, 3\n\t"
                         "mr 16, 4\n\t"
                         "lwz 17, 32(11)\n\t"
                         "mr 18, 6\n\t"
                         "mr 19, 7\n\t"
                         "lwz 14, 36(11)\n\t"
                         "mr 0, 9\n\t"
                         "bctrl"
                         : "+r"(r11), "+r"(r12)
                         :
                         : "r0", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r14", "r15",
                           "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25",
                           "r26", "r27", "r28", "r29", "lr", "ctr", "cr0", "cr1", "cr2", "cr3",
                           "cr4", "cr5", "cr6", "cr7", "xer", "memory");
}

/* There are no ports. */
L4_Word_t arch_port_in(L4_Word_t port, L4_Word_t bytes)
{
    return port & bytes & 0;
}
