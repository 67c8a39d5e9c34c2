/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From the loader to kernel_start: QEMU's -kernel or U-Boot's bootm, both with a device tree (ePAPR).
 */
#include <plat/ppce500.h>

#include <arch/boot.h>
#include <drv/bootimage.h>
#include <drv/fdt.h>
#include <drv/ppcboard.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/boot.h>
#include <kernel/print.h>
#include <kernel/section.h>

#define EPAPR_MAGIC  0x45504150u
#define RAM_END      0xa0000000u /* user level sees devices from here on (arch/family.h) */
#define DEVICES_LAST 0xafffffffu
#define ARGS_MAX     256u
#define BOOT_MAPPED  0x10000000u
#define RESET_OFFSET 0xb0u /* in the global utilities: RSTCR */

extern char image_start[];
extern char image_end[];

/* Before the tree was read, and where it is silent: QEMU's board. */
struct ppce500 ppce500 = {
    .uart = 0xfe0004500,
    .uart_hz = 400000000,
    .pic = 0xfe0040000,
};

struct ppcboard ppcboard = {
    .lines = 128,
    .timebase_hz = 400000000,
    .cpu_hz = 400000000,
    .bus_hz = 400000000,
};

static struct boot_info boot_info;
static char args[ARGS_MAX];
static bool uart_found;
static uint64_t soc; /* where the addresses of the on-chip devices begin */

BOOT_CODE static void set_cell(const struct fdt *f, const struct fdt_node *n, const char *name,
                               uint32_t *value)
{
    struct fdt_prop p;

    if (fdt_find(f, n, name, &p) && p.len >= sizeof(uint32_t))
        *value = fdt_cell(f, &p, 0);
}

BOOT_CODE static void read_memory(const struct fdt *f, const struct fdt_node *n,
                                  struct boot_info *info)
{
    paddr_t end = 0;
    uint64_t base;
    uint64_t size;

    for (unsigned i = 0; fdt_reg(f, n, i, &base, &size); i++) {
        if (size == 0 || base >= RAM_END)
            continue;
        size = MIN(size, RAM_END - base);
        ppcboard_add_mem(info, (paddr_t)base, (paddr_t)(base + size - 1), BOOT_MEM_CONVENTIONAL);
        end = MAX(end, (paddr_t)(base + size));
    }
    ppc_direct_extend(end);
}

static void read_cpu(const struct fdt *f, const struct fdt_node *n)
{
    set_cell(f, n, "timebase-frequency", &ppcboard.timebase_hz);
    set_cell(f, n, "clock-frequency", &ppcboard.cpu_hz);
    set_cell(f, n, "bus-frequency", &ppcboard.bus_hz);
}

/* A node in the on-chip bus, or that bus itself: its ranges say where it begins, one cell here, two above. */
BOOT_CODE static void read_device(const struct fdt *f, const struct fdt_node *n)
{
    struct fdt_prop p;
    uint64_t base;
    uint64_t size;

    if (fdt_is_named(f, n, "soc") && fdt_find(f, n, "ranges", &p) && p.len >= 3 * sizeof(uint32_t))
        soc = (uint64_t)fdt_cell(f, &p, 1) << 32 | fdt_cell(f, &p, 2);
    if (soc == 0 || !fdt_reg(f, n, 0, &base, &size))
        return;
    if (fdt_is_compatible(f, n, "ns16550") && !uart_found) {
        uart_found = true;
        ppce500.uart = soc + base;
        set_cell(f, n, "clock-frequency", &ppce500.uart_hz);
    } else if (fdt_find(f, n, "device_type", &p) && fdt_is_string(f, &p, "open-pic")) {
        ppce500.pic = soc + base;
    } else if (fdt_is_compatible(f, n, "fsl,mpc8544-guts")) {
        ppce500.reset = soc + base + RESET_OFFSET;
    }
}

BOOT_CODE static void read_tree(const struct fdt *f, struct boot_info *info)
{
    struct fdt_walk w = {0};
    struct fdt_node n;
    struct fdt_prop p;

    while (fdt_next(f, &w, &n)) {
        bool typed = fdt_find(f, &n, "device_type", &p);

        if (typed && fdt_is_string(f, &p, "memory"))
            read_memory(f, &n, info);
        else if (typed && fdt_is_string(f, &p, "cpu"))
            read_cpu(f, &n);
        else if (fdt_is_named(f, &n, "chosen") && fdt_find(f, &n, "bootargs", &p))
            fdt_string(f, &p, args, sizeof(args));
        else
            read_device(f, &n);
    }
    ppcboard_add_mem(info, RAM_END, DEVICES_LAST, BOOT_MEM_SHARED);
}

BOOT_CODE void plat_boot(const struct ppc_boot_regs *regs)
{
    struct boot_info *info = &boot_info;
    struct fdt tree;

    info->cmdline = "";
    info->image_first = arch_v2p(image_start);
    info->image_last = arch_v2p(image_end) - 1;
    if (regs->r6 != EPAPR_MAGIC || regs->r3 >= BOOT_MAPPED || !fdt_open(&tree, regs->r3)) {
        plat_console_init("");
        boot_fail("not started by an ePAPR loader with a device tree (r3 %08lx, r6 %08lx)",
                  regs->r3, regs->r6);
    }
    read_tree(&tree, info);
    bootimage_read(info, arch_v2p(image_end), args);
    kernel_start(info);
}
