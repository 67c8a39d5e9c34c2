/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's part of hal/cpu.h, and what glue needs of the processor tables.
 *
 * In the kernel the GS base is the address of the processor's struct amd64_cpu_page; the user's is in KERNEL_GS_BASE then.
 */
#pragma once

#include <config.h>
#include <arch/layout.h>
#include <x86/cpuid.h>
#include <x86/desc.h>
#include <x86/regs.h>

#define AMD64_IST_SIZE 2048u

/* Interrupt stack table entries; 0: none. */
#define AMD64_IST_DOUBLE_FAULT  1u
#define AMD64_IST_NMI           2u
#define AMD64_IST_DEBUG         3u
#define AMD64_IST_MACHINE_CHECK 4u
#define AMD64_IST_COUNT         4u

/* Task state segment [Intel SDM 325462-083, vol. 3A, 8.7 "Task Management in 64-bit Mode"]. */
struct amd64_tss {
    uint32_t reserved0;
    uint64_t rsp[3]; /* rsp[0]: the end of trap_stack */
    uint64_t reserved1;
    uint64_t ist[7];
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t iomap;
} __attribute__((packed));
_Static_assert(sizeof(struct amd64_tss) == 104, "TSS layout");

/* TSS, what entry code needs, and descriptor table share a page, which the space-local slot shows at the TSS's fixed address.
 * Exceptions and interrupts of users push to trap_stack, from where entry code moves their words to the running thread's
 * frame: so a switch of threads has no word of the TSS to write, which IPC would pay for. */
struct amd64_cpu_page {
    struct amd64_tss tss;
    struct cpu *self;
    word_t *gs_word; /* of struct amd64_gs_page */
    word_t scratch;  /* entry code's: a user's register, until it is in the frame */
    uint64_t gdt[X86_GDT_ENTRIES] __attribute__((aligned(16)));
    uint64_t trap_stack[8] __attribute__((aligned(16)));
} __attribute__((aligned(4096)));
#define AMD64_GS_SELF 104
#define AMD64_GS_WORD 112
_Static_assert(offsetof(struct amd64_cpu_page, self) == AMD64_GS_SELF, "arch_this_cpu");
_Static_assert(offsetof(struct amd64_cpu_page, gs_word) == AMD64_GS_WORD, "amd64_set_gs_word");
extern struct amd64_cpu_page amd64_cpu_pages[CONFIG_MAX_CPUS];

/* The stacks of exceptions that can strike anywhere in the kernel. Their last word is the kernel's GS base, for entry code
 * that cannot tell which one is loaded; the CPU's frame lies below. */
struct amd64_ist_stack {
    uint8_t space[AMD64_IST_SIZE - 16];
    uint64_t unused;
    uint64_t gs_base;
} __attribute__((aligned(16)));

/* What %gs:0 reads in user mode: glue stores the address of the current UTCB's MR0 here at every switch. The rest stays 0,
 * users can read it. */
struct amd64_gs_page {
    word_t mr0;
} __attribute__((aligned(4096)));
extern struct amd64_gs_page amd64_gs_pages[CONFIG_MAX_CPUS];

struct arch_cpu {
    struct amd64_cpu_page *page;
};

static inline struct cpu *arch_this_cpu(void)
{
    struct cpu *cpu;

    /* Not volatile: it never changes, as the kernel does not move between processors. */
    __asm__("movq %%gs:%c1, %0" : "=r"(cpu) : "i"(AMD64_GS_SELF));
    return cpu;
}

/* What users find at %gs:0. */
static inline void amd64_set_gs_word(word_t local_id)
{
    word_t *gs_word;

    __asm__("movq %%gs:%c1, %0" : "=r"(gs_word) : "i"(AMD64_GS_WORD));
    *gs_word = local_id;
}

/* Features beyond those that all x86 processors have in common; valid from the first C code on. */
struct amd64_features {
    bool nx;
    bool gb_pages;
    bool pcid;
    bool xsave;
    uint32_t leaf7_ebx;
    uint32_t leaf7_ecx;
    unsigned phys_bits;
};
extern struct amd64_features amd64_features;

/* Gives a gate its own stack (AMD64_IST_*). Context: boot. */
void amd64_idt_set_ist(unsigned vector, unsigned ist);

/* Sets this processor's SYSCALL entry. Flags that SYSCALL clears: all that could disturb the kernel. */
void amd64_syscall_init(void (*entry)(void));

/* The standard selectors into DS, ES, FS and GS, and the user's GS base into KERNEL_GS_BASE. Context: any, interrupts off. */
void amd64_segments_reset(void);

/* The stack that the kernel runs on, top. */
extern char amd64_stack_top[];
