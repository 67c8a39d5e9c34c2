/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The e500 board of QEMU (ppce500), after the MPC8544DS: UART, MPIC, end of a run.
 *
 * Interrupt numbers are the MPIC's sources, as in the device tree: 0 .. 11 external lines, 16 .. on-chip devices. Option
 * exit=reset: the board is reset at the end of a run (QEMU with -no-reboot ends).
 */
#include <plat/ppce500.h>

#include <arch/boot.h>
#include <drv/mmio.h>
#include <drv/ns16550.h>
#include <drv/ppcboard.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define BAUD      115200u
#define UART_SIZE 8u
#define PIC_SIZE  0x40000u
#define INTERNAL  16u /* first on-chip source */
#define RESET_REQ 2u

static struct ns16550 uart;
static void *reset_register;

BOOT_CODE void plat_console_init(const char *cmdline)
{
    const char *exit = option_find(cmdline, "exit");

    uart.base = (word_t)arch_map_device(ppce500.uart, UART_SIZE);
    ns16550_init(&uart, ppce500.uart_hz / (16 * BAUD));
    if (exit != NULL && option_is(exit, "reset") && ppce500.reset != 0)
        reset_register = arch_map_device(ppce500.reset, 4);
}

void plat_console_putc(char c)
{
    if (c == '\n')
        ns16550_putc(&uart, '\r');
    ns16550_putc(&uart, c);
}

int plat_console_getc(void)
{
    return ns16550_getc(&uart);
}

void plat_exit(unsigned n)
{
    (void)n;
    if (reset_register != NULL)
        mmio_write32(reset_register, 0, RESET_REQ);
}

/* External lines are PCI's on these boards: level, active low. */
BOOT_CODE void plat_init(const char *cmdline)
{
    (void)cmdline;
    ppcboard_init(arch_map_device(ppce500.pic, PIC_SIZE));
    for (unsigned i = 0; i < MIN(INTERNAL, ppcboard.pic.sources); i++)
        openpic_setup(&ppcboard.pic, i, true, false);
}
