/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The part of QEMU's plugin interface, version 1, that our plugins call: our own declarations, so that building them
 * needs no QEMU headers. [QEMU 7.2 documentation, "QEMU TCG Plugins"]
 *
 * The functions are in the emulator itself, which resolves them when it loads the plugin.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLUGIN_EXPORT  __attribute__((visibility("default")))
#define PLUGIN_VERSION 1

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;

struct qemu_info {
    const char *target_name;
    struct {
        int min;
        int cur;
    } version;
    bool system_emulation;
    int smp_vcpus;
    int max_vcpus;
};

enum { PLUGIN_NO_REGISTERS = 0 };
enum { PLUGIN_INLINE_ADD = 0 };
enum { PLUGIN_READS = 1, PLUGIN_WRITES = 2, PLUGIN_READS_AND_WRITES = 3 };

typedef void plugin_tb_fn(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void plugin_data_fn(qemu_plugin_id_t id, void *data);
typedef void plugin_insn_fn(unsigned cpu, void *data);
typedef void plugin_mem_fn(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t vaddr, void *data);

/* A callback for each block of instructions that is translated. */
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, plugin_tb_fn *fn);
/* Translated code that adds to a counter when the block is entered. */
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int operation,
                                              void *counter, uint64_t addend);
/* A callback when the emulator ends. */
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, plugin_data_fn *fn, void *data);
/* Callbacks before an instruction of the block is executed, and at each of its memory accesses. */
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, plugin_insn_fn *fn,
                                            int registers, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, plugin_mem_fn *fn,
                                      int registers, int which, void *data);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

unsigned qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t info);
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(qemu_plugin_meminfo_t info, uint64_t vaddr);
bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *addr);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *addr);
