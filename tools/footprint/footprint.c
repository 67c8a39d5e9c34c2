/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A TCG plugin for QEMU that tells what the kernel does between two stretches of user code: instructions, loads, stores,
 * and distinct cache lines.
 *
 * The guest program marks what is to be measured by storing into an array of bytes, one per measurement: a store to byte n > 0
 * begins measurement n, a store to byte 0 ends it. While one is open, each crossing is counted: it begins with the first
 * instruction inside the kernel's addresses and ends behind the last one. When a measurement ends, one line of JSON is
 * written: sums, and the distinct kinds of crossings with how often each occurred. Lines of data are counted by physical
 * address, since kernel and user see some data at different places.
 *
 * Arguments: kernel=FIRST-LAST (may come again), marks=ADDRESS+COUNT (hexadecimal), out=FILE, trace=N: measurement N's
 * crossings number 40 and 41 are written instruction by instruction, profile=N: how often it executed each instruction.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_plugin.h"

#define LINE_SHIFT    6
#define MAX_RANGES    8
#define MAX_CPUS      32
#define MAX_LINES     4096 /* a power of two; crossings that touch more lines say so */
#define MAX_KINDS     12
#define TRACE_FIRST   40
#define TRACE_COUNT   2
#define MAX_ARGUMENTS 256

/* The lines that one crossing touched: a hash table of line + 1, emptied by a new round number. */
struct lines {
    uint64_t key[MAX_LINES];
    uint32_t round[MAX_LINES];
    uint32_t current;
    unsigned count;
};

struct costs {
    uint64_t insns;
    uint64_t loads;
    uint64_t stores;
    uint64_t io;
    uint64_t code_lines;
    uint64_t data_lines;
    uint64_t written_lines;
};

struct kind {
    struct costs costs;
    uint64_t count;
    uint64_t first; /* number of the first crossing of this kind, from 1 */
    uint64_t last;
};

struct processor {
    unsigned measurement; /* 0: none is open */
    bool in_kernel;
    struct costs now;
    struct lines code;
    struct lines data;
    struct lines written;
    uint64_t gap; /* user instructions since the last crossing */
    /* Since the measurement began. */
    uint64_t crossings;
    struct costs sum;
    uint64_t most;
    uint64_t least;
    uint64_t user_insns; /* between the first and the last crossing */
    struct kind kinds[MAX_KINDS];
    unsigned num_kinds;
    uint64_t other_kinds; /* crossings of kinds that found no room */
};

struct range {
    uint64_t first;
    uint64_t last;
};

struct place {
    uint64_t address;
    unsigned size;
    uint64_t hits; /* while the profiled measurement was open */
    struct place *next;
};

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_VERSION;
PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
                                      char **argv);

static struct range kernel_ranges[MAX_RANGES];
static unsigned num_ranges;
static uint64_t marks_first;
static uint64_t marks_count;
static unsigned traced;
static unsigned profiled;
static struct place *places_all; /* kernel instructions, some of them more than once */
static FILE *out;
static struct processor *processors[MAX_CPUS];

static void lines_clear(struct lines *set)
{
    set->current++;
    set->count = 0;
}

static void lines_add(struct lines *set, uint64_t line)
{
    unsigned i = (unsigned)((line * 0x9e3779b97f4a7c15u) >> 40) % MAX_LINES;

    if (set->count >= MAX_LINES / 2)
        return; /* more than anyone wants to know */
    while (set->round[i] == set->current) {
        if (set->key[i] == line)
            return;
        i = (i + 1) % MAX_LINES;
    }
    set->key[i] = line;
    set->round[i] = set->current;
    set->count++;
}

static void lines_add_bytes(struct lines *set, uint64_t address, unsigned size)
{
    lines_add(set, address >> LINE_SHIFT);
    lines_add(set, (address + size - 1) >> LINE_SHIFT);
}

static bool is_kernel(uint64_t address)
{
    unsigned i;

    for (i = 0; i < num_ranges; i++)
        if (address >= kernel_ranges[i].first && address <= kernel_ranges[i].last)
            return true;
    return false;
}

static struct processor *processor(unsigned cpu)
{
    struct processor *p;

    if (cpu >= MAX_CPUS) {
        fprintf(stderr, "footprint: processor %u is more than the plugin can count\n", cpu);
        abort();
    }
    p = processors[cpu];
    if (!p) {
        p = calloc(1, sizeof(*p));
        if (!p)
            abort();
        p->code.current = p->data.current = p->written.current = 1;
        processors[cpu] = p;
    }
    return p;
}

/*
 * Crossings and measurements
 */

static void crossing_begin(struct processor *p)
{
    p->in_kernel = true;
    memset(&p->now, 0, sizeof(p->now));
    lines_clear(&p->code);
    lines_clear(&p->data);
    lines_clear(&p->written);
    if (p->crossings > 0)
        p->user_insns += p->gap;
    p->gap = 0;
}

static void note_kind(struct processor *p)
{
    struct kind *kind;
    unsigned i;

    for (i = 0; i < p->num_kinds; i++) {
        kind = &p->kinds[i];
        if (memcmp(&kind->costs, &p->now, sizeof(p->now)) == 0) {
            kind->count++;
            kind->last = p->crossings;
            return;
        }
    }
    if (p->num_kinds == MAX_KINDS) {
        p->other_kinds++;
        return;
    }
    kind = &p->kinds[p->num_kinds++];
    kind->costs = p->now;
    kind->count = 1;
    kind->first = kind->last = p->crossings;
}

static void crossing_end(struct processor *p)
{
    p->in_kernel = false;
    p->crossings++;
    p->now.code_lines = p->code.count;
    p->now.data_lines = p->data.count;
    p->now.written_lines = p->written.count;
    p->sum.insns += p->now.insns;
    p->sum.loads += p->now.loads;
    p->sum.stores += p->now.stores;
    p->sum.io += p->now.io;
    if (p->now.insns > p->most)
        p->most = p->now.insns;
    if (p->now.insns < p->least)
        p->least = p->now.insns;
    note_kind(p);
}

static void measurement_begin(struct processor *p, unsigned number)
{
    p->measurement = number;
    p->in_kernel = false;
    p->gap = 0;
    p->crossings = 0;
    memset(&p->sum, 0, sizeof(p->sum));
    p->most = 0;
    p->least = UINT64_MAX;
    p->user_insns = 0;
    memset(p->kinds, 0, sizeof(p->kinds));
    p->num_kinds = 0;
    p->other_kinds = 0;
}

static void print_costs(const struct costs *c)
{
    fprintf(out,
            "\"insns\": %" PRIu64 ", \"loads\": %" PRIu64 ", \"stores\": %" PRIu64
            ", \"io\": %" PRIu64,
            c->insns, c->loads, c->stores, c->io);
}

/* One line for each kernel instruction that was executed. */
static void print_profile(void)
{
    const struct place *place;

    for (place = places_all; place; place = place->next)
        if (place->hits != 0)
            fprintf(out, "{\"profile\": \"%" PRIx64 "\", \"hits\": %" PRIu64 "}\n", place->address,
                    place->hits);
}

static void measurement_end(struct processor *p, unsigned cpu)
{
    unsigned i;

    fprintf(out,
            "{\"measurement\": %u, \"cpu\": %u, \"crossings\": %" PRIu64
            ", \"user_insns\": %" PRIu64 ", \"least\": %" PRIu64 ", \"most\": %" PRIu64 ", ",
            p->measurement, cpu, p->crossings, p->user_insns, p->crossings ? p->least : 0, p->most);
    print_costs(&p->sum);
    fprintf(out, ", \"other_kinds\": %" PRIu64 ", \"kinds\": [", p->other_kinds);
    for (i = 0; i < p->num_kinds; i++) {
        const struct kind *kind = &p->kinds[i];

        fprintf(out, "%s{", i ? ", " : "");
        print_costs(&kind->costs);
        fprintf(out,
                ", \"code_lines\": %" PRIu64 ", \"data_lines\": %" PRIu64
                ", \"written_lines\": %" PRIu64 ", \"count\": %" PRIu64 ", \"first\": %" PRIu64
                ", \"last\": %" PRIu64 "}",
                kind->costs.code_lines, kind->costs.data_lines, kind->costs.written_lines,
                kind->count, kind->first, kind->last);
    }
    fprintf(out, "]}\n");
    if (profiled == p->measurement)
        print_profile();
    fflush(out);
    p->measurement = 0;
}

static void mark(struct processor *p, unsigned cpu, unsigned number)
{
    if (p->measurement != 0)
        measurement_end(p, cpu);
    if (number != 0)
        measurement_begin(p, number);
}

static bool is_traced(const struct processor *p)
{
    return traced != 0 && p->measurement == traced && p->crossings >= TRACE_FIRST &&
           p->crossings < TRACE_FIRST + TRACE_COUNT;
}

/*
 * Callbacks
 */

static void on_user_insn(unsigned cpu, void *data)
{
    struct processor *p = processor(cpu);

    if (p->measurement == 0)
        return;
    if (p->in_kernel)
        crossing_end(p);
    p->gap++;
    if (is_traced(p))
        fprintf(out, "{\"trace\": %" PRIu64 ", \"user\": \"%" PRIx64 "\"}\n", p->crossings,
                ((const struct place *)data)->address);
}

static void on_kernel_insn(unsigned cpu, void *data)
{
    struct processor *p = processor(cpu);
    struct place *place = data;

    if (p->measurement == 0)
        return;
    if (!p->in_kernel)
        crossing_begin(p);
    p->now.insns++;
    if (p->measurement == profiled)
        place->hits++;
    lines_add_bytes(&p->code, place->address, place->size);
    if (is_traced(p))
        fprintf(out, "{\"trace\": %" PRIu64 ", \"kernel\": \"%" PRIx64 "\"}\n", p->crossings,
                place->address);
}

static void on_user_store(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *data)
{
    (void)info;
    (void)data;
    if (vaddr - marks_first < marks_count)
        mark(processor(cpu), cpu, (unsigned)(vaddr - marks_first));
}

static void on_kernel_access(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *data)
{
    struct processor *p = processor(cpu);
    struct qemu_plugin_hwaddr *place;
    uint64_t address = vaddr;
    unsigned size = 1u << qemu_plugin_mem_size_shift(info);

    (void)data;
    if (p->measurement == 0)
        return;
    place = qemu_plugin_get_hwaddr(info, vaddr);
    if (place) {
        if (qemu_plugin_hwaddr_is_io(place)) {
            p->now.io++;
            return;
        }
        address = qemu_plugin_hwaddr_phys_addr(place);
    }
    lines_add_bytes(&p->data, address, size);
    if (is_traced(p))
        fprintf(out,
                "{\"trace\": %" PRIu64 ", \"%s\": \"%" PRIx64 "\", \"line\": \"%" PRIx64 "\"}\n",
                p->crossings, qemu_plugin_mem_is_store(info) ? "store" : "load", vaddr,
                address >> LINE_SHIFT << LINE_SHIFT);
    if (qemu_plugin_mem_is_store(info)) {
        p->now.stores++;
        lines_add_bytes(&p->written, address, size);
    } else {
        p->now.loads++;
    }
}

/* Places are never freed: QEMU keeps using them as long as the translated block may run. */
static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t n = qemu_plugin_tb_n_insns(tb);
    struct place *places = calloc(n, sizeof(*places));
    size_t i;

    (void)id;
    if (!places)
        abort();
    for (i = 0; i < n; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

        places[i].address = qemu_plugin_insn_vaddr(insn);
        places[i].size = (unsigned)qemu_plugin_insn_size(insn);
        if (is_kernel(places[i].address)) {
            places[i].next = places_all;
            places_all = &places[i];
            qemu_plugin_register_vcpu_insn_exec_cb(insn, on_kernel_insn, PLUGIN_NO_REGISTERS,
                                                   &places[i]);
            qemu_plugin_register_vcpu_mem_cb(insn, on_kernel_access, PLUGIN_NO_REGISTERS,
                                             PLUGIN_READS_AND_WRITES, &places[i]);
        } else {
            qemu_plugin_register_vcpu_insn_exec_cb(insn, on_user_insn, PLUGIN_NO_REGISTERS,
                                                   &places[i]);
            qemu_plugin_register_vcpu_mem_cb(insn, on_user_store, PLUGIN_NO_REGISTERS,
                                             PLUGIN_WRITES, &places[i]);
        }
    }
}

/*
 * Arguments
 */

static bool take_argument(const char *name, const char *value)
{
    char *end;

    if (strcmp(name, "out") == 0) {
        out = fopen(value, "w");
        return out != NULL;
    }
    if (strcmp(name, "trace") == 0) {
        traced = (unsigned)strtoul(value, NULL, 10);
        return traced != 0;
    }
    if (strcmp(name, "profile") == 0) {
        profiled = (unsigned)strtoul(value, NULL, 10);
        return profiled != 0;
    }
    if (strcmp(name, "marks") == 0) {
        marks_first = strtoull(value, &end, 16);
        marks_count = *end == '+' ? strtoull(end + 1, NULL, 16) : 0;
        return marks_count != 0;
    }
    if (strcmp(name, "kernel") == 0 && num_ranges < MAX_RANGES) {
        struct range *range = &kernel_ranges[num_ranges++];

        range->first = strtoull(value, &end, 16);
        range->last = *end == '-' ? strtoull(end + 1, NULL, 16) : 0;
        return range->last > range->first;
    }
    return false;
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
    int i;

    if (!info->system_emulation)
        return -1;
    for (i = 0; i < argc; i++) {
        char name[MAX_ARGUMENTS];
        char *value = strchr(argv[i], '=');
        size_t length = value ? (size_t)(value - argv[i]) : sizeof(name);

        if (length >= sizeof(name)) {
            fprintf(stderr, "footprint: '%s' is no argument name=value\n", argv[i]);
            return -1;
        }
        memcpy(name, argv[i], length);
        name[length] = '\0';
        if (!take_argument(name, value + 1)) {
            fprintf(stderr, "footprint: cannot use the argument '%s'\n", argv[i]);
            return -1;
        }
    }
    if (!out || num_ranges == 0 || marks_count == 0) {
        fprintf(stderr, "footprint: the arguments kernel, marks and out are needed\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    return 0;
}
