/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64 Malta: what the suite asks of the architecture and the board.
 */
#include "../../arch.h"

/* A foreign system call: its message carries registers, the one of other exceptions does not. */
#define SYSCALL_WORDS  13
#define MR_IP          1
#define MR_FLAGS       3
#define MR_R2          4
#define MR_R4          6
#define FOREIGN_CALL   400
#define TAG_EXCEPTION  ((L4_Word_t)-5 << 20)
#define STATUS_VISIBLE 0x04000020 /* FR, UX */

/*
 * Exceptions
 */

__attribute__((noinline)) L4_Word_t arch_raise(L4_Word_t value)
{
    register L4_Word_t r2 __asm__("$2") = FOREIGN_CALL;
    register L4_Word_t r4 __asm__("$4") = value;

    __asm__ __volatile__("syscall" : "+r"(r2), "+r"(r4) : : "memory");
    return r4;
}

int arch_exception(L4_MsgTag_t tag)
{
    L4_Word_t ip = ct_mr(MR_IP);
    int good = tag.raw == (TAG_EXCEPTION | SYSCALL_WORDS) && ct_mr(MR_R2) == FOREIGN_CALL;

    L4_LoadMR(MR_IP, ip + 4);
    ct_tag(0, SYSCALL_WORDS, 0);
    return good && ip >= (L4_Word_t)arch_raise && ip < (L4_Word_t)arch_raise + 64;
}

int arch_exception_value_mr(void)
{
    return MR_R4;
}

int arch_exception_flags_mr(void)
{
    return MR_FLAGS;
}

/* Users cannot read Status; the kernel tells. */
L4_Word_t arch_flags(void)
{
    L4_Word_t control, sp, ip, flags, handle;
    L4_ThreadId_t pager;

    (void)L4_ExchangeRegisters(L4_Myself(), 0, 0, 0, 0, 0, L4_nilthread, &control, &sp, &ip, &flags,
                               &handle, &pager);
    return flags;
}

L4_Word_t arch_fixed_flags(L4_Word_t *value)
{
    *value = STATUS_VISIBLE;
    return ~(L4_Word_t)0;
}

/* There is none. */
L4_Word_t arch_user_flag(void)
{
    return 0;
}

int arch_kip_keeps_registers(void)
{
    L4_Word_t bad;

    __asm__ __volatile__(".set push\n\t"
                         ".set noat\n\t"
                         "li $2, 0x1234\n\t"
                         "mtlo $2\n\t"
                         "li $3, 0x5678\n\t"
                         "mthi $3\n\t"
                         "li $16, 16\n\t"
                         "li $23, 23\n\t"
                         "li $24, 24\n\t"
                         "move $12, $29\n\t"
                         "move $13, $31\n\t"
                         "li $2, -111\n\t"
                         "syscall\n\t"
                         "mflo $1\n\t"
                         "xori %0, $1, 0x1234\n\t"
                         "mfhi $1\n\t"
                         "xori $1, $1, 0x5678\n\t"
                         "or %0, %0, $1\n\t"
                         "xori $1, $3, 0x5678\n\t"
                         "or %0, %0, $1\n\t"
                         "xori $1, $16, 16\n\t"
                         "or %0, %0, $1\n\t"
                         "xori $1, $23, 23\n\t"
                         "or %0, %0, $1\n\t"
                         "xori $1, $24, 24\n\t"
                         "or %0, %0, $1\n\t"
                         "xor $1, $12, $29\n\t"
                         "or %0, %0, $1\n\t"
                         "xor $1, $13, $31\n\t"
                         "or %0, %0, $1\n\t"
                         ".set pop"
                         : "=&r"(bad)
                         :
                         : "$1", "$2", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$16", "$23",
                           "$24", "hi", "lo");
    return bad == 0;
}

L4_Word_t arch_code(L4_Word_t at)
{
    static const L4_Word_t none[4];

    ((volatile L4_Word32_t *)at)[0] = 0x03E00008; /* jr $31 */
    ((volatile L4_Word32_t *)at)[1] = 0;
    (void)L4_MemoryControl(L4_FlushAllCaches, none);
    return 8;
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

int arch_kernel_address_faults(void)
{
    return 0;
}

L4_Word_t arch_kernel_address(void)
{
    return 0xFFFFFFFF80100000;
}

/*
 * The interrupt: channel 0 of the interval timer, IRQ 0, once for each count. The ISA ports are
 * memory.
 */

#define IRQ_PIT      0
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND  0x43
#define ISA_PHYS     0x18000000UL
#define ISA_AT       0x68000000UL

static void out8(L4_Word_t port, L4_Word_t value)
{
    *(volatile L4_Word8_t *)(ISA_AT + port) = (L4_Word8_t)value;
    __asm__ __volatile__("sync" : : : "memory");
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
    L4_Fpage_t view = ct_fp(ISA_AT, L4_FullyAccessible);

    (void)L4_Sigma0_GetPage_RcvWindow(ct_sigma0, ct_fp(ISA_PHYS, L4_FullyAccessible), view);
    L4_Accept(L4_UntypedWordsAcceptor);
    (void)L4_Set_PageAttribute(view, L4_UncachedMemory);
}

/* Rate generator: the interrupt comes again and again, which no test sees before it acknowledges the first. The counter is
 * never stopped: QEMU 7.2 under -icount hangs when the processor waits and its own timer is the only one in the machine. */
static void pit_rate(L4_Word_t count)
{
    out8(PIT_COMMAND, 0x34);
    out8(PIT_CHANNEL0, count & 0xFF);
    out8(PIT_CHANNEL0, count >> 8);
}

void arch_irq_fire(L4_Word_t us)
{
    pit_rate(us > 50000 ? 0xFFFF : us * 1193 / 1000);
}

void arch_irq_end(void)
{
    pit_rate(0);
}

L4_Word_t arch_irq_missing(void)
{
    return 2; /* the cascade */
}

L4_Word_t arch_attribute(void)
{
    return L4_UncachedMemory;
}

L4_Word_t arch_bad_attribute(void)
{
    return 7;
}

/*
 * Hostile calls
 */

void arch_bad_utcb(void)
{
    register L4_Word_t r2 __asm__("$2") = (L4_Word_t)-101;
    register L4_Word_t r3 __asm__("$3") = 0;
    register L4_Word_t r4 __asm__("$4") = 0;
    register L4_Word_t r5 __asm__("$5") = ~(L4_Word_t)0;
    register L4_Word_t r6 __asm__("$6") = 0x400;

    __asm__ __volatile__("lui $26, 0x8000\n\t"
                         "syscall"
                         : "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                         :
                         : "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "memory");
}

static const short numbers[] = {-101, -112, -104, -103, -102, -105, -106, -107, -108, -109};

unsigned arch_calls(void)
{
    return sizeof(numbers) / sizeof(numbers[0]);
}

/* Registers 4 to 10, and 3. The first two are Ipc, with MR0 in register 3, and Lipc, with MR0 in the
 * UTCB; timeouts in 6. */
void arch_hostile(unsigned n, const L4_Word_t *registers, L4_Word_t timeouts, L4_Word_t mr0)
{
    register L4_Word_t r2 __asm__("$2") = (L4_Word_t)numbers[n];
    register L4_Word_t r3 __asm__("$3") = n < 2 ? mr0 : registers[7];
    register L4_Word_t r4 __asm__("$4") = registers[0];
    register L4_Word_t r5 __asm__("$5") = registers[1];
    register L4_Word_t r6 __asm__("$6") = n < 2 ? timeouts : registers[2];
    register L4_Word_t r7 __asm__("$7") = registers[3];
    register L4_Word_t r8 __asm__("$8") = registers[4];
    register L4_Word_t r9 __asm__("$9") = registers[5];
    register L4_Word_t r10 __asm__("$10") = registers[6];

    __asm__ __volatile__("syscall"
                         : "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8),
                           "+r"(r9), "+r"(r10)
                         :
                         : "$1", "$11", "$12", "$13", "$14", "$15", "$16", "$17", "$18", "$19",
                           "$20", "$21", "$22", "$23", "$24", "$25", "hi", "lo", "memory");
}

/* There are no I/O ports, so nobody asks. */
L4_Word_t arch_port_in(L4_Word_t port, L4_Word_t bytes)
{
    (void)port;
    (void)bytes;
    return 0;
}
