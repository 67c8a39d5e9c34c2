/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ia32's part of hal/cpu.h, and what glue needs of the processor tables.
 */
#pragma once

#include <config.h>
#include <arch/layout.h>
#include <x86/cpuid.h>
#include <x86/desc.h>
#include <x86/regs.h>

/* Task state segment [Intel SDM 325462-083, vol. 3A, 8.2.1 "Task-State Segment (TSS)"]; only what the kernel uses. */
struct ia32_tss {
    uint32_t
        kernel_flags; /* back link to the CPU, unused without task switches: EFLAGS that the kernel runs with */
    uint32_t esp0; /* written by glue, at IA32_TSS_ESP0 of processor 0 */
    uint32_t ss0;
    uint32_t
        gs_selector; /* esp1 to the CPU, never used: what GS is loaded with for whoever runs next */
    uint64_t gdt[X86_GDT_ENTRIES]; /* where the CPU would keep registers if it switched tasks */
    uint32_t unused[5];
    uint16_t trap;
    uint16_t iomap;
};
_Static_assert(sizeof(struct ia32_tss) == 104, "TSS layout");
_Static_assert(IA32_TSS_OFFSET / 64 ==
                   (IA32_TSS_OFFSET + offsetof(struct ia32_tss, gdt) + SEL_GS / 8 * 8 + 7) / 64,
               "one cache line");

/* The TSS's page, which the space-local slot shows at a fixed address. From its start to the GS descriptor all that the fast path
 * needs lies in one cache line. */
struct ia32_cpu_page {
    uint8_t entry_stack[IA32_TSS_OFFSET];
    struct ia32_tss tss;
} __attribute__((aligned(4096)));
extern struct ia32_cpu_page ia32_cpu_pages[CONFIG_MAX_CPUS];

/* What %gs:0 reads: glue stores the address of the current UTCB's MR0 here at every switch. The rest stays 0, users can
 * read it. Symbol ia32_gs_pages for assembly. */
struct ia32_gs_page {
    word_t mr0;
} __attribute__((aligned(4096)));
extern struct ia32_gs_page ia32_gs_pages[CONFIG_MAX_CPUS];

struct arch_cpu {
    struct ia32_cpu_page *page;
    word_t *gs_word;
};

/* The array `cpus` of kernel/cpu.h; its element type is not complete here. Only one processor runs for now; with more
 * this becomes a load through the TSS page. */
extern char ia32_cpus[] __asm__("cpus");

static inline struct cpu *arch_this_cpu(void)
{
    return (struct cpu *)(void *)ia32_cpus;
}

/* Sets this processor's SYSENTER entry; `esp_location` is what ESP holds at the entry (by custom IA32_TSS_ESP0, from where
 * the entry loads its stack). False: the CPU has no SYSENTER, nothing was done. */
bool ia32_sysenter_init(void (*entry)(void), word_t esp_location);

/* The stack that the boot code runs kernel_start on, top; 8 KB. */
extern char ia32_boot_stack_top[];
