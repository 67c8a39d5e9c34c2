/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: what the suite asks of the architecture and the boards.
 */
#include <user_board.h>

#include "../../arch.h"

#define EXCEPTION_WORDS 6
#define MR_PC           1
#define MR_SP           2
#define MR_FLAGS        3
#define MR_NUMBER       4
#define MR_ERROR        5
#define UNDEFINED       1
#define UDF             0xE7F000F0UL

/*
 * Exceptions: an undefined instruction. Of the registers its message has the stack pointer, so that takes the value.
 */

L4_Word_t arch_raise(L4_Word_t value)
{
    register L4_Word_t r4 __asm__("r4") = value;

    __asm__ __volatile__("mov r5, sp\n\t"
                         "mov sp, r4\n\t"
                         "udf #0\n\t"
                         "mov r4, sp\n\t"
                         "mov sp, r5"
                         : "+r"(r4)
                         :
                         : "r5", "memory");
    return r4;
}

int arch_exception(L4_MsgTag_t tag)
{
    L4_Word_t pc = ct_mr(MR_PC);
    int good = tag.raw == CT_TAG(0xFFB0, EXCEPTION_WORDS, 0) && ct_mr(MR_NUMBER) == UNDEFINED &&
               ct_mr(MR_ERROR) == UDF && *(volatile L4_Word_t *)pc == UDF;

    L4_LoadMR(MR_PC, pc + 4);
    ct_tag(0, EXCEPTION_WORDS, 0);
    return good && pc > (L4_Word_t)arch_raise && pc < (L4_Word_t)arch_raise + 64;
}

int arch_exception_value_mr(void)
{
    return MR_SP;
}

int arch_exception_flags_mr(void)
{
    return MR_FLAGS;
}

L4_Word_t arch_flags(void)
{
    L4_Word_t flags;

    __asm__ __volatile__("mrs %0, cpsr" : "=r"(flags));
    return flags;
}

/* Interrupts and asynchronous aborts off, byte order, Thumb state. */
L4_Word_t arch_fixed_flags(L4_Word_t *value)
{
    *value = 0;
    return 0x3E0;
}

L4_Word_t arch_user_flag(void)
{
    return 0x20000000;
}

/* r4 to r12 and the flags. */
int arch_kip_keeps_registers(void)
{
    L4_Word_t same;

    __asm__ __volatile__("push {r4-r11}\n\t"
                         "mov r4, #4\n\t"
                         "mov r5, #5\n\t"
                         "mov r6, #6\n\t"
                         "mov r7, #7\n\t"
                         "mov r8, #8\n\t"
                         "mov r9, #9\n\t"
                         "mov r10, #10\n\t"
                         "mov r11, sp\n\t"
                         "mov r12, #12\n\t"
                         "mvn r0, #0x4B\n\t"
                         "msr cpsr_f, #0x60000000\n\t" /* Z and C */
                         "blx r0\n\t"
                         "mrs r1, cpsr\n\t"
                         "lsr r1, r1, #28\n\t"
                         "cmp r1, #6\n\t"
                         "cmpeq r4, #4\n\t"
                         "cmpeq r5, #5\n\t"
                         "cmpeq r6, #6\n\t"
                         "cmpeq r7, #7\n\t"
                         "cmpeq r8, #8\n\t"
                         "cmpeq r9, #9\n\t"
                         "cmpeq r10, #10\n\t"
                         "cmpeq r11, sp\n\t"
                         "cmpeq r12, #12\n\t"
                         "moveq %0, #1\n\t"
                         "movne %0, #0\n\t"
                         "pop {r4-r11}"
                         : "=r"(same)
                         :
                         : "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");
    return same != 0;
}

L4_Word_t arch_code(L4_Word_t at)
{
    *(volatile L4_Word_t *)at = 0xE12FFF1E; /* bx lr */
    L4_LoadMR(0, (at & ~(ct_page_size - 1)) | ct_page_log2() << 4);
    (void)L4_MemoryControl(0, (const L4_Word_t[4]){L4_FlushCache, 0, 0, 0});
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
    return 0xE0400000;
}

/*
 * The interrupt: an alarm of the real-time clock for the present second comes at once.
 */

int arch_has_irq(void)
{
    return 1;
}

L4_Word_t arch_irq(void)
{
    return user_board().rtc_irq;
}

void arch_irq_begin(void)
{
    L4_Fpage_t f = ct_fp(user_board().rtc, L4_ReadWriteOnly);

    (void)L4_Sigma0_GetPage_RcvWindow(ct_sigma0, f, f);
    L4_Accept(L4_UntypedWordsAcceptor);
    user_set(user_board().rtc, PL031_CLEAR, 1);
    user_set(user_board().rtc, PL031_MASK, 1);
}

void arch_irq_fire(L4_Word_t us)
{
    L4_Word_t rtc = user_board().rtc;

    (void)us;
    user_set(rtc, PL031_CLEAR, 1);
    user_set(rtc, PL031_MATCH, user_get(rtc, PL031_DATA));
}

void arch_irq_end(void)
{
    user_set(user_board().rtc, PL031_MASK, 0);
    user_set(user_board().rtc, PL031_CLEAR, 1);
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
    return 6;
}

/*
 * Hostile calls
 */

/* The UTCB cannot be moved; the stack pointer can. */
void arch_bad_utcb(void)
{
    __asm__ __volatile__("push {r4-r11}\n\t"
                         "mov r4, sp\n\t"
                         "mov r12, %0\n\t"
                         "mov sp, #0xE0000000\n\t"
                         "mov r0, #0\n\t"
                         "mvn r1, #0\n\t"
                         "mov r2, #0x400\n\t"
                         "blx r12\n\t"
                         "mov sp, #0\n\t"
                         "mvn r0, #0xFF\n\t"
                         "bx r0"
                         :
                         : "r"(__L4_Ipc)
                         : "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");
}

#define CALLS 10

static void (*entry_of(unsigned n))(void)
{
    void (*const entries[CALLS])(void) = {
        __L4_Ipc,
        __L4_Lipc,
        __L4_ExchangeRegisters,
        __L4_ThreadControl,
        (void (*)(void))__L4_ThreadSwitch,
        __L4_Schedule,
        __L4_Unmap,
        __L4_SpaceControl,
        (void (*)(void))__L4_ProcessorControl,
        __L4_MemoryControl,
    };

    return entries[n];
}

unsigned arch_calls(void)
{
    return CALLS;
}

/* Calls an entry with R0 to R7 from the frame. */
static void call_with(const L4_Word_t *frame, L4_Word_t where)
{
    register L4_Word_t entry __asm__("r1") = where;
    register const L4_Word_t *r __asm__("r0") = frame;

    __asm__ __volatile__("push {r4-r11}\n\t"
                         "mov r12, r1\n\t"
                         "mov r8, r0\n\t"
                         "ldm r8, {r0-r7}\n\t"
                         "blx r12\n\t"
                         "pop {r4-r11}"
                         : "+r"(r), "+r"(entry)
                         :
                         : "r2", "r3", "r12", "lr", "cc", "memory");
}

/* R0 to R7; the first two entries are Ipc's: timeouts in R2, MR0 in R3. */
void arch_hostile(unsigned n, const L4_Word_t *registers, L4_Word_t timeouts, L4_Word_t mr0)
{
    L4_Word_t frame[8];
    unsigned i;

    for (i = 0; i < 8; i++)
        frame[i] = registers[i];
    if (n < 2) {
        frame[2] = timeouts;
        frame[3] = mr0;
    }
    call_with(frame, (L4_Word_t)entry_of(n));
}

/* There are no I/O ports, so nobody asks. */
L4_Word_t arch_port_in(L4_Word_t port, L4_Word_t bytes)
{
    (void)port;
    (void)bytes;
    return 0;
}
