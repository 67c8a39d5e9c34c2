/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Console of the PC: COM1 and the VGA text screen; the end of a run.
 *
 * Options: console=serial, vga, both (default: both); exit=0xf4 or debugcon: the verdict goes to QEMU's isa-debug-exit.
 */
#include <hal/platform.h>

#include <drv/ns16550.h>
#include <drv/vgatext.h>
#include <hal/mmu.h>
#include <kernel/string.h>
#include <x86/io.h>
#include <kernel/section.h>

#define COM1           0x3f8u
#define DIVISOR_115200 1u
#define VGA_TEXT       0xb8000u
#define DEBUG_EXIT     0xf4u

static struct ns16550 com1 = {.base = COM1};
static bool serial;
static bool vga;
static bool debug_exit;

BOOT_CODE void plat_console_init(const char *cmdline)
{
    const char *console = option_find(cmdline, "console");
    const char *exit = option_find(cmdline, "exit");

    serial = console == NULL || !option_is(console, "vga");
    vga = console == NULL || !option_is(console, "serial");
    debug_exit = exit != NULL && (option_is(exit, "0xf4") || option_is(exit, "debugcon"));
    if (serial)
        serial = ns16550_init(&com1, DIVISOR_115200);
    if (vga)
        vga = vgatext_init(arch_p2v(VGA_TEXT));
}

void plat_console_putc(char c)
{
    if (serial && c == '\n')
        ns16550_putc(&com1, '\r');
    if (serial)
        ns16550_putc(&com1, c);
    if (vga)
        vgatext_putc(c);
}

int plat_console_getc(void)
{
    return serial ? ns16550_getc(&com1) : -1;
}

void plat_exit(unsigned n)
{
    if (debug_exit)
        x86_outl(DEBUG_EXIT, n);
}
