/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A boot loader for tests that does what api.md 6.10 and abi-ia32 10 say of the generic booting protocol.
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

struct elf {
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

struct segment {
    uint32_t type;
    uint32_t offset;
    uint32_t vaddr;
    uint32_t paddr;
    uint32_t filesz;
    uint32_t memsz;
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

static struct server load_program(unsigned number)
{
    const struct elf *elf = (const void *)modules[number].start;
    struct server s = {0xffffffff, 0, 0};
    unsigned i;

    if (elf->magic != ELF_MAGIC || (elf->ident[0] & 0xff) != 1)
        fail("a program is no 32-bit ELF file");
    for (i = 0; i < elf->phnum; i++) {
        const struct segment *p =
            (const void *)(modules[number].start + elf->phoff + i * elf->phentsize);

        if (p->type != PT_LOAD)
            continue;
        check_free(p->paddr, p->paddr + p->memsz, number);
        memcpy((void *)p->paddr, (const void *)(modules[number].start + p->offset), p->filesz);
        memset((void *)(p->paddr + p->filesz), 0, p->memsz - p->filesz);
        if (p->paddr < s.low)
            s.low = p->paddr;
        if (p->paddr + p->memsz > s.high)
            s.high = p->paddr + p->memsz;
    }
    s.entry = elf->entry;
    return s;
}

/* The first word with the magic, as other loaders take it. */
static uint32_t *find_kip(uint32_t first, uint32_t end)
{
    uint32_t *w;

    for (w = (uint32_t *)first; w + PAGE / 4 <= (uint32_t *)end; w++) {
        if (w[0] != KIP_MAGIC)
            continue;
        if (w[KIP_VERSION] == 0 || w[KIP_MEMORY_INFO] >> 16 == 0)
            fail("the kernel interface page's magic is in the kernel's code");
        return w;
    }
    fail("no kernel interface page in the kernel");
}

/*
 * Memory
 */

static void describe(unsigned type, uint32_t first, uint32_t last)
{
    unsigned n = kip[KIP_MEMORY_INFO] & 0xffff;
    uint32_t *d = kip + (kip[KIP_MEMORY_INFO] >> 16) / 4 + 2 * n;

    d[0] = (first & ~(uint32_t)1023) | type;
    d[1] = last & ~(uint32_t)1023;
    kip[KIP_MEMORY_INFO]++;
}

/* Describes the BIOS map; returns the end of free memory, as far as kernel memory may use it. */
static uint32_t describe_map(const struct multiboot *mbi)
{
    uint32_t at = mbi->map_addr;
    uint32_t best = 0;

    while (at < mbi->map_addr + mbi->map_length) {
        const uint32_t *e = (const uint32_t *)at;
        uint32_t last = e[1] + e[3] - 1;

        if (e[2] == 0 && e[3] != 0) {
            describe(e[5] == 1 ? MEM_FREE : MEM_BIOS | e[5] << 4, e[1], last);
            if (e[5] == 1 && last + 1 > best)
                best = last + 1;
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

    r[0] = type;
    r[1] = 1;
    r[2] = words * 4 + (uint32_t)((len + 3) & ~(size_t)3);
    if ((char *)r + r[2] > (char *)info + PAGE)
        fail("no room for the boot information");
    memcpy(r + words, cmdline, len);
    if (cmdline_word != 0)
        r[cmdline_word] = words * 4;
    info[4]++;
    return r + r[2] / 4;
}

static void write_info(const struct server *servers)
{
    uint32_t *r = info + 8;
    unsigned i;

    info[0] = 0x14b0021d;
    info[1] = 1;
    info[3] = 32;
    for (i = 1; i < num_modules; i++) {
        uint32_t *next;

        if (i <= 2) {
            next = begin_record(r, 2, 16, (const char *)modules[i].string, 15);
            r[3] = r[4] = servers[i].low;
            r[5] = servers[i].high - servers[i].low;
            r[12] = servers[i].entry;
            r[13] = 1;
        } else {
            next = begin_record(r, 1, 6, (const char *)modules[i].string, 5);
            r[3] = modules[i].start;
            r[4] = modules[i].end - modules[i].start;
        }
        r = next;
    }
    r[3] = (uint32_t)mbi_page;
    r = begin_record(r, 0x102, 4, "", 0);
    info[2] = (uint32_t)((char *)r - (char *)info);
    kip[KIP_BOOT_INFO] = (uint32_t)info;
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
        uint32_t *place = kip + (i == 1 ? KIP_SIGMA0 : KIP_ROOT);

        place[1] = servers[i].entry;
        place[2] = servers[i].low;
        place[3] = servers[i].high;
    }
    kip[KIP_MEMORY_INFO] &= 0xffff0000;
    describe(MEM_SHARED, 0, 0xffffffff);
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
