/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Multiboot information for programs (record 0x102 of the boot information, api.md 6.9): a copy in one page, rebuilt from
 * boot_info, since the loader's memory is given away. The command line is the root task's (abi-ia32 10).
 * [Multiboot Specification 0.6.96, 3.3 "Boot information format"]
 */
#include <drv/multiboot.h>

#include <hal/mmu.h>
#include <kernel/string.h>
#include <kernel/section.h>

/* Behind the BIOS data area; no program is linked here (api.md 6.10). */
#define MBI_PAGE 0x1000u
#define MBI_SIZE 4096u

#define FLAG_MEM     0x01u
#define FLAG_CMDLINE 0x04u
#define FLAG_MODULES 0x08u
#define FLAG_MAP     0x40u

/* Words of the structure. */
enum {
    FLAGS,
    MEM_LOWER,
    MEM_UPPER,
    BOOT_DEVICE,
    CMDLINE,
    MODS_COUNT,
    MODS_ADDR,
    MAP_LENGTH = 11,
    MAP_ADDR
};
#define MBI_HEAD  88u
#define MOD_SIZE  16u
#define MAP_ENTRY 24u

BOOT_CODE static uint32_t put_string(const char *s, uint32_t *used)
{
    uint32_t at = *used;
    size_t len = strlen(s) + 1;

    if (at + len > MBI_SIZE - 1)
        return MBI_PAGE + MBI_SIZE - 1; /* the page's last byte stays 0: an empty string */
    memcpy((char *)arch_p2v(MBI_PAGE) + at, s, len);
    *used += (uint32_t)len;
    return MBI_PAGE + at;
}

BOOT_CODE static void put64(uint32_t *to, uint64_t value)
{
    to[0] = (uint32_t)value;
    to[1] = (uint32_t)(value >> 32);
}

/* The BIOS map again; also the memory sizes in KB below and above 1 MB. */
BOOT_CODE static uint32_t put_map(const struct boot_info *info, uint32_t *mbi, uint32_t used)
{
    mbi[MAP_ADDR] = MBI_PAGE + used;
    for (unsigned i = 0; i < info->mem_count; i++) {
        const struct boot_mem *m = &info->mem[i];
        uint32_t *e = mbi + used / 4;

        if (m->type == BOOT_MEM_SHARED)
            continue;
        e[0] = MAP_ENTRY - 4;
        put64(e + 1, m->first);
        put64(e + 3, (uint64_t)m->last - m->first + 1);
        e[5] = m->subtype;
        used += MAP_ENTRY;
        if (m->type == BOOT_MEM_CONVENTIONAL && m->first == 0)
            mbi[MEM_LOWER] = (uint32_t)((m->last + 1) >> 10);
        if (m->type == BOOT_MEM_CONVENTIONAL && m->first == 0x100000)
            mbi[MEM_UPPER] = (uint32_t)((m->last + 1 - m->first) >> 10);
    }
    mbi[MAP_LENGTH] = MBI_PAGE + used - mbi[MAP_ADDR];
    return used;
}

BOOT_CODE static bool page_is_free(const struct boot_info *info)
{
    bool conventional = false;

    for (unsigned i = 0; i < info->mem_count; i++) {
        const struct boot_mem *m = &info->mem[i];

        if (m->first <= MBI_PAGE && m->last >= MBI_PAGE + MBI_SIZE - 1)
            conventional = m->type == BOOT_MEM_CONVENTIONAL;
    }
    for (unsigned i = 0; i < info->module_count; i++)
        if (info->module[i].start < MBI_PAGE + MBI_SIZE &&
            info->module[i].start + info->module[i].size > MBI_PAGE)
            return false;
    return conventional;
}

BOOT_CODE void mbi_publish(struct boot_info *info)
{
    uint32_t *mbi = arch_p2v(MBI_PAGE);
    uint32_t used = MBI_HEAD;

    if (!page_is_free(info) || info->mem_count == BOOT_MEM_MAX)
        return;
    memset(mbi, 0, MBI_SIZE);
    mbi[FLAGS] = FLAG_MEM | FLAG_CMDLINE | FLAG_MODULES | FLAG_MAP;
    used = put_map(info, mbi, used);
    mbi[MODS_COUNT] = info->module_count;
    mbi[MODS_ADDR] = MBI_PAGE + used;
    used += info->module_count * MOD_SIZE;
    mbi[CMDLINE] = put_string(info->module_count > 1 ? info->module[1].cmdline : "", &used);
    for (unsigned i = 0; i < info->module_count; i++) {
        uint32_t *m = mbi + (mbi[MODS_ADDR] - MBI_PAGE) / 4 + i * (MOD_SIZE / 4);

        m[0] = (uint32_t)info->module[i].start;
        m[1] = (uint32_t)(info->module[i].start + info->module[i].size);
        m[2] = put_string(info->module[i].cmdline, &used);
    }
    info->mem[info->mem_count].first = MBI_PAGE;
    info->mem[info->mem_count].last = MBI_PAGE + MBI_SIZE - 1;
    info->mem[info->mem_count].type = BOOT_MEM_LOADER;
    info->mem[info->mem_count].subtype = 1;
    info->mem_count++;
    info->mbi = MBI_PAGE;
    info->mbi_size = MBI_HEAD; /* its pointers lead into the page */
}
