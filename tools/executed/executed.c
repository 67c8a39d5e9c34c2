/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A TCG plugin for QEMU that tells which instructions of the kernel were executed: ci/coverage turns them into lines.
 *
 * QEMU executes blocks of instructions, from the first to the last unless one faults, which kernel code does not. So a
 * count per block is enough, and it is kept by the translated code itself. When the emulator ends, the address of each
 * instruction of each block that was entered is written, one a line.
 *
 * Arguments: kernel=FIRST-LAST (may come again; hexadecimal), out=FILE.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_plugin.h"

#define MAX_RANGES    8
#define MAX_ARGUMENTS 256

struct range {
    uint64_t first;
    uint64_t last;
};

struct block {
    struct block *next;
    uint64_t entered;
    size_t count;
    uint64_t address[];
};

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_VERSION;
PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
                                      char **argv);

static struct range ranges[MAX_RANGES];
static unsigned num_ranges;
static FILE *out;
static struct block *blocks;

static bool is_kernel(uint64_t address)
{
    unsigned i;

    for (i = 0; i < num_ranges; i++)
        if (address >= ranges[i].first && address <= ranges[i].last)
            return true;
    return false;
}

/* Blocks are never freed: QEMU counts in them as long as the translation may run. */
static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t n = qemu_plugin_tb_n_insns(tb);
    struct block *block;
    size_t i;

    (void)id;
    if (!is_kernel(qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0))))
        return;
    block = calloc(1, sizeof(*block) + n * sizeof(block->address[0]));
    if (!block)
        abort();
    block->count = n;
    for (i = 0; i < n; i++)
        block->address[i] = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, i));
    block->next = blocks;
    blocks = block;
    qemu_plugin_register_vcpu_tb_exec_inline(tb, PLUGIN_INLINE_ADD, &block->entered, 1);
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *data)
{
    const struct block *block;
    size_t i;

    (void)id;
    (void)data;
    for (block = blocks; block; block = block->next)
        for (i = 0; block->entered != 0 && i < block->count; i++)
            fprintf(out, "%" PRIx64 "\n", block->address[i]);
    fprintf(out, "end\n");
    fclose(out);
}

static bool take_argument(const char *name, const char *value)
{
    char *end;

    if (strcmp(name, "out") == 0) {
        out = fopen(value, "w");
        return out != NULL;
    }
    if (strcmp(name, "kernel") == 0 && num_ranges < MAX_RANGES) {
        struct range *range = &ranges[num_ranges++];

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
            fprintf(stderr, "executed: '%s' is no argument name=value\n", argv[i]);
            return -1;
        }
        memcpy(name, argv[i], length);
        name[length] = '\0';
        if (!take_argument(name, value + 1)) {
            fprintf(stderr, "executed: cannot use the argument '%s'\n", argv[i]);
            return -1;
        }
    }
    if (!out || num_ranges == 0) {
        fprintf(stderr, "executed: the arguments kernel and out are needed\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
    return 0;
}
