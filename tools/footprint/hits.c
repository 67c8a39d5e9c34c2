/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A TCG plugin for QEMU that counts, by kinds of system calls, how often the kernel executed certain instructions.
 *
 * The guest program stores a byte into an array before each call: a store to byte n says that the next call is of kind n, a store
 * to byte 0 ends the run and writes the counts, one line of JSON for each kind. The instructions are labels in the kernel's
 * fast path that mark its success; the first one executed behind a mark counts for its kind, others for kind 0. The
 * kernel is as it always is: nothing in it counts.
 *
 * Arguments: hit=ADDRESS (comes again for each label), marker=FIRST-LAST (code that marks), marks=ADDRESS+COUNT (hexadecimal),
 * out=FILE.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_plugin.h"

#define MAX_HITS  32
#define MAX_KINDS 256

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_VERSION;
PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
                                      char **argv);

static uint64_t hit_places[MAX_HITS];
static unsigned num_hits;
static uint64_t marker_first;
static uint64_t marker_last;
static uint64_t marks_first;
static uint64_t marks_count;
static FILE *out;

static unsigned kind_now; /* of the call that comes; 0: none */
static uint64_t calls[MAX_KINDS];
static uint64_t hits[MAX_KINDS];

static void on_hit(unsigned cpu, void *data)
{
    (void)cpu;
    (void)data;
    hits[kind_now]++;
    kind_now = 0;
}

static void write_counts(void)
{
    unsigned i;

    for (i = 0; i < MAX_KINDS; i++)
        if (calls[i] != 0 || hits[i] != 0)
            fprintf(out, "{\"kind\": %u, \"calls\": %" PRIu64 ", \"hits\": %" PRIu64 "}\n", i,
                    calls[i], hits[i]);
    fflush(out);
}

static void on_mark(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *data)
{
    (void)cpu;
    (void)info;
    (void)data;
    if (vaddr - marks_first >= marks_count)
        return;
    kind_now = (unsigned)(vaddr - marks_first);
    if (kind_now == 0)
        write_counts();
    else
        calls[kind_now]++;
}

static bool is_hit(uint64_t address)
{
    unsigned i;

    for (i = 0; i < num_hits; i++)
        if (hit_places[i] == address)
            return true;
    return false;
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t n = qemu_plugin_tb_n_insns(tb);
    size_t i;

    (void)id;
    for (i = 0; i < n; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t address = qemu_plugin_insn_vaddr(insn);

        if (is_hit(address))
            qemu_plugin_register_vcpu_insn_exec_cb(insn, on_hit, PLUGIN_NO_REGISTERS, NULL);
        else if (address >= marker_first && address <= marker_last)
            qemu_plugin_register_vcpu_mem_cb(insn, on_mark, PLUGIN_NO_REGISTERS, PLUGIN_WRITES,
                                             NULL);
    }
}

static bool take_argument(const char *argument)
{
    const char *value = strchr(argument, '=');
    char *end;

    if (!value++)
        return false;
    if (strncmp(argument, "out=", 4) == 0) {
        out = fopen(value, "w");
        return out != NULL;
    }
    if (strncmp(argument, "hit=", 4) == 0 && num_hits < MAX_HITS) {
        hit_places[num_hits++] = strtoull(value, &end, 16);
        return *end == '\0';
    }
    if (strncmp(argument, "marker=", 7) == 0) {
        marker_first = strtoull(value, &end, 16);
        marker_last = *end == '-' ? strtoull(end + 1, NULL, 16) : 0;
        return marker_last > marker_first;
    }
    if (strncmp(argument, "marks=", 6) == 0) {
        marks_first = strtoull(value, &end, 16);
        marks_count = *end == '+' ? strtoull(end + 1, NULL, 16) : 0;
        return marks_count != 0 && marks_count <= MAX_KINDS;
    }
    return false;
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
    int i;

    if (!info->system_emulation)
        return -1;
    for (i = 0; i < argc; i++) {
        if (!take_argument(argv[i])) {
            fprintf(stderr, "hits: cannot use the argument '%s'\n", argv[i]);
            return -1;
        }
    }
    if (!out || marks_count == 0 || marker_last == 0) {
        fprintf(stderr, "hits: the arguments marker, marks and out are needed\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    return 0;
}
