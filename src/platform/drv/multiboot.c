/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Multiboot 1 and 2 information as boot_info. Everything is copied: the loader's memory is given away later.
 *
 * Memory descriptors come in the order that programs expect (abi-ia32 10): everything shared, the BIOS map, VGA and ROM
 * shared. [Multiboot Specification 0.6.96, 3.3 "Boot information format"; Multiboot2 Specification 2.0, 3.6 "Boot
 * information format"]
 */
#include <drv/multiboot.h>

#include <drv/physmem.h>
#include <hal/mmu.h>
#include <kernel/bits.h>
#include <kernel/section.h>

#define MB1_MAGIC 0x2badb002u
#define MB2_MAGIC 0x36d76289u

#define MB1_SIZE        88u
#define MB1_HAS_MEM     0x01u
#define MB1_HAS_CMDLINE 0x04u
#define MB1_HAS_MODULES 0x08u
#define MB1_HAS_MAP     0x40u

#define MB2_TAG_CMDLINE 1u
#define MB2_TAG_MODULE  3u
#define MB2_TAG_MAP     6u
#define MB2_TAG_RSDP1   14u
#define MB2_TAG_RSDP2   15u

#define BIOS_FREE 1u
#define INFO_MAX  65536u /* no sane table is longer */

#define STRINGS_SIZE 4096u
#define CMDLINE_MAX  512u

static char strings[STRINGS_SIZE];
static size_t strings_used;
static paddr_t memory_last;

/* The copy of a string; cut at CMDLINE_MAX; "" when there is no room left. */
BOOT_CODE static const char *copy_string(paddr_t pa)
{
    char *to = &strings[strings_used];
    size_t room = MIN(STRINGS_SIZE - strings_used, CMDLINE_MAX);
    size_t n = 0;

    if (room < 2)
        return "";
    do {
        phys_read(&to[n], pa + n, 1);
    } while (to[n] != '\0' && ++n < room - 1);
    to[n] = '\0';
    strings_used += n + 1;
    return to;
}

BOOT_CODE static void add_mem(struct boot_info *info, paddr_t first, paddr_t last, unsigned type,
                              unsigned subtype)
{
    struct boot_mem *m = &info->mem[info->mem_count];

    if (info->mem_count == BOOT_MEM_MAX || first > last)
        return;
    info->mem_count++;
    m->first = first;
    m->last = last;
    m->type = (uint8_t)type;
    m->subtype = (uint8_t)subtype;
}

/* An entry of the BIOS map. Descriptors count in KB: free memory shrinks to whole ones. What lies beyond the last address is
 * left out. */
BOOT_CODE static void add_bios(struct boot_info *info, uint64_t start, uint64_t len, uint32_t type)
{
    uint64_t last = start + len - 1;
    paddr_t first = (paddr_t)start;

    if (len == 0 || start > memory_last || last < start)
        return;
    if (last > memory_last)
        last = memory_last;
    if (type != BIOS_FREE) {
        add_mem(info, first, (paddr_t)last, BOOT_MEM_ARCH, type & 15);
        return;
    }
    if (start + 1023 > last || last < 1023)
        return;
    add_mem(info, align_up(first, 10), align_down((paddr_t)last + 1, 10) - 1, BOOT_MEM_CONVENTIONAL,
            1);
}

BOOT_CODE static void add_module(struct boot_info *info, paddr_t start, paddr_t end, paddr_t string)
{
    struct boot_module *m = &info->module[info->module_count];

    if (info->module_count == BOOT_MODULES_MAX || end < start)
        return;
    info->module_count++;
    m->start = start;
    m->size = end - start;
    m->cmdline = string == 0 ? "" : copy_string(string);
}

BOOT_CODE static void read_map1(struct boot_info *info, paddr_t at, uint32_t len)
{
    paddr_t end = at + MIN(len, INFO_MAX);

    while (at + 24 <= end) {
        uint32_t e[6]; /* size, address, length, type */

        phys_read(e, at, sizeof(e));
        add_bios(info, (uint64_t)e[2] << 32 | e[1], (uint64_t)e[4] << 32 | e[3], e[5]);
        if (e[0] < 20 || e[0] > INFO_MAX)
            return;
        at += e[0] + 4;
    }
}

BOOT_CODE static void read_mb1(struct boot_info *info, paddr_t mbi)
{
    uint32_t w[MB1_SIZE / 4];

    phys_read(w, mbi, sizeof(w));
    if ((w[0] & MB1_HAS_MAP) != 0) {
        read_map1(info, w[12], w[11]);
    } else if ((w[0] & MB1_HAS_MEM) != 0) {
        add_bios(info, 0, (uint64_t)w[1] << 10, BIOS_FREE);
        add_bios(info, 0x100000, (uint64_t)w[2] << 10, BIOS_FREE);
    }
    if ((w[0] & MB1_HAS_CMDLINE) != 0)
        info->cmdline = copy_string(w[4]);
    for (uint32_t i = 0; (w[0] & MB1_HAS_MODULES) != 0 && i < w[5]; i++) {
        uint32_t m[3];

        if (i == 2 * BOOT_MODULES_MAX)
            break;
        phys_read(m, w[6] + i * 16, sizeof(m));
        add_module(info, m[0], m[1], m[2]);
    }
}

BOOT_CODE static void read_map2(struct boot_info *info, paddr_t tag, uint32_t size)
{
    uint32_t entry = phys_read32(tag + 8);

    if (entry < 20 || entry > INFO_MAX)
        return;
    for (uint32_t at = 16; at + entry <= size; at += entry) {
        uint32_t e[5];

        phys_read(e, tag + at, sizeof(e));
        add_bios(info, (uint64_t)e[1] << 32 | e[0], (uint64_t)e[3] << 32 | e[2], e[4]);
    }
}

BOOT_CODE static void read_mb2(struct boot_info *info, paddr_t mbi, paddr_t *acpi_root)
{
    uint32_t total = MIN(phys_read32(mbi), INFO_MAX);

    for (uint32_t at = 8; at + 8 <= total;) {
        uint32_t type = phys_read32(mbi + at);
        uint32_t size = phys_read32(mbi + at + 4);

        if (size < 8 || size > total - at)
            return;
        if (type == MB2_TAG_CMDLINE)
            info->cmdline = copy_string(mbi + at + 8);
        else if (type == MB2_TAG_MODULE)
            add_module(info, phys_read32(mbi + at + 8), phys_read32(mbi + at + 12), mbi + at + 16);
        else if (type == MB2_TAG_MAP)
            read_map2(info, mbi + at, size);
        else if (type == MB2_TAG_RSDP1 || type == MB2_TAG_RSDP2)
            *acpi_root = phys_read32(mbi + at + 8 + 16);
        at += (uint32_t)align_up(size, 3);
    }
}

BOOT_CODE bool multiboot_read(struct boot_info *info, word_t magic, paddr_t mbi, paddr_t pa_last,
                              paddr_t *acpi_root)
{
    memory_last = pa_last;
    info->cmdline = "";
    if (magic != MB1_MAGIC && magic != MB2_MAGIC)
        return false;
    add_mem(info, 0, memory_last, BOOT_MEM_SHARED, 0);
    if (magic == MB1_MAGIC)
        read_mb1(info, mbi);
    else
        read_mb2(info, mbi, acpi_root);
    if (info->mem_count > BOOT_MEM_MAX - 3)
        info->mem_count = BOOT_MEM_MAX - 3; /* room for those below and mbi_publish */
    add_mem(info, 0xa0000, 0xbffff, BOOT_MEM_SHARED, 0);
    add_mem(info, 0xc0000, 0xeffff, BOOT_MEM_SHARED, 0);
    return true;
}
