/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Makes one file of the kernel, sigma0, the root task and further modules, for boards whose loaders take one file only
 * (docs/boot.md, "Boot image"). Runs on the build machine.
 *
 * The result is the kernel's ELF file with one more segment behind its bss, or the same as flat bytes. The segment is an
 * archive: a header, entries, strings, then the modules at page borders; numbers in the byte order of the kernel.
 * src/platform/drv/bootimage.c reads it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE        4096u
#define MODULES_MAX 32u
#define CHECKED     2u /* sigma0 and the root task are programs, the rest is data */
#define FILE_MAX    0x40000000l

#define HEADER_SIZE 32u
#define ENTRY_SIZE  16u
#define VERSION     1u

#define PT_LOAD  1u
#define ET_EXEC  2u
#define EM_MIPS  8u
#define EM_ARM   40u
#define SEGS_MAX 16u

/* An ARM zImage tells its end in its head [Linux Documentation/arm/booting.rst, 5 "Calling the kernel image"]. */
#define ZIMAGE_MAGIC_AT 0x24u
#define ZIMAGE_END_AT   0x2cu
#define ZIMAGE_MAGIC    0x016f2818u

struct segment {
    uint64_t offset;
    uint64_t vaddr;
    uint64_t paddr;
    uint64_t filesz;
    uint64_t memsz;
};

struct file {
    const char *name;
    const char *line; /* what the kernel and programs see as its name and arguments */
    uint8_t *data;
    uint64_t size;
    /* of ELF files */
    bool wide;
    bool big;
    unsigned machine;
    uint64_t entry;
    struct segment seg[SEGS_MAX];
    unsigned seg_count;
};

static struct file kernel;
static struct file module[MODULES_MAX];
static unsigned module_count;
static const char *output_name;
static const char *command_line = "";
static bool flat;
static bool unchecked;
static uint64_t limit = UINT64_MAX;
static uint64_t raised;

static const char usage[] =
    "usage: bootimage -o OUTPUT [-f elf|flat] [-c COMMAND-LINE] [-e END] [-r OFFSET] [-u] KERNEL "
    "[-m MODULE [-l LINE]]...\n"
    "  -o OUTPUT        the file to write\n"
    "  -f elf|flat      an ELF file (default), or bytes to load at the kernel's lowest physical "
    "address\n"
    "  -c COMMAND-LINE  the kernel's boot options\n"
    "  -e END           physical address that the image must not reach\n"
    "  -r OFFSET        the loader puts the image this much above the addresses of the ELF file\n"
    "  -u               do not check the programs: the kernel will\n"
    "  -m MODULE        a module: first sigma0, then the root task, then data\n"
    "  -l LINE          name and arguments of that module (default: its file name)\n";

static _Noreturn void __attribute__((format(printf, 1, 2))) fail(const char *format, ...)
{
    va_list args;

    fputs("bootimage: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static _Noreturn void bad_usage(const char *reason)
{
    fprintf(stderr, "bootimage: %s\n%s", reason, usage);
    exit(2);
}

static void *grab(uint64_t size)
{
    void *memory = calloc(1, size + 1);

    if (memory == NULL)
        fail("no memory for %llu bytes", (unsigned long long)size);
    return memory;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static uint64_t round_up(uint64_t v)
{
    return (v + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

/* ---- numbers in the kernel's byte order ---- */

static uint64_t get(const struct file *f, uint64_t at, unsigned bytes)
{
    uint64_t v = 0;

    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)f->data[at + i] << 8 * (f->big ? bytes - 1 - i : i);
    return v;
}

static void put(uint8_t *to, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(v >> 8 * (kernel.big ? bytes - 1 - i : i));
}

/* ---- files ---- */

static void read_file(struct file *f)
{
    FILE *in = fopen(f->name, "rb");
    long size;

    if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
        fail("%s: %s", f->name, strerror(errno));
    if (size > FILE_MAX)
        fail("%s: too large (%ld MB; %ld MB at most)", f->name, size >> 20, FILE_MAX >> 20);
    f->data = grab((uint64_t)size);
    f->size = (uint64_t)size;
    rewind(in);
    if (fread(f->data, 1, f->size, in) != f->size)
        fail("%s: cannot be read", f->name);
    fclose(in);
}

static void read_segments(struct file *f)
{
    uint64_t table = get(f, f->wide ? 32 : 28, f->wide ? 8 : 4);
    uint64_t size = get(f, f->wide ? 54 : 42, 2);
    uint64_t count = get(f, f->wide ? 56 : 44, 2);

    if (size != (f->wide ? 56u : 32u) || table > f->size || count > (f->size - table) / size)
        fail("%s: a damaged ELF file (program headers)", f->name);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t at = table + i * size;
        struct segment *s = &f->seg[f->seg_count];
        unsigned w = f->wide ? 8 : 4;

        if (get(f, at, 4) != PT_LOAD)
            continue;
        if (f->seg_count == SEGS_MAX - 1)
            fail("%s: more than %u segments", f->name, SEGS_MAX - 1);
        at += w; /* 32 bit: type, offset ...; 64 bit: type, flags, offset ... */
        s->offset = get(f, at, w);
        s->vaddr = get(f, at + w, w);
        s->paddr = get(f, at + 2 * w, w);
        s->filesz = get(f, at + 3 * w, w);
        s->memsz = get(f, at + 4 * w, w);
        if (s->memsz == 0)
            continue;
        if (s->offset > f->size || s->filesz > f->size - s->offset || s->filesz > s->memsz)
            fail("%s: a damaged ELF file (truncated)", f->name);
        if (s->paddr + (s->memsz - 1) < s->paddr ||
            (!f->wide && s->paddr + (s->memsz - 1) > UINT32_MAX))
            fail("%s: a damaged ELF file (segment wraps around)", f->name);
        f->seg_count++;
    }
    if (f->seg_count == 0)
        fail("%s: an ELF file without loadable segments", f->name);
}

static void read_elf(struct file *f)
{
    if (f->size < 64 || memcmp(f->data, "\177ELF", 4) != 0)
        fail("%s: not an ELF file", f->name);
    f->wide = f->data[4] == 2;
    f->big = f->data[5] == 2;
    f->machine = (unsigned)get(f, 18, 2);
    if (get(f, 16, 2) != ET_EXEC)
        fail("%s: not an executable ELF file (linked at fixed addresses)", f->name);
    f->entry = get(f, 24, f->wide ? 8 : 4);
    read_segments(f);
}

/* ---- checks ---- */

/* Where the processor sees it in memory: MIPS kernels name kseg0, kseg1 or xkphys addresses. */
static uint64_t physical(const struct file *f, uint64_t address)
{
    if (f == &kernel)
        address += raised;
    if (f->machine != EM_MIPS)
        return address;
    if ((f->wide && address >= 0xffffffff80000000u) || (!f->wide && address >= 0x80000000u))
        return address & 0x1fffffff;
    return address >> 62 == 2 ? address & 0x7ffffffffffffff : address;
}

static void check_overlap(const struct file *a, const struct file *b)
{
    for (unsigned i = 0; i < a->seg_count; i++) {
        for (unsigned k = 0; k < b->seg_count; k++) {
            uint64_t a_first = physical(a, a->seg[i].paddr);
            uint64_t b_first = physical(b, b->seg[k].paddr);
            uint64_t a_last = a_first + a->seg[i].memsz - 1;
            uint64_t b_last = b_first + b->seg[k].memsz - 1;

            if (a_first <= b_last && b_first <= a_last)
                fail("%s: its memory %llx-%llx overlaps %llx-%llx of %s", a->name,
                     (unsigned long long)a_first, (unsigned long long)a_last,
                     (unsigned long long)b_first, (unsigned long long)b_last, b->name);
        }
    }
}

static void check_program(struct file *f)
{
    if (f->size < 6 || memcmp(f->data, "\177ELF", 4) != 0)
        fail("%s: not an ELF file", f->name);
    if ((f->data[4] == 2) != kernel.wide)
        fail("%s: not a %d-bit ELF file, as the kernel %s is", f->name, kernel.wide ? 64 : 32,
             kernel.name);
    if ((f->data[5] == 2) != kernel.big)
        fail("%s: an ELF file of the other byte order than the kernel %s", f->name, kernel.name);
    read_elf(f);
    if (f->machine != kernel.machine)
        fail("%s: an ELF file for another CPU (machine %u; the kernel %s has %u)", f->name,
             f->machine, kernel.name, kernel.machine);
    check_overlap(f, &kernel);
}

/* ---- the archive ---- */

static uint64_t put_string(uint8_t *archive, uint64_t at, const char *s)
{
    memcpy(archive + at, s, strlen(s) + 1);
    return at + strlen(s) + 1;
}

/* As other loaders have it: the kernel's name, then its options. */
static char *kernel_line(void)
{
    const char *name = base_name(kernel.name);
    char *line = grab(strlen(name) + strlen(command_line) + 2);

    strcpy(line, name);
    strcat(line, " ");
    strcat(line, command_line);
    return line;
}

static uint8_t *make_archive(uint64_t *size)
{
    const char *first_line = kernel_line();
    uint64_t strings = HEADER_SIZE + module_count * ENTRY_SIZE;
    uint64_t content = strings + strlen(first_line) + 1;
    uint64_t total;
    uint8_t *archive;

    for (unsigned i = 0; i < module_count; i++)
        content += strlen(module[i].line) + 1;
    content = round_up(content);
    total = content;
    for (unsigned i = 0; i < module_count; i++)
        total += round_up(module[i].size);
    if (total > UINT32_MAX)
        fail("%s: the modules are too large together (%llu MB)", output_name,
             (unsigned long long)total >> 20);
    archive = grab(total);
    memcpy(archive, "PECANIMG", 8);
    put(archive + 8, VERSION, 4);
    put(archive + 12, total, 4);
    put(archive + 16, module_count, 4);
    put(archive + 20, strings, 4);
    strings = put_string(archive, strings, first_line);
    for (unsigned i = 0; i < module_count; i++) {
        uint8_t *entry = archive + HEADER_SIZE + i * ENTRY_SIZE;

        put(entry, content, 4);
        put(entry + 4, module[i].size, 4);
        put(entry + 8, strings, 4);
        strings = put_string(archive, strings, module[i].line);
        memcpy(archive + content, module[i].data, module[i].size);
        content += round_up(module[i].size);
    }
    *size = total;
    return archive;
}

/* The archive as the kernel's last segment, behind all others. */
static void append(void)
{
    const struct segment *end = &kernel.seg[0];
    struct segment *s = &kernel.seg[kernel.seg_count];

    for (unsigned i = 1; i < kernel.seg_count; i++) {
        if (kernel.seg[i].paddr + kernel.seg[i].memsz > end->paddr + end->memsz)
            end = &kernel.seg[i];
    }
    s->paddr = round_up(end->paddr + end->memsz);
    s->vaddr = s->paddr + (end->vaddr - end->paddr);
    kernel.seg_count++;
}

static void check_end(const struct segment *s)
{
    uint64_t first = physical(&kernel, s->paddr);
    uint64_t last = first + s->memsz - 1;
    const struct file *largest = &module[0];

    if (last >= first && last < limit && (kernel.wide || last <= UINT32_MAX))
        return;
    for (unsigned i = 1; i < module_count; i++) {
        if (module[i].size > largest->size)
            largest = &module[i];
    }
    fail("%s: the image is too large: it ends at %llx, the limit is %llx; its largest module is %s "
         "(%llu KB)",
         output_name, (unsigned long long)last,
         (unsigned long long)(kernel.wide || limit <= UINT32_MAX ? limit : UINT32_MAX),
         largest->name, (unsigned long long)largest->size >> 10);
}

/* ---- output ---- */

static void write_output(const uint8_t *data, uint64_t size)
{
    FILE *out = fopen(output_name, "wb");

    if (out == NULL || fwrite(data, 1, size, out) != size || fclose(out) != 0)
        fail("%s: %s", output_name, strerror(errno));
}

static uint64_t put_segment(uint8_t *to, const struct segment *s, uint64_t offset)
{
    unsigned w = kernel.wide ? 8 : 4;

    put(to, PT_LOAD, 4);
    put(to + (kernel.wide ? 4 : 24), 7, 4); /* flags: rwx */
    to += w;
    put(to, offset, w);
    put(to + w, s->vaddr, w);
    put(to + 2 * w, s->paddr, w);
    put(to + 3 * w, s->filesz, w);
    put(to + 4 * w, s->memsz, w);
    put(to + 5 * w + (kernel.wide ? 0 : 4), PAGE, w);
    return offset + round_up(s->filesz);
}

/* The kernel's file header with a new table of segments; each segment at a page border plus its address within the page. */
static void write_elf(const uint8_t *archive)
{
    unsigned head = kernel.wide ? 64 : 52;
    unsigned entry = kernel.wide ? 56 : 32;
    uint64_t at = round_up(head + (uint64_t)entry * kernel.seg_count);
    uint64_t size = at;
    uint8_t *out;

    for (unsigned i = 0; i < kernel.seg_count; i++)
        size += round_up(kernel.seg[i].filesz) + PAGE;
    out = grab(size);
    memcpy(out, kernel.data, head);
    put(out + (kernel.wide ? 32 : 28), head, kernel.wide ? 8 : 4); /* table of segments */
    put(out + (kernel.wide ? 40 : 32), 0, kernel.wide ? 8 : 4);    /* no sections */
    put(out + (kernel.wide ? 56 : 44), kernel.seg_count, 2);
    memset(out + (kernel.wide ? 58 : 46), 0, 6);
    for (unsigned i = 0; i < kernel.seg_count; i++) {
        const struct segment *s = &kernel.seg[i];
        uint64_t offset = at + s->vaddr % PAGE;

        memcpy(out + offset, i == kernel.seg_count - 1 ? archive : kernel.data + s->offset,
               s->filesz);
        at = round_up(put_segment(out + head + i * entry, s, offset));
    }
    write_output(out, at);
}

static void write_flat(const uint8_t *archive)
{
    const struct segment *last = &kernel.seg[kernel.seg_count - 1];
    uint64_t base = last->paddr;
    uint64_t size;
    uint8_t *out;

    for (unsigned i = 0; i < kernel.seg_count; i++) {
        if (kernel.seg[i].paddr < base)
            base = kernel.seg[i].paddr;
    }
    size = last->paddr - base + last->memsz;
    if (size > FILE_MAX)
        fail("%s: a flat image of %llu MB is too large", output_name,
             (unsigned long long)size >> 20);
    out = grab(size);
    for (unsigned i = 0; i < kernel.seg_count; i++) {
        const struct segment *s = &kernel.seg[i];

        memcpy(out + (s->paddr - base), s == last ? archive : kernel.data + s->offset, s->filesz);
    }
    if (kernel.machine == EM_ARM &&
        get(&(struct file){.data = out}, ZIMAGE_MAGIC_AT, 4) == ZIMAGE_MAGIC)
        put(out + ZIMAGE_END_AT, size, 4);
    write_output(out, size);
}

/* ---- command line ---- */

static const char *value(int argc, char **argv, int *i)
{
    if (*i + 1 == argc)
        bad_usage("the last option lacks its value");
    return argv[++*i];
}

static void add_module(const char *name)
{
    if (module_count == MODULES_MAX)
        fail("%s: more than %u modules", name, MODULES_MAX);
    module[module_count].name = name;
    module[module_count].line = base_name(name);
    module_count++;
}

static void set_format(const char *name)
{
    flat = strcmp(name, "flat") == 0;
    if (!flat && strcmp(name, "elf") != 0)
        bad_usage("-f wants 'elf' or 'flat'");
}

static uint64_t number(const char *text, const char *reason)
{
    char *end;
    uint64_t n = strtoull(text, &end, 0);

    if (*text == '\0' || *end != '\0')
        bad_usage(reason);
    return n;
}

static void parse(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            if (kernel.name != NULL)
                bad_usage("more than one kernel (modules go with -m)");
            kernel.name = argv[i];
        } else if (strcmp(argv[i], "-o") == 0) {
            output_name = value(argc, argv, &i);
        } else if (strcmp(argv[i], "-f") == 0) {
            set_format(value(argc, argv, &i));
        } else if (strcmp(argv[i], "-c") == 0) {
            command_line = value(argc, argv, &i);
        } else if (strcmp(argv[i], "-e") == 0) {
            limit = number(value(argc, argv, &i), "-e wants an address, such as 0x48000000");
        } else if (strcmp(argv[i], "-r") == 0) {
            raised = number(value(argc, argv, &i), "-r wants a number, such as 0x1000000");
        } else if (strcmp(argv[i], "-u") == 0) {
            unchecked = true;
        } else if (strcmp(argv[i], "-m") == 0) {
            add_module(value(argc, argv, &i));
        } else if (strcmp(argv[i], "-l") == 0 && module_count != 0) {
            module[module_count - 1].line = value(argc, argv, &i);
        } else {
            bad_usage("unknown option, or -l before -m");
        }
    }
    if (kernel.name == NULL || output_name == NULL)
        bad_usage("a kernel and -o OUTPUT are needed");
}

int main(int argc, char **argv)
{
    struct segment *last;
    uint8_t *archive;
    uint64_t size;

    parse(argc, argv);
    read_file(&kernel);
    read_elf(&kernel);
    for (unsigned i = 0; i < module_count; i++) {
        read_file(&module[i]);
        if (i < CHECKED && !unchecked)
            check_program(&module[i]);
    }
    if (module_count >= CHECKED && !unchecked)
        check_overlap(&module[1], &module[0]);
    archive = make_archive(&size);
    append();
    last = &kernel.seg[kernel.seg_count - 1];
    last->filesz = size;
    last->memsz = size;
    check_end(last);
    if (flat)
        write_flat(archive);
    else
        write_elf(archive);
    return 0;
}
