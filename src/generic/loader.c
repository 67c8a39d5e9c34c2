/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Loading of ELF programs to their physical addresses.
 *
 * Nothing in the file is trusted: every offset and size is checked against the file before it is used.
 */
#include <hal/kip.h>
#include <hal/mmu.h>
#include <kernel/bits.h>
#include <kernel/loader.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define PT_LOAD 1u
#define ET_EXEC 2u

struct elf_header {
    uint8_t ident[16];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    word_t entry;
    word_t phoff;
    word_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
};

#if __SIZEOF_LONG__ == 4
struct elf_segment {
    uint32_t type;
    uint32_t offset;
    uint32_t vaddr;
    uint32_t paddr;
    uint32_t filesz;
    uint32_t memsz;
    uint32_t flags;
    uint32_t align;
};
#else
struct elf_segment {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz;
    uint64_t memsz;
    uint64_t align;
};
#endif

#define ELF_CLASS (sizeof(word_t) == 4 ? 1u : 2u)
#define ELF_DATA  (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 1u : 2u)

BOOT_CODE static const char *header_check(const struct elf_header *h, word_t size)
{
    if (size < sizeof(*h) || memcmp(h->ident, "\177ELF", 4) != 0)
        return "not an ELF file";
    if (h->ident[4] != ELF_CLASS)
        return ELF_CLASS == 1 ? "not a 32-bit ELF file" : "not a 64-bit ELF file";
    if (h->ident[5] != ELF_DATA || h->machine != GLUE_ELF_MACHINE)
        return "an ELF file for another CPU";
    if (h->type != ET_EXEC)
        return "not an executable ELF file (linked at fixed addresses)";
    if (h->phentsize != sizeof(struct elf_segment) || h->phoff % sizeof(word_t) != 0 ||
        h->phoff > size || h->phnum > (size - h->phoff) / sizeof(struct elf_segment))
        return "a damaged ELF file (program headers)";
    return NULL;
}

BOOT_CODE static const struct elf_segment *segments(const struct program *p)
{
    const struct elf_header *h = (const void *)p->file;

    return (const void *)(p->file + h->phoff);
}

BOOT_CODE static unsigned segment_count(const struct program *p)
{
    return ((const struct elf_header *)(const void *)p->file)->phnum;
}

BOOT_CODE const char *program_check(struct program *p)
{
    const struct elf_header *h = (const void *)p->file;
    const char *error = header_check(h, p->file_size);
    const struct elf_segment *s;

    if (error != NULL)
        return error;
    p->first = WORD_MAX;
    p->last = 0;
    s = segments(p);
    for (unsigned i = 0; i < segment_count(p); i++) {
        if (s[i].type != PT_LOAD || s[i].memsz == 0)
            continue;
        if (s[i].offset > p->file_size || s[i].filesz > p->file_size - s[i].offset ||
            s[i].filesz > s[i].memsz)
            return "a damaged ELF file (truncated)";
        if (s[i].paddr + (s[i].memsz - 1) < s[i].paddr)
            return "a damaged ELF file (segment wraps around)";
        if (p->first == WORD_MAX) {
            p->text_first = s[i].paddr;
            p->text_size = s[i].filesz;
        }
        p->first = MIN(p->first, s[i].paddr);
        p->last = MAX(p->last, s[i].paddr + (s[i].memsz - 1));
    }
    if (p->first > p->last)
        return "an ELF file without loadable segments";
    p->entry = h->entry;
    p->memory_size = p->last - p->first + 1;
    return NULL;
}

BOOT_CODE void program_load(const struct program *p)
{
    const struct elf_segment *s = segments(p);

    memset(arch_p2v(p->first), 0, p->memory_size);
    for (unsigned i = 0; i < segment_count(p); i++) {
        if (s[i].type == PT_LOAD)
            memcpy(arch_p2v(s[i].paddr), p->file + s[i].offset, s[i].filesz);
    }
    arch_cache_sync(arch_p2v(p->first), p->memory_size);
}
