/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From the loader to kernel_start: multiboot, or a loader of the generic boot protocol that patched the kernel interface page
 * in the image (api.md 6.10).
 */
#include <plat/pc.h>

#include <arch/boot.h>
#include <drv/multiboot.h>
#include <drv/physmem.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <x86/pte.h>
#include <kernel/section.h>

#define KIP_WORD_MAGIC       0u
#define KIP_WORD_VERSION     1u
#define KIP_WORD_KERN_DESC   3u
#define KIP_WORD_SIGMA0_HIGH 11u
#define KIP_WORD_MEM_INFO    21u
#define ELF_MAGIC            0x464c457fu
#define SCAN_MAX             0x100000u

extern char image_start[];
extern char image_end[];

paddr_t pc_acpi_root;
static struct boot_info boot_info;

/* Words of our own page. Its magic is read from there: as a constant in the code it would mislead loaders, which take
 * the first word of the image with that value for the page. */
static const word_t *const kip_words = (const word_t *)(const void *)&kip;

BOOT_CODE static bool is_kip(paddr_t pa)
{
    word_t w[KIP_WORD_MEM_INFO + 1];

    phys_read(w, pa, sizeof(w));
    return w[0] == kip_words[KIP_WORD_MAGIC] && w[KIP_WORD_VERSION] >> 24 == 0x84 &&
           w[KIP_WORD_KERN_DESC] < 4096 && w[KIP_WORD_MEM_INFO] >> (WORD_BITS / 2) != 0;
}

/* Is the module a kernel image, as first of a module list that was made for another loader? */
BOOT_CODE static bool is_kernel(const struct boot_module *m)
{
    word_t size = MIN(m->size, SCAN_MAX);

    if (size < 4096 || phys_read32(m->start) != ELF_MAGIC)
        return false;
    for (word_t at = 0; at + 4096 <= size; at += 4) {
        const uint32_t *w = arch_window(0, m->start + at, 0);

        if (*w == kip_words[KIP_WORD_MAGIC] && is_kip(m->start + at))
            return true;
    }
    return false;
}

BOOT_CODE static void drop_kernel_module(struct boot_info *info)
{
    if (info->module_count == 0 || !is_kernel(&info->module[0]))
        return;
    info->module_count--;
    memmove(&info->module[0], &info->module[1], info->module_count * sizeof(info->module[0]));
}

BOOT_CODE void plat_boot(word_t magic, word_t mbi)
{
    struct boot_info *info = &boot_info;

    info->cmdline = "";
    info->image_first = arch_v2p(image_start);
    info->image_last = arch_v2p(image_end) - 1;
    if (kip_words[KIP_WORD_SIGMA0_HIGH] != 0) {
        info->patched_kip = true;
    } else if (!multiboot_read(info, magic, mbi, x86_pa_last(), &pc_acpi_root)) {
        plat_console_init("");
        boot_fail(
            "not started by a multiboot loader (EAX %08lx), and no loader filled in the kernel "
            "interface page",
            magic);
    }
    drop_kernel_module(info);
    if (!info->patched_kip)
        mbi_publish(info);
    kernel_start(info);
}
