/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From the loader to kernel_start: device tree and boot image.
 *
 * The tree is where r2 says (U-Boot, QEMU's loader of flat images), or at the start of RAM (QEMU's ELF loader). What is needed is
 * taken from it here; its memory is given away.
 */
#include <plat/virt.h>

#include <arch/boot.h>
#include <drv/armboard.h>
#include <drv/bootimage.h>
#include <drv/fdt.h>
#include <drv/gic.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define BOOTARGS_MAX  512u
#define GIC_CELLS     3u
#define TIMER_VIRTUAL 2u /* which of the timer's interrupts */
#define IRQ_EDGES     3u /* flag bits: rising, falling */

extern char image_end[];

/* Where nothing else is said, things are as on QEMU's machine. SystemBase: abi-arm 8. */
struct armboard armboard = {
    .uart = 0x09000000,
    .gic_distributor = 0x08000000,
    .gic_cpu = 0x08010000,
    .irqs = 128,
    .timer_irq = 27,
};

uint32_t virt_timer_hz;
unsigned virt_cpus;

static char bootargs[BOOTARGS_MAX];

/* A range of the tree, cut to what words can name. sigma0 has memory at equal addresses: what lies in the kernel's area is of no use. */
static bool cut(uint64_t start, uint64_t size, paddr_t *first, paddr_t *last)
{
    uint64_t end = start + size;

    if (size == 0 || start >= ARCH_USER_END || end < start)
        return false;
    *first = (paddr_t)start;
    *last = (paddr_t)MIN(end, (uint64_t)ARCH_USER_END) - 1;
    return true;
}

BOOT_CODE static void read_memory(const struct fdt *f, const struct fdt_node *n)
{
    uint64_t start;
    uint64_t size;
    paddr_t first;
    paddr_t last;

    for (unsigned i = 0; fdt_reg(f, n, i, &start, &size); i++) {
        if (!cut(start, size, &first, &last))
            continue;
        armboard_add_mem(align_up(first, 12), align_down(last + 1, 12) - 1, BOOT_MEM_CONVENTIONAL);
        if (first <= ARM_RAM_BASE && last > ARM_RAM_BASE)
            arm_ram_found(align_down(last + 1, 12));
    }
}

/* Edge-triggered lines of any device. */
BOOT_CODE static void read_interrupts(const struct fdt *f, const struct fdt_node *n)
{
    struct fdt_prop p;

    if (!fdt_find(f, n, "interrupts", &p))
        return;
    for (unsigned i = 0; (i + GIC_CELLS) * 4 <= p.len; i += GIC_CELLS) {
        uint32_t line = fdt_cell(f, &p, i + 1);

        if (fdt_cell(f, &p, i) == 0 && line < armboard.irqs &&
            (fdt_cell(f, &p, i + 2) & IRQ_EDGES) != 0)
            armboard.edge[line / 32] |= 1u << (line % 32);
    }
}

BOOT_CODE static void read_timer(const struct fdt *f, const struct fdt_node *n)
{
    struct fdt_prop p;

    if (fdt_find(f, n, "interrupts", &p) && p.len >= (TIMER_VIRTUAL + 1) * GIC_CELLS * 4)
        armboard.timer_irq = GIC_PRIVATE + fdt_cell(f, &p, TIMER_VIRTUAL * GIC_CELLS + 1) % 16;
    if (fdt_find(f, n, "clock-frequency", &p))
        virt_timer_hz = fdt_cell(f, &p, 0);
}

BOOT_CODE static void read_node(const struct fdt *f, const struct fdt_node *n)
{
    struct armboard *d = &armboard;
    struct fdt_prop p;
    uint64_t size;

    if (fdt_find(f, n, "device_type", &p) && fdt_is_string(f, &p, "memory"))
        read_memory(f, n);
    else if (fdt_find(f, n, "device_type", &p) && fdt_is_string(f, &p, "cpu"))
        virt_cpus++;
    else if (fdt_is_named(f, n, "chosen") && fdt_find(f, n, "bootargs", &p))
        fdt_string(f, &p, bootargs, sizeof(bootargs));
    else if (fdt_is_compatible(f, n, "arm,pl011"))
        fdt_reg(f, n, 0, &d->uart, &size);
    else if (fdt_is_compatible(f, n, "arm,cortex-a15-gic") ||
             fdt_is_compatible(f, n, "arm,gic-400") || fdt_is_compatible(f, n, "arm,cortex-a9-gic"))
        (void)(fdt_reg(f, n, 0, &d->gic_distributor, &size) &&
               fdt_reg(f, n, 1, &d->gic_cpu, &size));
    else if (fdt_is_compatible(f, n, "arm,armv7-timer") ||
             fdt_is_compatible(f, n, "arm,armv8-timer"))
        read_timer(f, n);
    else if (fdt_is_named(f, n, "psci") && fdt_find(f, n, "method", &p)) {
        d->psci = true;
        d->psci_hvc = fdt_is_string(f, &p, "hvc");
    }
    if (n->depth > 1)
        read_interrupts(f, n);
}

BOOT_CODE static void read_tree(const struct fdt *f)
{
    struct fdt_walk walk = {0};
    struct fdt_node node;
    uint64_t start;
    uint64_t size;
    paddr_t first;
    paddr_t last;

    while (fdt_next(f, &walk, &node))
        read_node(f, &node);
    for (unsigned i = 0; fdt_reservation(f, i, &start, &size); i++) {
        if (cut(start, size, &first, &last))
            armboard_add_mem(first, last, BOOT_MEM_RESERVED);
    }
}

BOOT_CODE void plat_boot(word_t r0, word_t r1, word_t r2)
{
    struct fdt fdt;
    bool has_tree = (r2 != 0 && fdt_open(&fdt, r2)) || fdt_open(&fdt, ARM_RAM_BASE);

    (void)r0;
    (void)r1;
    armboard_begin();
    if (has_tree)
        read_tree(&fdt);
    bootimage_read(&armboard_boot_info, arch_v2p(image_end), bootargs);
    if (!has_tree) {
        plat_console_init("");
        boot_fail("no device tree: neither at %08lx (r2) nor at %08lx", (unsigned long)r2,
                  (unsigned long)ARM_RAM_BASE);
    }
    kernel_start(&armboard_boot_info);
}
