/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Writing the boot information (api.md 6.9).
 */
#include <hal/mmu.h>
#include <kernel/bits.h>
#include <kernel/bootinfo.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define BOOTINFO_MAGIC ((word_t)0x14b0021d)
#define REC_MODULE     0x0001u
#define REC_EXECUTABLE 0x0002u
#define REC_MULTIBOOT  0x0102u

struct bootinfo_header {
    word_t magic;
    word_t version;
    word_t size;
    word_t first_entry;
    word_t num_entries;
    word_t reserved[3];
};

struct bootinfo_record {
    word_t type;
    word_t version;
    word_t offset_next;
};

struct bootinfo_module {
    struct bootinfo_record record;
    word_t start;
    word_t size;
    word_t cmdline_offset;
};

struct bootinfo_executable {
    struct bootinfo_record record;
    word_t text_pstart;
    word_t text_vstart;
    word_t text_size;
    word_t data[3];
    word_t bss[3];
    word_t initial_ip;
    word_t flags;
    word_t label;
    word_t cmdline_offset;
};

struct bootinfo_multiboot {
    struct bootinfo_record record;
    word_t address;
};

/* Where the next record goes. */
struct writer {
    struct bootinfo_header *header;
    char *next;
};

BOOT_CODE static word_t string_space(const char *s)
{
    return align_up((word_t)strlen(s) + 1, sizeof(word_t) == 8 ? 3 : 2);
}

BOOT_CODE word_t bootinfo_size(const struct boot_info *info)
{
    word_t size =
        sizeof(struct bootinfo_header) + sizeof(struct bootinfo_multiboot) + info->mbi_size;

    for (unsigned i = 0; i < info->module_count; i++)
        size += sizeof(struct bootinfo_executable) + string_space(info->module[i].cmdline);
    return size;
}

/* Starts a record of `size` bytes with the command line behind it; returns the offset of the latter. */
BOOT_CODE static word_t begin(struct writer *w, unsigned type, word_t size, const char *cmdline)
{
    struct bootinfo_record *r = (void *)w->next;

    r->type = type;
    r->version = 1;
    r->offset_next = size;
    if (*cmdline == '\0')
        return 0;
    memcpy(w->next + size, cmdline, strlen(cmdline) + 1);
    r->offset_next += string_space(cmdline);
    return size;
}

BOOT_CODE static void end(struct writer *w)
{
    w->next += ((struct bootinfo_record *)(void *)w->next)->offset_next;
    w->header->num_entries++;
}

BOOT_CODE static void put_executable(struct writer *w, const struct program *p, const char *cmdline)
{
    struct bootinfo_executable *x = (void *)w->next;

    x->cmdline_offset = begin(w, REC_EXECUTABLE, sizeof(*x), cmdline);
    x->text_pstart = p->first;
    x->text_vstart = p->first;
    x->text_size = p->memory_size;
    x->initial_ip = p->entry;
    x->flags = sizeof(word_t) == 4 ? 1 : 2; /* the ELF class */
    end(w);
}

BOOT_CODE static void put_module(struct writer *w, const struct boot_module *m)
{
    struct bootinfo_module *x = (void *)w->next;

    x->cmdline_offset = begin(w, REC_MODULE, sizeof(*x), m->cmdline);
    x->start = m->start;
    x->size = m->size;
    end(w);
}

BOOT_CODE void bootinfo_write(const struct boot_info *info, const struct program *sigma0,
                              const struct program *root, paddr_t at)
{
    struct bootinfo_header *h = arch_p2v(at);
    struct writer w = {.header = h, .next = (char *)(h + 1)};

    memset(h, 0, bootinfo_size(info));
    h->magic = BOOTINFO_MAGIC;
    h->version = 1;
    h->first_entry = sizeof(*h);
    put_executable(&w, sigma0, info->module[0].cmdline);
    put_executable(&w, root, info->module[1].cmdline);
    for (unsigned i = 2; i < info->module_count; i++)
        put_module(&w, &info->module[i]);
    if (info->mbi_size != 0) {
        struct bootinfo_multiboot *x = (void *)w.next;

        begin(&w, REC_MULTIBOOT, sizeof(*x), "");
        x->address = at + (paddr_t)(w.next + sizeof(*x) - (char *)h);
        end(&w);
        memcpy(w.next, arch_p2v(info->mbi), info->mbi_size);
        w.next += info->mbi_size;
    }
    h->size = (word_t)(w.next - (char *)h);
}
