/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The archive behind the kernel image, for boards whose loaders take one file only (docs/boot.md, "Boot image").
 *
 *   header   "PECANIMG", version 1, size of the archive, number of modules, offset of the command line, two words 0
 *   entries  offset, size, offset of the string, 0
 *   strings, each ended by NUL; then the modules at page borders
 *
 * Words of 32 bits in the processor's byte order, offsets from the header. Strings are copied: modules move later.
 */
#include <drv/bootimage.h>

#include <drv/physmem.h>
#include <kernel/bits.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define MAGIC       "PECANIMG"
#define VERSION     1u
#define PAGE_LOG2   12u
#define HEADER_SIZE 32u
#define ENTRY_SIZE  16u

/* Words of the header behind the magic. */
enum { HEAD_VERSION, HEAD_SIZE, HEAD_COUNT, HEAD_CMDLINE, HEAD_WORDS };

#define STRINGS_SIZE 4096u
#define CMDLINE_MAX  1024u

static char strings[STRINGS_SIZE];
static size_t strings_used;

/* Appends the string at `pa`, which ends before `end`, to what is being written at strings_used. Leaves room for NUL. */
BOOT_CODE static void append_string(paddr_t pa, paddr_t end)
{
    size_t room = MIN(STRINGS_SIZE - 2, strings_used + CMDLINE_MAX);
    char c;

    while (pa < end && strings_used < room) {
        phys_read(&c, pa++, 1);
        if (c == '\0')
            return;
        strings[strings_used++] = c;
    }
}

BOOT_CODE static const char *copy_string(paddr_t pa, paddr_t end)
{
    const char *start = &strings[strings_used];

    append_string(pa, end);
    if (strings_used < STRINGS_SIZE - 1)
        strings[strings_used++] = '\0';
    return start;
}

BOOT_CODE static void copy_cmdline(struct boot_info *info, paddr_t pa, paddr_t end,
                                   const char *more)
{
    info->cmdline = &strings[strings_used];
    append_string(pa, end);
    if (more != NULL && *more != '\0') {
        strings[strings_used++] = ' ';
        while (*more != '\0' && strings_used < CMDLINE_MAX)
            strings[strings_used++] = *more++;
    }
    strings[strings_used++] = '\0';
}

BOOT_CODE static bool add_module(struct boot_info *info, paddr_t archive, uint32_t size,
                                 const uint32_t *entry)
{
    struct boot_module *m = &info->module[info->module_count];

    if (info->module_count == BOOT_MODULES_MAX || entry[0] > size || entry[1] > size - entry[0] ||
        entry[2] > size)
        return false;
    m->start = archive + entry[0];
    m->size = entry[1];
    m->cmdline = copy_string(archive + entry[2], archive + size);
    info->module_count++;
    return true;
}

BOOT_CODE bool bootimage_read(struct boot_info *info, paddr_t image_end, const char *more)
{
    paddr_t archive = align_up(image_end, PAGE_LOG2);
    uint32_t head[HEAD_WORDS];
    char magic[sizeof(MAGIC) - 1];
    unsigned before = info->module_count;

    phys_read(magic, archive, sizeof(magic));
    phys_read(head, archive + sizeof(magic), sizeof(head));
    if (memcmp(magic, MAGIC, sizeof(magic)) != 0 || head[HEAD_VERSION] != VERSION) {
        copy_cmdline(info, 0, 0, more);
        return false;
    }
    copy_cmdline(info, archive + MIN(head[HEAD_CMDLINE], head[HEAD_SIZE]),
                 archive + head[HEAD_SIZE], more);
    for (uint32_t i = 0; i < head[HEAD_COUNT]; i++) {
        uint32_t entry[ENTRY_SIZE / 4];

        phys_read(entry, archive + HEADER_SIZE + i * ENTRY_SIZE, sizeof(entry));
        if (!add_module(info, archive, head[HEAD_SIZE], entry)) {
            info->module_count = before;
            return false;
        }
    }
    return true;
}
