/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS Malta: an exception that can be skipped, a driver for the interval timer (channel 0, IRQ 0),
 * and one for input on the serial line (COM1, IRQ 4). The ISA ports are a page of memory, which
 * sigma0 gives and which must not be cached. The kernel prints on COM1, so the driver leaves the
 * rest of it alone.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/sigma0.h>
#include <l4/thread.h>
#include <l4io.h>

#include <env.h>

#include "../demo.h"

#define STACK_WORDS 1024

/*
 * Exception: message words 0 IP, 1 SP, 2 FLAGS, 3 number, 4 error code, 5 local ID; of the reply the
 * first three count.
 */

void arch_raise_exception(void)
{
    __asm__ __volatile__("teq $0, $0" : : : "memory");
}

void arch_handle_exception(L4_ThreadId_t who, L4_Msg_t *msg)
{
    L4_MsgTag_t tag;

    printf("   thread %lx: exception %lu, error code %lx, at %lx\n", who.raw, L4_MsgWord(msg, 3),
           L4_MsgWord(msg, 4), L4_MsgWord(msg, 0));
    L4_MsgPutWord(msg, 0, L4_MsgWord(msg, 0) + 4);
    tag.raw = 3;
    L4_Set_MsgMsgTag(msg, tag);
}

/*
 * Drivers
 */

#define ISA_PHYS 0x18000000UL
#define ISA_AT   0x68000000UL /* the root task's view */

static inline void out8(L4_Word_t port, L4_Word_t value)
{
    *(volatile L4_Word8_t *)(ISA_AT + port) = (L4_Word8_t)value;
    __asm__ __volatile__("sync" : : : "memory");
}

static inline L4_Word_t in8(L4_Word_t port)
{
    return *(volatile L4_Word8_t *)(ISA_AT + port);
}

#define IRQ_PIT  0
#define IRQ_COM1 4

#define PIT_CHANNEL0     0x40
#define PIT_COMMAND      0x43
#define PIT_HZ           1193182
#define TICKS            20
#define TICKS_PER_SECOND 100

#define COM1      0x3F8
#define COM1_IER  (COM1 + 1) /* interrupt enable: bit 0 data received */
#define COM1_IIR  (COM1 + 2) /* interrupt identification: bit 0 none */
#define COM1_MCR  (COM1 + 4) /* modem control: bit 3 lets the interrupt out */
#define COM1_LSR  (COM1 + 5) /* line status: bit 0 data ready */
#define LISTEN_US 300000

static L4_Word_t pit_stack[STACK_WORDS];
static L4_Word_t com_stack[STACK_WORDS];

/* Shared with main. */
static volatile L4_Word_t pit_ticks;
static volatile L4_Word_t pit_us;
static volatile L4_Word_t com_chars;

static L4_ThreadId_t irq_thread(L4_Word_t n)
{
    return L4_GlobalId(n, 1);
}

static void report(void)
{
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    for (;;)
        L4_Sleep(L4_Never);
}

/* Waits for the interrupt; from the second time on, acknowledges the last one in the same call. */
static L4_MsgTag_t next_interrupt(L4_Word_t n, int first, L4_Word64_t us)
{
    L4_Set_MsgTag(L4_Niltag);
    if (first)
        return L4_Receive_Timeout(irq_thread(n), L4_TimePeriod(us));
    return L4_Call_Timeouts(irq_thread(n), L4_TimePeriod(us), L4_TimePeriod(us));
}

static void pit_driver(void)
{
    const L4_Word_t divisor = PIT_HZ / TICKS_PER_SECOND;
    L4_Clock_t begin;

    out8(PIT_COMMAND, 0x34); /* channel 0, low and high byte, rate generator */
    out8(PIT_CHANNEL0, divisor & 0xFF);
    out8(PIT_CHANNEL0, divisor >> 8);
    if (L4_IpcFailed(next_interrupt(IRQ_PIT, 1, 200000)))
        report();
    begin = L4_SystemClock();
    while (pit_ticks < TICKS && L4_IpcSucceeded(next_interrupt(IRQ_PIT, 0, 200000)))
        pit_ticks++;
    pit_us = (L4_Word_t)(L4_SystemClock().raw - begin.raw);
    report();
}

static void com_driver(void)
{
    L4_Clock_t end;
    L4_Word_t old_ier;
    L4_Word_t old_mcr;
    int first = 1;

    end = L4_ClockAddUsec(L4_SystemClock(), LISTEN_US);
    old_mcr = in8(COM1_MCR);
    old_ier = in8(COM1_IER);
    out8(COM1_MCR, old_mcr | 8);
    out8(COM1_IER, 1);
    while (L4_IsClockEarlier(L4_SystemClock(), end)) {
        if (L4_IpcFailed(next_interrupt(IRQ_COM1, first, LISTEN_US)))
            break;
        first = 0;
        (void)in8(COM1_IIR);
        while (in8(COM1_LSR) & 1) {
            L4_Word_t c = in8(COM1);

            com_chars++;
            printf("   came in: '%c' (%lx)\n", c >= 32 && c < 127 ? (int)c : '?', c);
        }
    }
    out8(COM1_IER, old_ier);
    out8(COM1_MCR, old_mcr);
    report();
}

/* Maps the page of the ISA ports, not cached. */
static int get_ports(void)
{
    L4_Fpage_t phys = L4_FpageAddRights(L4_Fpage(ISA_PHYS, env_page_size), L4_FullyAccessible);
    L4_Fpage_t view = L4_FpageAddRights(L4_Fpage(ISA_AT, env_page_size), L4_FullyAccessible);

    return !L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, phys, view)) &&
           L4_Set_PageAttribute(view, L4_UncachedMemory) != 0;
}

/* Runs a driver to its end. Returns 0 if the interrupt cannot be had, and says so. */
static int run_driver(L4_Word_t irq, void (*driver)(void), L4_Word_t *stack_top)
{
    L4_ThreadId_t t = env_create(L4_nilthread, env_pager);
    int ran = 0;

    if (L4_IsNilThread(t)) {
        printf("   no thread: %s\n", L4_ErrorCode_String(L4_ErrorCode()));
        return 0;
    }
    if (!L4_AssociateInterrupt(irq_thread(irq), t)) {
        printf("   interrupt %lu is not to be had: %s\n", irq, L4_ErrorCode_String(L4_ErrorCode()));
    } else {
        ran = env_start(t, driver, stack_top) &&
              L4_IpcSucceeded(L4_Receive_Timeout(t, L4_TimePeriod(1000000)));
        (void)L4_DeassociateInterrupt(irq_thread(irq));
    }
    (void)env_delete(t);
    return ran;
}

void arch_show_devices(void)
{
    demo_heading("Drivers at user level");
    if (!get_ports()) {
        demo_check(0, "sigma0 gives the page of the ISA ports");
        return;
    }
    if (run_driver(IRQ_PIT, pit_driver, pit_stack + STACK_WORDS)) {
        printf("   timer: %lu interrupts in %lu us\n", pit_ticks, pit_us);
        demo_check(pit_ticks == TICKS, "interrupts come as messages");
    } else {
        demo_check(0, "the timer's driver runs");
    }
    if (run_driver(IRQ_COM1, com_driver, com_stack + STACK_WORDS))
        printf("   serial line: %lu character(s) in %d ms\n", com_chars, LISTEN_US / 1000);
    else
        printf("   serial line: not available\n");
}
