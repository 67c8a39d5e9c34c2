/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The kernel interface page (api.md 2): layout and the building of its contents.
 */
#pragma once

#include <kernel/types.h>

/* Version as users see it; the date is that of the release, so that builds are reproducible. */
#define PECAN_VERSION      "0.1.0"
#define PECAN_VERSION_WORD ((word_t)0 << 24 | (word_t)1 << 16 | 0)
#define PECAN_DATE_DAY     21u
#define PECAN_DATE_MONTH   11u
#define PECAN_DATE_YEAR    2026u

struct kip_server {
    word_t sp; /* of Kdebug: init entry */
    word_t ip; /* of Kdebug: entry */
    word_t low;
    word_t high; /* first byte behind */
};

struct kip {
    uint8_t magic[sizeof(word_t)];
    word_t api_version;
    word_t api_flags;
    word_t kern_desc_ptr;
    struct kip_server kdebug;
    struct kip_server sigma0;
    struct kip_server sigma1;
    struct kip_server root;
    word_t reserved_50;
    word_t memory_info;
    word_t kdebug_config[2];
    word_t main_mem[2];
    word_t reserved_mem[4];
    word_t dedicated_mem[10];
    word_t reserved_a0[2];
    word_t utcb_info;
    word_t kip_area_info;
    word_t reserved_b0[2];
    word_t boot_info;
    word_t proc_desc_ptr;
    word_t clock_info;
    word_t thread_info;
    word_t page_info;
    word_t processor_info;
    /* System-call entries; offset or absolute address, the architecture's choice. */
    word_t space_control;
    word_t thread_control;
    word_t processor_control;
    word_t memory_control;
    word_t ipc;
    word_t lipc;
    word_t unmap;
    word_t exchange_registers;
    word_t system_clock;
    word_t thread_switch;
    word_t schedule;
    word_t reserved_fc[5];
    word_t arch_syscall[4];
    /* Byte 0x110 + 16 (32 bit): what the pointers above lead to. */
};

_Static_assert(offsetof(struct kip, memory_info) == 21 * sizeof(word_t), "KIP layout");
_Static_assert(offsetof(struct kip, boot_info) == 46 * sizeof(word_t), "KIP layout");
_Static_assert(offsetof(struct kip, schedule) == 62 * sizeof(word_t), "KIP layout");
_Static_assert(sizeof(struct kip) == 72 * sizeof(word_t), "KIP layout");

struct kip_proc_desc {
    word_t external_khz;
    word_t internal_khz;
    word_t reserved[2];
};

#define KIP_SIZE        4096u
#define KIP_API_VERSION ((word_t)0x84050000)
#define KIP_KERNEL_ID   ((word_t)0x50010000)

/* Offsets of the parts behind the fixed words. The memory descriptors' capacity is what a loader may fill (api.md 6.10). */
#define KIP_PROC_DESC      (72 * sizeof(word_t))
#define KIP_PROC_MAX       8u
#define KIP_KERN_DESC      (KIP_PROC_DESC + KIP_PROC_MAX * sizeof(struct kip_proc_desc))
#define KIP_KERN_DESC_SIZE 160u
#define KIP_MEM_DESC       (KIP_KERN_DESC + KIP_KERN_DESC_SIZE)
#define KIP_MEM_DESC_MAX   64u
/* The architecture's system-call stubs, if they lie in the page, start here. */
#define KIP_STUBS          2048u

#define MEM_DESC_VIRTUAL 0x200u

/* Appends a memory descriptor, [first, last] inclusive, rounded outward to 1 KB. False: the array is full. */
bool kip_add_mem(struct kip *k, word_t type, word_t subtype, bool virt, word_t first, word_t last);
unsigned kip_mem_count(const struct kip *k);

struct kip_mem {
    unsigned type;
    bool virt;
    word_t first;
    word_t last;
};
/* Descriptor number n of the page; false if there is none. */
bool kip_get_mem(unsigned n, struct kip_mem *m);
/* Fields that only the running kernel knows. Context: boot, after plat_init. */
void kip_finish(struct kip *k);
/* Banner: version string as in the kernel descriptor. */
const char *kip_version_string(void);

static inline word_t kip_system_base(const struct kip *k)
{
    return (k->thread_info >> 8) & 0xfff;
}

static inline word_t kip_user_base(const struct kip *k)
{
    return (k->thread_info >> 20) & 0xfff;
}
