/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Flattened device trees (drv/fdt.h).
 */
#include <drv/fdt.h>

#include <drv/physmem.h>
#include <kernel/bits.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define MAGIC          0xd00dfeedu
#define SIZE_MAX_BYTES 0x400000u
#define NAME_MAX_BYTES 32u

/* Words of the header. */
enum {
    H_MAGIC,
    H_SIZE,
    H_STRUCTS,
    H_STRINGS,
    H_RESERVED,
    H_VERSION,
    H_COMPATIBLE,
    H_BOOT_CPU,
    H_STRINGS_SIZE,
    H_STRUCTS_SIZE
};

enum { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };

BOOT_CODE static uint32_t big_endian(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

BOOT_CODE static uint32_t read32(const struct fdt *f, uint32_t offset)
{
    uint8_t b[4];

    if (offset > f->size - 4)
        return 0;
    phys_read(b, f->at + offset, sizeof(b));
    return big_endian(b);
}

/* Is the string at `offset` this one, ended by NUL or (`unit`) by '@'? */
BOOT_CODE static bool equal(const struct fdt *f, uint32_t offset, const char *s, bool unit)
{
    char buf[NAME_MAX_BYTES];
    size_t n = strlen(s);

    if (n >= NAME_MAX_BYTES || offset >= f->size || f->size - offset <= n)
        return false;
    phys_read(buf, f->at + offset, n + 1);
    return memcmp(buf, s, n) == 0 && (buf[n] == '\0' || (unit && buf[n] == '@'));
}

BOOT_CODE bool fdt_open(struct fdt *f, paddr_t at)
{
    *f = (struct fdt){.at = at, .size = 4};
    if ((at & 3) != 0 || read32(f, 0) != MAGIC)
        return false;
    f->size = 40;
    f->size = read32(f, 4 * H_SIZE);
    if (f->size < 40 || f->size > SIZE_MAX_BYTES)
        return false;
    f->structs = read32(f, 4 * H_STRUCTS);
    f->structs_end = f->structs + MIN(read32(f, 4 * H_STRUCTS_SIZE), f->size);
    f->strings = read32(f, 4 * H_STRINGS);
    f->reserved = read32(f, 4 * H_RESERVED);
    return f->structs < f->size && f->strings < f->size;
}

BOOT_CODE bool fdt_reservation(const struct fdt *f, unsigned n, uint64_t *start, uint64_t *size)
{
    uint32_t at = f->reserved + 16 * n;

    if (n > f->size / 16 || at > f->size)
        return false;
    *start = (uint64_t)read32(f, at) << 32 | read32(f, at + 4);
    *size = (uint64_t)read32(f, at + 8) << 32 | read32(f, at + 12);
    return *size != 0;
}

BOOT_CODE static uint32_t skip_string(const struct fdt *f, uint32_t offset)
{
    char c;

    do {
        if (offset >= f->size)
            return f->size;
        phys_read(&c, f->at + offset++, 1);
    } while (c != '\0');
    return (uint32_t)align_up(offset, 2);
}

/* The token behind the property at `at`, which is described. */
BOOT_CODE static uint32_t property(const struct fdt *f, uint32_t at, uint32_t *name,
                                   struct fdt_prop *p)
{
    p->len = MIN(read32(f, at + 4), f->size);
    p->at = at + 12;
    *name = f->strings + MIN(read32(f, at + 8), f->size);
    return p->at + (uint32_t)align_up(p->len, 2);
}

/* Takes note of how children write addresses. */
BOOT_CODE static void note_cells(const struct fdt *f, struct fdt_walk *w, uint32_t name,
                                 const struct fdt_prop *p)
{
    if (w->depth > FDT_DEPTH)
        return;
    if (equal(f, name, "#address-cells", false))
        w->cells[w->depth][0] = (uint8_t)MIN(fdt_cell(f, p, 0), 4u);
    else if (equal(f, name, "#size-cells", false))
        w->cells[w->depth][1] = (uint8_t)MIN(fdt_cell(f, p, 0), 4u);
}

BOOT_CODE static void enter(struct fdt_walk *w, uint32_t name, struct fdt_node *n)
{
    unsigned parent = MIN(w->depth, FDT_DEPTH);

    n->name = name;
    n->address_cells = w->cells[parent][0];
    n->size_cells = w->cells[parent][1];
    w->depth++;
    n->depth = w->depth;
    if (w->depth <= FDT_DEPTH) {
        w->cells[w->depth][0] = 2; /* what holds where nothing is said */
        w->cells[w->depth][1] = 1;
    }
}

BOOT_CODE bool fdt_next(const struct fdt *f, struct fdt_walk *w, struct fdt_node *n)
{
    if (w->next == 0)
        w->next = f->structs;
    while (w->next < f->structs_end && w->next + 4 <= f->size) {
        uint32_t at = w->next;
        uint32_t name;
        struct fdt_prop p;

        switch (read32(f, at)) {
        case BEGIN_NODE:
            enter(w, at + 4, n);
            w->next = skip_string(f, at + 4);
            n->props = w->next;
            return true;
        case END_NODE:
            if (w->depth != 0)
                w->depth--;
            w->next += 4;
            break;
        case PROP:
            w->next = property(f, at, &name, &p);
            note_cells(f, w, name, &p);
            break;
        case NOP:
            w->next += 4;
            break;
        default:
            return false;
        }
        if (w->next <= at)
            return false;
    }
    return false;
}

BOOT_CODE bool fdt_is_named(const struct fdt *f, const struct fdt_node *n, const char *name)
{
    return equal(f, n->name, name, true);
}

BOOT_CODE bool fdt_find(const struct fdt *f, const struct fdt_node *n, const char *name,
                        struct fdt_prop *p)
{
    uint32_t at = n->props;

    while (at < f->structs_end && at + 12 <= f->size) {
        uint32_t token = read32(f, at);
        uint32_t next = at + 4;
        uint32_t its_name;

        if (token == PROP) {
            next = property(f, at, &its_name, p);
            if (next <= f->size && equal(f, its_name, name, false))
                return true;
        } else if (token != NOP) {
            return false;
        }
        if (next <= at)
            return false;
        at = next;
    }
    return false;
}

BOOT_CODE bool fdt_is_string(const struct fdt *f, const struct fdt_prop *p, const char *s)
{
    return p->len > strlen(s) && equal(f, p->at, s, false);
}

BOOT_CODE bool fdt_is_compatible(const struct fdt *f, const struct fdt_node *n, const char *name)
{
    struct fdt_prop p;

    if (!fdt_find(f, n, "compatible", &p))
        return false;
    while (p.len > strlen(name)) {
        char c;

        if (equal(f, p.at, name, false))
            return true;
        do {
            phys_read(&c, f->at + p.at, 1);
            p.at++;
            p.len--;
        } while (c != '\0' && p.len != 0);
    }
    return false;
}

BOOT_CODE void fdt_string(const struct fdt *f, const struct fdt_prop *p, char *buf, size_t size)
{
    size_t n = MIN((size_t)p->len, size - 1);

    phys_read(buf, f->at + p->at, n);
    buf[n] = '\0';
}

BOOT_CODE uint32_t fdt_cell(const struct fdt *f, const struct fdt_prop *p, unsigned i)
{
    return i < p->len / 4 ? read32(f, p->at + 4 * i) : 0;
}

/* A number of so many cells; the upper ones of more than two are dropped. */
BOOT_CODE static uint64_t number(const struct fdt *f, const struct fdt_prop *p, unsigned first,
                                 unsigned cells)
{
    uint64_t v = 0;

    for (unsigned i = 0; i < cells; i++)
        v = v << 32 | fdt_cell(f, p, first + i);
    return v;
}

BOOT_CODE bool fdt_reg(const struct fdt *f, const struct fdt_node *n, unsigned i, uint64_t *start,
                       uint64_t *size)
{
    unsigned step = n->address_cells + n->size_cells;
    struct fdt_prop p;

    if (step == 0 || !fdt_find(f, n, "reg", &p) || (i + 1) * step > p.len / 4)
        return false;
    *start = number(f, &p, i * step, n->address_cells);
    *size = number(f, &p, i * step + n->address_cells, n->size_cells);
    return true;
}
