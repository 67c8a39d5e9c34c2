/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Console of the Malta board: the first serial port; the end of a run.
 *
 * Option exit=reset: the end of a run resets the board, which ends QEMU (-no-reboot).
 */
#include <hal/platform.h>

#include <drv/mmio.h>
#include <drv/ns16550.h>
#include <hal/mmu.h>
#include <kernel/string.h>
#include <plat/malta.h>
#include <kernel/section.h>

static struct ns16550 com1 = {.base = MALTA_COM1};
static bool exit_resets;
word_t malta_isa;

BOOT_CODE void plat_console_init(const char *cmdline)
{
    malta_isa = (word_t)arch_map_device(MALTA_ISA, MALTA_ISA_SIZE);
    exit_resets = option_is(option_find(cmdline, "exit"), "reset");
    ns16550_init(&com1, COM1_DIVISOR);
}

void plat_console_putc(char c)
{
    if (c == '\n')
        ns16550_putc(&com1, '\r');
    ns16550_putc(&com1, c);
}

int plat_console_getc(void)
{
    return ns16550_getc(&com1);
}

void plat_exit(unsigned n)
{
    (void)n;
    if (exit_resets)
        mmio_write32(arch_map_device(MALTA_SOFTRES, 4), 0, MALTA_SOFTRES_GO);
}
