/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Power Macintosh "New World" as QEMU has it (mac99): serial line, OpenPIC.
 *
 * Interrupt numbers are the OpenPIC's sources.
 */
#include <plat/mac99.h>

#include <arch/boot.h>
#include <drv/escc.h>
#include <drv/ppcboard.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/section.h>

#define ESCC_A_CONTROL 0x13020u /* from the mac-io */
#define ESCC_A_DATA    0x13030u
#define PIC            0x40000u
#define MACIO_SIZE     0x80000u

static struct escc serial;

BOOT_CODE static char *macio(unsigned offset)
{
    return (char *)arch_map_device(mac99.macio, MACIO_SIZE) + offset;
}

BOOT_CODE void plat_console_init(const char *cmdline)
{
    (void)cmdline;
    serial.control = (word_t)macio(ESCC_A_CONTROL);
    serial.data = (word_t)macio(ESCC_A_DATA);
    escc_init(&serial);
}

void plat_console_putc(char c)
{
    if (c == '\n')
        escc_putc(&serial, '\r');
    escc_putc(&serial, c);
}

int plat_console_getc(void)
{
    return escc_getc(&serial);
}

/* Nothing ends this machine but its firmware, which is gone. */
void plat_exit(unsigned n)
{
    (void)n;
}

BOOT_CODE void plat_init(const char *cmdline)
{
    (void)cmdline;
    ppcboard_init(macio(PIC));
}
