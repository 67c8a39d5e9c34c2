/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A boot loader for tests that does what api.md 6.10, abi-ia32 10 and abi-amd64 10 say of the generic booting protocol.
 *
 * A 32-bit program, for kernels of 32 and 64 bits. Words of the kernel interface page and of the boot information are of the
 * kernel's size; whatever it loads lies below 4 GB.
 *
 * Multiboot modules: kernel, sigma0, root task, data. It loads the three programs to their physical addresses, finds the
 * kernel interface page by its magic and writes servers, memory descriptors, kernel memory and boot information into it. The
 * kernel is entered with paging off. An error ends with a line PECAN-EXIT 1 on COM1. Option: kmem=SIZE (M only).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MULTIBOOT_MAGIC 0x2badb002u
#define ELF_MAGIC       0x464c457fu
#define KIP_MAGIC       0x4be6344cu
#define PT_LOAD         1u
#define COM1            0x3f8

#define KMEM_DEFAULT_MB 16u
#define KMEM_END        (240u << 20)
#define PAGE            4096u

/* Words of the kernel interface page. */
enum { KIP_VERSION = 1, KIP_SIGMA0 = 8, KIP_ROOT = 16, KIP_MEMORY_INFO = 21, KIP_BOOT_INFO = 46 };

/* Types of memory, with the subtype in bits 4 to 7. */
enum {
    MEM_FREE = 0x11,
    MEM_RESERVED = 0x02,
    MEM_SHARED = 0x04,
    MEM_INFO = 0x1e,
    MEM_SERVER = 0x2e,
    MEM_MODULE = 0x3e,
    MEM_BIOS = 0x0f
};

struct multiboot {
    uint32_t flags;
    uint32_t mem_lower;
    uint32_t mem_upper;
    uint32_t boot_device;
    uint32_t cmdline;
    uint32_t mods_count;
    uint32_t mods_addr;
    uint32_t syms[4];
    uint32_t map_length;
    uint32_t map_addr;
    uint32_t rest[9];
};

struct module {
    uint32_t start;
    uint32_t end;
    uint32_t string;
    uint32_t reserved;
};

/* Of the class that the third byte of ident tells; `segment` is put together from either. */
struct elf32 {
    uint32_t magic;
    uint32_t ident[3];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint32_t entry;
    uint32_t phoff;
    uint32_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
};

struct elf64 {
    uint32_t magic;
    uint32_t ident[3];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t phoff;
    uint64_t shoff;
    uint32_t flags;
    uint16_t ehsize;
    uint16_t phentsize;
    uint16_t phnum;
} __attribute__((packed));

struct segment {
    uint32_t type;
    uint32_t offset;
    uint32_t paddr;
    uint32_t filesz;
    uint32_t memsz;
};

struct program {
    bool wide;
    uint32_t entry;
    uint32_t phoff;
    uint32_t phentsize;
    uint32_t phnum;
};

struct server {
    uint32_t low;
    uint32_t high; /* first byte behind */
    uint32_t entry;
};

uint32_t load(uint32_t magic, const struct multiboot *mbi);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);

extern char image_start[];
extern char image_end[];

static struct module modules[16];
static unsigned num_modules;
static uint32_t info[PAGE / 4] __attribute__((aligned(4096)));
static char mbi_page[PAGE] __attribute__((aligned(4096)));
static uint32_t *kip;
static unsigned word_size = 4; /* of the kernel, in bytes */

/* Word i of a structure of the kernel's words. */
static uint32_t *word_at(uint32_t *base, unsigned i)
{
    return base + i * word_size / 4;
}

static void put(uint32_t *base, unsigned i, uint32_t value)
{
    uint32_t *w = word_at(base, i);

    w[0] = value;
    if (word_size == 8)
        w[1] = 0;
}

void *memcpy(void *to, const void *from, size_t n)
{
    char *t = to;
    const char *f = from;

    while (n-- > 0)
        *t++ = *f++;
    return to;
}

void *memset(void *to, int c, size_t n)
{
    char *t = to;

    while (n-- > 0)
        *t++ = (char)c;
    return to;
}

static size_t length(const char *s)
{
    size_t n = 0;

    while (s[n] != '\0')
        n++;
    return n;
}

static void print(const char *s)
{
    uint8_t status;

    for (; *s != '\0'; s++) {
        do {
            __asm__ volatile("inb %1, %0" : "=a"(status) : "Nd"((uint16_t)(COM1 + 5)));
        } while ((status & 0x20) == 0);
        __asm__ volatile("outb %0, %1" : : "a"(*s), "Nd"((uint16_t)COM1));
    }
}

static void __attribute__((noreturn)) fail(const char *what)
{
    print("kickstart: ");
    print(what);
    print("\nPECAN-EXIT 1\n");
    for (;;)
        __asm__ volatile("cli; hlt");
}

/* Offset of the memory descriptors: the upper half of the word. */
static uint32_t memory_info(uint32_t *page)
{
    uint32_t *w = word_at(page, KIP_MEMORY_INFO);

    return word_size == 8 ? w[1] : w[0] >> 16;
}

/*
 * Programs
 */

/* The loader, and modules that are still needed. */
static void check_free(uint32_t first, uint32_t end, unsigned next_module)
{
    unsigned i;

    if (first < (uint32_t)image_end && end > (uint32_t)image_start)
        fail("a program overlaps the loader");
    for (i = next_module; i < num_modules; i++)
        if (first < modules[i].end && end > modules[i].start)
            fail("a program overlaps a module");
}

static struct program open_program(uint32_t at)
{
    const struct elf32 *narrow = (const void *)at;
    const struct elf64 *wide = (const void *)at;
    unsigned class = narrow->ident[0] & 0xff;

    if (narrow->magic != ELF_MAGIC || (class != 1 && class != 2))
        fail("a program is no ELF file");
    if (class == 1)
        return (struct program){false, narrow->entry, narrow->phoff, narrow->phentsize,
                                narrow->phnum};
    return (struct program){true, (uint32_t)wide->entry, (uint32_t)wide->phoff, wide->phentsize,
                            wide->phnum};
}

/* Of an ELF64 header each field but the first two has 64 bits; the flags come second. */
static struct segment segment_of(const struct program *p, uint32_t at)
{
    const uint32_t *w = (const void *)at;

    if (p->wide)
        return (struct segment){w[0], w[2], w[6], w[8], w[10]};
    return (struct segment){w[0], w[1], w[3], w[4], w[5]};
}

static struct server load_program(unsigned number)
{
    uint32_t start = modules[number].start;
    struct program program = open_program(start);
    struct server s = {0xffffffff, 0, program.entry};
    unsigned i;

    for (i = 0; i < program.phnum; i++) {
        struct segment p = segment_of(&program, start + program.phoff + i * program.phentsize);

        if (p.type != PT_LOAD)
            continue;
        check_free(p.paddr, p.paddr + p.memsz, number);
        memcpy((void *)p.paddr, (const void *)(start + p.offset), p.filesz);
        memset((void *)(p.paddr + p.filesz), 0, p.memsz - p.filesz);
        if (p.paddr < s.low)
            s.low = p.paddr;
        if (p.paddr + p.memsz > s.high)
            s.high = p.paddr + p.memsz;
    }
    return s;
}

/* The first word with the magic, as other loaders take it. In a 64-bit kernel the magic's upper half is 0, in a 32-bit one the
 * version follows. */
static uint32_t *find_kip(uint32_t first, uint32_t end)
{
    uint32_t *w;

    for (w = (uint32_t *)first; w + PAGE / 4 <= (uint32_t *)end; w++) {
        if (w[0] != KIP_MAGIC)
            continue;
        word_size = w[1] == 0 ? 8 : 4;
        if (*word_at(w, KIP_VERSION) == 0 || memory_info(w) == 0)
            fail("the kernel interface page's magic is in the kernel's code");
        return w;
    }
    fail("no kernel interface page in the kernel");
}

/*
 * Memory
 */

static void describe(unsigned type, uint64_t first, uint64_t last)
{
    unsigned n = *word_at(kip, KIP_MEMORY_INFO) & 0xffff;
    uint32_t *d = word_at(kip + memory_info(kip) / 4, 2 * n);

    first = (first & ~(uint64_t)1023) | type;
    last &= ~(uint64_t)1023;
    memcpy(d, &first, word_size);
    memcpy(word_at(d, 1), &last, word_size);
    ++*word_at(kip, KIP_MEMORY_INFO);
}

/* Describes the BIOS map; returns the end of free memory, as far as kernel memory may use it. */
static uint32_t describe_map(const struct multiboot *mbi)
{
    uint32_t at = mbi->map_addr;
    uint32_t best = 0;

    while (at < mbi->map_addr + mbi->map_length) {
        const uint32_t *e = (const uint32_t *)at;
        uint64_t first = (uint64_t)e[2] << 32 | e[1];
        uint64_t last = first + ((uint64_t)e[4] << 32 | e[3]) - 1;

        if (last > first && (word_size == 8 || last >> 32 == 0)) {
            describe(e[5] == 1 ? MEM_FREE : MEM_BIOS | e[5] << 4, first, last);
            if (e[5] == 1 && last >> 32 == 0 && last + 1 > best)
                best = (uint32_t)last + 1;
        }
        at += e[0] + 4;
    }
    return (best < KMEM_END ? best : KMEM_END) & ~(PAGE - 1);
}

static uint32_t kmem_size(const char *cmdline)
{
    uint32_t mb = 0;
    size_t i;

    for (i = 0; cmdline[i] != '\0'; i++) {
        if (cmdline[i] != 'k' || cmdline[i + 1] != 'm' || cmdline[i + 4] != '=')
            continue;
        for (i += 5; cmdline[i] >= '0' && cmdline[i] <= '9'; i++)
            mb = mb * 10 + (uint32_t)(cmdline[i] - '0');
        return mb << 20;
    }
    return KMEM_DEFAULT_MB << 20;
}

/*
 * Boot information
 */

static uint32_t *begin_record(uint32_t *r, uint32_t type, uint32_t words, const char *cmdline,
                              unsigned cmdline_word)
{
    size_t len = length(cmdline) + 1;
    uint32_t size = words * word_size + (uint32_t)((len + word_size - 1) & ~(word_size - 1));

    if ((char *)r + size > (char *)info + PAGE)
        fail("no room for the boot information");
    put(r, 0, type);
    put(r, 1, 1);
    put(r, 2, size);
    memcpy(word_at(r, words), cmdline, len);
    if (cmdline_word != 0)
        put(r, cmdline_word, words * word_size);
    ++*word_at(info, 4);
    return r + size / 4;
}

static void write_info(const struct server *servers)
{
    uint32_t *r = word_at(info, 8);
    unsigned i;

    put(info, 0, 0x14b0021d);
    put(info, 1, 1);
    put(info, 3, 8 * word_size);
    for (i = 1; i < num_modules; i++) {
        uint32_t *next;

        if (i <= 2) {
            next = begin_record(r, 2, 16, (const char *)modules[i].string, 15);
            put(r, 3, servers[i].low);
            put(r, 4, servers[i].low);
            put(r, 5, servers[i].high - servers[i].low);
            put(r, 12, servers[i].entry);
            put(r, 13, 1);
        } else {
            next = begin_record(r, 1, 6, (const char *)modules[i].string, 5);
            put(r, 3, modules[i].start);
            put(r, 4, modules[i].end - modules[i].start);
        }
        r = next;
    }
    put(r, 3, (uint32_t)mbi_page);
    r = begin_record(r, 0x102, 4, "", 0);
    put(info, 2, (uint32_t)((char *)r - (char *)info));
    put(kip, KIP_BOOT_INFO, (uint32_t)info);
}

static void write_mbi(const struct multiboot *mbi)
{
    struct multiboot *copy = (void *)mbi_page;

    *copy = *mbi;
    copy->cmdline = modules[2].string;
}

static void take_modules(const struct multiboot *mbi)
{
    unsigned i;

    for (i = 0; i < mbi->mods_count && i < sizeof(modules) / sizeof(modules[0]); i++)
        modules[num_modules++] = ((const struct module *)mbi->mods_addr)[i];
    if (num_modules < 3)
        fail("the modules kernel, sigma0 and root task are needed");
}

uint32_t load(uint32_t magic, const struct multiboot *mbi)
{
    struct server servers[3];
    uint32_t kmem_end;
    uint32_t kmem;
    unsigned i;

    if (magic != MULTIBOOT_MAGIC || (mbi->flags & 0x48) != 0x48)
        fail("no multiboot information with modules and a memory map");
    take_modules(mbi);
    print("kickstart: loading\n");
    for (i = 0; i < 3; i++)
        servers[i] = load_program(i);
    kip = find_kip(servers[0].low, servers[0].high);
    for (i = 1; i < 3; i++) {
        unsigned place = i == 1 ? KIP_SIGMA0 : KIP_ROOT;

        put(kip, place + 1, servers[i].entry);
        put(kip, place + 2, servers[i].low);
        put(kip, place + 3, servers[i].high);
    }
    *word_at(kip, KIP_MEMORY_INFO) &= word_size == 8 ? 0 : 0xffff0000;
    describe(MEM_SHARED, 0, ~(uint64_t)0);
    kmem_end = describe_map(mbi);
    kmem = kmem_size((const char *)mbi->cmdline);
    check_free(kmem_end - kmem, kmem_end, 0);
    describe(MEM_RESERVED, kmem_end - kmem, kmem_end - 1);
    describe(MEM_SHARED, 0xa0000, 0xbffff);
    describe(MEM_SHARED, 0xc0000, 0xeffff);
    for (i = 1; i < 3; i++)
        describe(MEM_SERVER, servers[i].low, servers[i].high - 1);
    for (i = 3; i < num_modules; i++)
        describe(MEM_MODULE, modules[i].start, modules[i].end - 1);
    describe(MEM_INFO, (uint32_t)info, (uint32_t)info + PAGE - 1);
    describe(MEM_INFO, (uint32_t)mbi_page, (uint32_t)mbi_page + PAGE - 1);
    write_mbi(mbi);
    write_info(servers);
    return servers[0].entry;
}
