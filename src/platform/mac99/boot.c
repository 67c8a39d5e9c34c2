/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From Open Firmware to kernel_start.
 */
#include <plat/mac99.h>

#include <arch/boot.h>
#include <drv/bootimage.h>
#include <drv/openfw.h>
#include <drv/ppcboard.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/boot.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define ARGS_MAX   256u
#define RANGES_MAX 8u
#define MACIO_CELL 2u        /* of assigned-addresses: the low word of the first address */
#define LOW_END    0x100000u /* the processor part's: vectors and hash table */

extern char image_start[];
extern char image_end[];

/* Where the firmware is silent: QEMU's board. */
struct mac99 mac99 = {
    .macio = 0x80000000,
};

struct ppcboard ppcboard = {
    .pic = {.little = true},
    .lines = 64,
    .timebase_hz = 100000000,
    .cpu_hz = 900000000,
    .bus_hz = 100000000,
};

static struct boot_info boot_info;

BOOT_CODE static uint32_t first_cpu(void)
{
    static const char *const names[] = {"/cpus/PowerPC,G4", "/cpus/PowerPC,G3", "/cpus/@0"};

    for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
        uint32_t cpu = openfw_find(names[i]);

        if (cpu != OPENFW_NONE)
            return cpu;
    }
    return OPENFW_NONE;
}

BOOT_CODE static void read_devices(void)
{
    uint32_t cpu = first_cpu();

    ppcboard.timebase_hz = openfw_cell(cpu, "timebase-frequency", 0, ppcboard.timebase_hz);
    ppcboard.cpu_hz = openfw_cell(cpu, "clock-frequency", 0, ppcboard.cpu_hz);
    ppcboard.bus_hz = openfw_cell(cpu, "bus-frequency", 0, ppcboard.bus_hz);
    mac99.macio =
        openfw_cell(openfw_find("mac-io"), "assigned-addresses", MACIO_CELL, (uint32_t)mac99.macio);
}

BOOT_CODE static void read_memory(struct boot_info *info)
{
    uint32_t reg[2 * RANGES_MAX];
    unsigned len = openfw_prop(openfw_find("/memory"), "reg", reg, sizeof(reg));
    paddr_t end = 0;

    for (unsigned i = 0; i + 1 < len / 4; i += 2) {
        if (reg[i + 1] == 0 || reg[i] >= ARCH_USER_END)
            continue;
        ppcboard_add_mem(info, reg[i], reg[i] + MIN(reg[i + 1], ARCH_USER_END - reg[i]) - 1,
                         BOOT_MEM_CONVENTIONAL);
        end = MAX(end, (paddr_t)reg[i] + reg[i + 1]);
    }
    ppcboard_add_mem(info, 0, LOW_END - 1, BOOT_MEM_RESERVED);
    ppcboard_add_mem(info, mac99.macio, mac99.macio + 0x7ffff, BOOT_MEM_SHARED);
    ppc_direct_extend(end);
}

BOOT_CODE void plat_boot(const struct ppc_boot_regs *regs)
{
    static char args[ARGS_MAX];
    struct boot_info *info = &boot_info;

    info->image_first = arch_v2p(image_start);
    info->image_last = arch_v2p(image_end) - 1;
    openfw_init(regs->r5);
    read_devices();
    read_memory(info);
    openfw_prop(openfw_find("/chosen"), "bootargs", args, sizeof(args) - 1);
    openfw_quiesce();
    ppc_classic_takeover();
    bootimage_read(info, arch_v2p(image_end), args);
    kernel_start(info);
}
