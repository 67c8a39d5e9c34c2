/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From the loader to kernel_start: QEMU's -kernel or U-Boot's bootm, both with a device tree (ePAPR).
 */
#include <plat/ppce500.h>

#include <arch/boot.h>
#include <drv/bootimage.h>
#include <drv/fdt.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/boot.h>
#include <kernel/print.h>

#define EPAPR_MAGIC  0x45504150u
#define RAM_END      0xa0000000u /* user level sees devices from here on (arch/family.h) */
#define DEVICES_LAST 0xafffffffu
#define BOOT_MAPPED  0x10000000u
#define RESET_OFFSET 0xb0u /* in the global utilities: RSTCR */

extern char image_start[];
extern char image_end[];

/* Before the tree was read, and where it is silent: QEMU's board. */
struct ppce500 ppce500 = {
    .uart = 0xfe0004500,
    .uart_hz = 400000000,
    .pic = 0xfe0040000,
    .timebase_hz = 400000000,
    .cpu_hz = 400000000,
    .bus_hz = 400000000,
};

static struct boot_info boot_info;

static void read_devices(const void *tree)
{
    int cpu = fdt_device_type(tree, FDT_NONE, "cpu");
    int uart = fdt_compatible(tree, FDT_NONE, "ns16550");
    uint64_t base;
    uint64_t size;

    ppce500.timebase_hz = fdt_cell(tree, cpu, "timebase-frequency", 0, ppce500.timebase_hz);
    ppce500.cpu_hz = fdt_cell(tree, cpu, "clock-frequency", 0, ppce500.cpu_hz);
    ppce500.bus_hz = fdt_cell(tree, cpu, "bus-frequency", 0, ppce500.bus_hz);
    ppce500.uart_hz = fdt_cell(tree, uart, "clock-frequency", 0, ppce500.uart_hz);
    if (fdt_reg(tree, uart, 0, &base, &size))
        ppce500.uart = base;
    if (fdt_reg(tree, fdt_device_type(tree, FDT_NONE, "open-pic"), 0, &base, &size))
        ppce500.pic = base;
    if (fdt_reg(tree, fdt_compatible(tree, FDT_NONE, "fsl,mpc8544-guts"), 0, &base, &size))
        ppce500.reset = base + RESET_OFFSET;
}

static void add_mem(struct boot_info *info, paddr_t first, paddr_t last, uint8_t type)
{
    if (info->mem_count < BOOT_MEM_MAX)
        info->mem[info->mem_count++] =
            (struct boot_mem){.first = first, .last = last, .type = type};
}

static void read_memory(const void *tree, struct boot_info *info)
{
    int node = fdt_device_type(tree, FDT_NONE, "memory");
    paddr_t end = 0;
    uint64_t base;
    uint64_t size;

    for (; node != FDT_NONE; node = fdt_device_type(tree, node, "memory")) {
        for (unsigned i = 0; fdt_reg(tree, node, i, &base, &size); i++) {
            if (size == 0 || base >= RAM_END)
                continue;
            size = MIN(size, RAM_END - base);
            add_mem(info, (paddr_t)base, (paddr_t)(base + size - 1), BOOT_MEM_CONVENTIONAL);
            end = MAX(end, (paddr_t)(base + size));
        }
    }
    add_mem(info, RAM_END, DEVICES_LAST, BOOT_MEM_SHARED);
    ppc_direct_extend(end);
}

void plat_boot(const struct ppc_boot_regs *regs)
{
    struct boot_info *info = &boot_info;
    const void *tree = arch_p2v(regs->r3);
    unsigned len;

    info->cmdline = "";
    info->image_first = arch_v2p(image_start);
    info->image_last = arch_v2p(image_end) - 1;
    if (regs->r6 != EPAPR_MAGIC || regs->r3 >= BOOT_MAPPED || !fdt_valid(tree)) {
        plat_console_init("");
        boot_fail("not started by an ePAPR loader with a device tree (r3 %08lx, r6 %08lx)",
                  regs->r3, regs->r6);
    }
    read_devices(tree);
    read_memory(tree, info);
    bootimage_read(info, arch_v2p(image_end),
                   fdt_prop(tree, fdt_find(tree, "/chosen"), "bootargs", &len));
    kernel_start(info);
}
