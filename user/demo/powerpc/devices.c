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
 * The transmitter of the serial line. ppce500: ns16550 at physical 0xf_e0004500, which words name as 0xa0004500. mac99: channel
 * A of the ESCC in the mac-io. The boards differ in the number of interrupts.
 */

#define PPCE500_SYSTEM_BASE 128
#define DEVICE_AT           0x70000000UL /* where the driver sees the registers' page */

struct line {
    L4_Word_t page; /* physical */
    L4_Word_t irq;
    void (*start)(void); /* lets the interrupt out */
    void (*send)(char c);
    void (*clear)(void); /* the interrupt was seen */
    void (*stop)(void);
};

static volatile L4_Word8_t *reg(L4_Word_t offset)
{
    return (volatile L4_Word8_t *)(DEVICE_AT + offset);
}

#define UART_THR 0x500 /* transmit */
#define UART_IER 0x501 /* interrupt enable: bit 1 transmitter empty */
#define UART_IIR 0x502 /* interrupt identification; reading it clears that interrupt */

static void uart_start(void)
{
    *reg(UART_IER) = 2;
}

static void uart_send(char c)
{
    *reg(UART_THR) = (L4_Word8_t)c;
}

static void uart_clear(void)
{
    (void)*reg(UART_IIR);
}

static void uart_stop(void)
{
    *reg(UART_IER) = 0;
}

#define ESCC_CONTROL 0x20
#define ESCC_DATA    0x30

static void escc_write(L4_Word_t number, L4_Word_t value)
{
    *reg(ESCC_CONTROL) = (L4_Word8_t)number;
    *reg(ESCC_CONTROL) = (L4_Word8_t)value;
}

/* WR9: interrupts on; WR1: of the transmitter. It tells of the end of a character, so one is sent first. */
static void escc_start(void)
{
    escc_write(9, 0x08);
    escc_write(1, 0x02);
    *reg(ESCC_DATA) = ' ';
}

static void escc_send(char c)
{
    *reg(ESCC_DATA) = (L4_Word8_t)c;
}

static void escc_clear(void)
{
    *reg(ESCC_CONTROL) = 0x28; /* reset transmitter interrupt pending */
}

static void escc_stop(void)
{
    escc_write(1, 0);
    escc_clear();
}

static const struct line uart = {0xa0004000UL, 42, uart_start, uart_send, uart_clear, uart_stop};
static const struct line escc = {0x80013000UL, 37, escc_start, escc_send, escc_clear, escc_stop};
static const struct line *line;

static const char text[] = "   these characters are sent by interrupts\r\n";
static L4_Word_t stack[STACK_WORDS];

/* Shared with main. */
static volatile L4_Word_t interrupts;
static volatile L4_Word_t sent;

static L4_ThreadId_t irq_thread(void)
{
    return L4_GlobalId(line->irq, 1);
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
    line->start();
    while (text[sent] != '\0' && L4_IpcSucceeded(next_interrupt(sent == 0))) {
        interrupts++;
        line->clear();
        line->send(text[sent++]);
    }
    line->stop();
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
        printf("   interrupt %lu is not to be had: %s\n", line->irq,
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
    void *kip = L4_GetKernelInterface();
    L4_Fpage_t page;
    L4_Fpage_t got;

    line = L4_ThreadIdSystemBase(kip) == PPCE500_SYSTEM_BASE ? &uart : &escc;
    page = L4_Fpage(line->page, env_page_size);

    demo_heading("A driver at user level");
    got = L4_Sigma0_GetPage_RcvWindow(L4_nilthread, L4_FpageAddRights(page, L4_ReadWriteOnly),
                                      L4_Fpage(DEVICE_AT, env_page_size));
    demo_check(!L4_IsNilFpage(got), "sigma0 gives the page of the serial line's registers");
    demo_check(!L4_IsNilFpage(got) && run_driver(), "the driver runs");
    printf("   %lu characters, %lu interrupts\n", sent, interrupts);
    demo_check(sent == sizeof(text) - 1 && interrupts >= sent, "interrupts come as messages");
}
