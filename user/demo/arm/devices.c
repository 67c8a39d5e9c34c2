/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: an exception that can be skipped, and drivers for the real-time clock's alarm and for input on the serial line. Their
 * registers are memory, which sigma0 gives. The kernel prints on the serial line, so the driver leaves the rest of it alone.
 */
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4/thread.h>
#include <l4io.h>

#include <user_arch.h>
#include <user_board.h>

#include <env.h>

#include "../demo.h"

#define STACK_WORDS 1024

/*
 * Exception: message words 0 IP, 1 SP, 2 FLAGS, 3 number, 4 error code, 5 local ID; the reply takes
 * the first three.
 */

void arch_raise_exception(void)
{
    __asm__ __volatile__("udf #0" : : : "memory");
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

#define ALARMS    20
#define LISTEN_US 300000

static L4_Word_t rtc_stack[STACK_WORDS];
static L4_Word_t uart_stack[STACK_WORDS];

/* Shared with main. */
static volatile L4_Word_t rtc_alarms;
static volatile L4_Word_t rtc_us;
static volatile L4_Word_t uart_chars;

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

/* An alarm for the present second comes at once. */
static void rtc_driver(void)
{
    const L4_Word_t rtc = user_board().rtc;
    L4_Clock_t begin = L4_SystemClock();
    int first = 1;

    user_set(rtc, PL031_CLEAR, 1);
    user_set(rtc, PL031_MASK, 1);
    while (rtc_alarms < ALARMS) {
        user_set(rtc, PL031_MATCH, user_get(rtc, PL031_DATA));
        if (L4_IpcFailed(next_interrupt(user_board().rtc_irq, first, 2000000)))
            break;
        first = 0;
        user_set(rtc, PL031_CLEAR, 1);
        rtc_alarms++;
    }
    user_set(rtc, PL031_MASK, 0);
    rtc_us = (L4_Word_t)(L4_SystemClock().raw - begin.raw);
    report();
}

static void uart_driver(void)
{
    const L4_Word_t uart = user_board().uart;
    L4_Clock_t end = L4_ClockAddUsec(L4_SystemClock(), LISTEN_US);
    L4_Word_t mask = user_get(uart, PL011_MASK);
    int first = 1;

    user_set(uart, PL011_MASK, mask | 0x50);
    while (L4_IsClockEarlier(L4_SystemClock(), end)) {
        if (L4_IpcFailed(next_interrupt(user_board().uart_irq, first, LISTEN_US)))
            break;
        first = 0;
        while ((user_get(uart, PL011_FLAGS) & 0x10) == 0) {
            L4_Word_t c = user_get(uart, PL011_DATA) & 0xFF;

            uart_chars++;
            printf("   came in: '%c' (%lx)\n", c >= 32 && c < 127 ? (int)c : '?', c);
        }
        user_set(uart, PL011_CLEAR, 0x50);
    }
    user_set(uart, PL011_MASK, mask);
    report();
}

/* The registers come from sigma0, at their own address. */
static int have_registers(L4_Word_t base)
{
    L4_Fpage_t f = L4_FpageAddRights(L4_Fpage(base, env_page_size), L4_ReadWriteOnly);
    L4_Fpage_t got = L4_Sigma0_GetPage_RcvWindow(L4_nilthread, f, f);

    L4_Accept(L4_UntypedWordsAcceptor);
    return !L4_IsNilFpage(got);
}

/* Runs a driver to its end. Returns 0 if it cannot have what it needs, and says so. */
static int run_driver(L4_Word_t irq, L4_Word_t base, void (*driver)(void), L4_Word_t *stack_top)
{
    L4_ThreadId_t t;
    int ran = 0;

    if (!have_registers(base)) {
        printf("   registers at %lx are not to be had\n", base);
        return 0;
    }
    t = env_create(L4_nilthread, env_pager);
    if (L4_IsNilThread(t)) {
        printf("   no thread: %s\n", L4_ErrorCode_String(L4_ErrorCode()));
        return 0;
    }
    if (!L4_AssociateInterrupt(irq_thread(irq), t)) {
        printf("   interrupt %lu is not to be had: %s\n", irq, L4_ErrorCode_String(L4_ErrorCode()));
    } else {
        ran = env_start(t, driver, stack_top) &&
              L4_IpcSucceeded(L4_Receive_Timeout(t, L4_TimePeriod(3000000)));
        (void)L4_DeassociateInterrupt(irq_thread(irq));
    }
    (void)env_delete(t);
    return ran;
}

void arch_show_devices(void)
{
    struct user_board board = user_board();

    demo_heading("Drivers at user level");
    if (run_driver(board.rtc_irq, board.rtc, rtc_driver, rtc_stack + STACK_WORDS)) {
        printf("   real-time clock: %lu alarms in %lu us\n", rtc_alarms, rtc_us);
        demo_check(rtc_alarms == ALARMS, "interrupts come as messages");
    } else {
        demo_check(0, "the clock's driver runs");
    }
    if (run_driver(board.uart_irq, board.uart, uart_driver, uart_stack + STACK_WORDS))
        printf("   serial line: %lu character(s) in %d ms\n", uart_chars, LISTEN_US / 1000);
    else
        printf("   serial line: not available\n");
}
