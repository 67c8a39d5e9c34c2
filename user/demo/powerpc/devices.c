/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: an exception that can be skipped, and a driver for the serial line's transmitter. The kernel prints on the same
 * line, by polling.
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
 * Exception: message words 0 IP, 1 SP, 2 FLAGS, 3 number, 4 error code, 5 local ID; the reply has the same form.
 */

void arch_raise_exception(void)
{
    __asm__ __volatile__("li 0, 0; trap" : : : "r0", "memory");
}

void arch_handle_exception(L4_ThreadId_t who, L4_Msg_t *msg)
{
    L4_MsgTag_t tag;

    printf("   thread %lx: exception %lx, error code %lx, at %lx\n", who.raw, L4_MsgWord(msg, 3),
           L4_MsgWord(msg, 4), L4_MsgWord(msg, 0));
    L4_MsgPutWord(msg, 0, L4_MsgWord(msg, 0) + 4);
    tag.raw = 6;
    L4_Set_MsgMsgTag(msg, tag);
}

/*
 * ns16550 of the ppce500 board: physical 0xf_e0004500, which words name as 0xa0004500.
 */

#define UART_PAGE   0xa0004000UL
#define UART_OFFSET 0x500
#define UART_IRQ    42
#define UART_AT     0x70000000UL /* where the driver sees the page */

#define THR      0 /* transmit */
#define IER      1 /* interrupt enable: bit 1 transmitter empty */
#define IIR      2 /* interrupt identification: bit 0 none */
#define LSR      5 /* line status: bit 5 transmitter empty */
#define IER_THRE 0x02
#define LSR_THRE 0x20

static const char text[] = "   these characters are sent by interrupts\r\n";
static L4_Word_t stack[STACK_WORDS];

/* Shared with main. */
static volatile L4_Word_t interrupts;
static volatile L4_Word_t sent;

static volatile L4_Word8_t *reg(unsigned n)
{
    return (volatile L4_Word8_t *)(UART_AT + UART_OFFSET + n);
}

static L4_ThreadId_t irq_thread(void)
{
    return L4_GlobalId(UART_IRQ, 1);
}

/* Waits for the interrupt; from the second time on, acknowledges the last one in the same call. */
static L4_MsgTag_t next_interrupt(int first)
{
    L4_Time_t wait = L4_TimePeriod(200000);

    L4_Set_MsgTag(L4_Niltag);
    if (first)
        return L4_Receive_Timeout(irq_thread(), wait);
    return L4_Call_Timeouts(irq_thread(), wait, wait);
}

static void driver(void)
{
    *reg(IER) = IER_THRE;
    while (text[sent] != '\0' && L4_IpcSucceeded(next_interrupt(sent == 0))) {
        interrupts++;
        (void)*reg(IIR);
        if ((*reg(LSR) & LSR_THRE) != 0)
            *reg(THR) = (L4_Word8_t)text[sent++];
    }
    *reg(IER) = 0;
    L4_Set_MsgTag(L4_Niltag);
    (void)L4_Send(env_main);
    for (;;)
        L4_Sleep(L4_Never);
}

static int run_driver(void)
{
    L4_ThreadId_t t = env_create(L4_nilthread, env_pager);
    int ran = 0;

    if (L4_IsNilThread(t))
        return 0;
    if (!L4_AssociateInterrupt(irq_thread(), t)) {
        printf("   interrupt %d is not to be had: %s\n", UART_IRQ,
               L4_ErrorCode_String(L4_ErrorCode()));
    } else {
        ran = env_start(t, driver, stack + STACK_WORDS) &&
              L4_IpcSucceeded(L4_Receive_Timeout(t, L4_TimePeriod(2000000)));
        (void)L4_DeassociateInterrupt(irq_thread());
    }
    (void)env_delete(t);
    return ran;
}

void arch_show_devices(void)
{
    L4_Fpage_t page = L4_Fpage(UART_PAGE, env_page_size);
    L4_Fpage_t got;

    demo_heading("A driver at user level");
    got = L4_Sigma0_GetPage_RcvWindow(L4_nilthread, L4_FpageAddRights(page, L4_ReadWriteOnly),
                                      L4_Fpage(UART_AT, env_page_size));
    demo_check(!L4_IsNilFpage(got), "sigma0 gives the page of the serial line's registers");
    demo_check(!L4_IsNilFpage(got) && run_driver(), "the driver runs");
    printf("   %lu characters, %lu interrupts\n", sent, interrupts);
    demo_check(sent == sizeof(text) - 1 && interrupts >= sent, "interrupts come as messages");
}
