/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Descriptor tables, control registers and system-call registers of an amd64 processor.
 */
#include <hal/cpu.h>

#include <arch/boot.h>
#include <config.h>
#include <hal/fpu.h>
#include <hal/mmu.h>
#include <kernel/bits.h>
#include <kernel/cpu.h>
#include <x86/cpuid.h>
#include <x86/desc.h>
#include <x86/pte.h>
#include <x86/regs.h>
#include <kernel/section.h>

/* CPUID leaf 1 ECX, leaf 7 EBX and ECX, leaf 0x80000001 EDX. */
#define LEAF1_PCID      BIT(17)
#define LEAF1_XSAVE     BIT(26)
#define LEAF7_EBX_SMEP  BIT(7)
#define LEAF7_EBX_SMAP  BIT(20)
#define LEAF7_ECX_UMIP  BIT(2)
#define EXTENDED        0x80000000u
#define EXTENDED_NX     BIT(20)
#define EXTENDED_GB     BIT(26)
#define PHYS_BITS_LEAST 36u

#define DESC_PRESENT ((uint64_t)1 << 47)

struct amd64_cpu_page amd64_cpu_pages[CONFIG_MAX_CPUS];
struct amd64_gs_page amd64_gs_pages[CONFIG_MAX_CPUS];
struct amd64_features amd64_features = {.phys_bits = PHYS_BITS_LEAST};

static struct amd64_ist_stack ist_stacks[CONFIG_MAX_CPUS][AMD64_IST_COUNT];
static uint64_t idt[256][2] __attribute__((aligned(16)));

void x86_idt_set(unsigned vector, void (*entry)(void), unsigned dpl)
{
    idt[vector][0] = x86_gate((uint32_t)(word_t)entry, dpl);
    idt[vector][1] = (word_t)entry >> 32;
}

BOOT_CODE void amd64_idt_set_ist(unsigned vector, unsigned ist)
{
    idt[vector][0] |= (uint64_t)ist << 32;
}

BOOT_CODE static void build_gdt(uint64_t *gdt, unsigned n)
{
    word_t tss = AMD64_TSS_BASE + n * AMD64_TSS_STRIDE;

    gdt[SEL_KERNEL_CS / 8] =
        x86_desc(0, 0xfffff, DESC_CODE | DESC_ACCESSED, DESC_LONG | DESC_PAGES);
    gdt[SEL_KERNEL_DS / 8] = x86_desc(0, 0xfffff, DESC_DATA | DESC_ACCESSED, DESC_BIG | DESC_PAGES);
    gdt[SEL_USER_DS / 8] =
        x86_desc(0, 0xfffff, DESC_DATA | DESC_DPL3 | DESC_ACCESSED, DESC_BIG | DESC_PAGES);
    gdt[SEL_USER_CS / 8] =
        x86_desc(0, 0xfffff, DESC_CODE | DESC_DPL3 | DESC_ACCESSED, DESC_LONG | DESC_PAGES);
    gdt[SEL_GS / 8] =
        x86_desc(0, 0xfffff, DESC_DATA_RO | DESC_DPL3 | DESC_ACCESSED, DESC_BIG | DESC_PAGES) &
        ~DESC_PRESENT;
    gdt[SEL_TSS / 8] = x86_desc((uint32_t)tss, AMD64_TSS_LIMIT, DESC_TSS, 0);
    gdt[SEL_TSS / 8 + 1] = tss >> 32;
}

BOOT_CODE static void load_tables(const uint64_t *gdt)
{
    struct x86_table_ptr gdtr = {.limit = X86_GDT_ENTRIES * 8 - 1, .base = (word_t)gdt};
    struct x86_table_ptr idtr = {.limit = sizeof(idt) - 1, .base = (word_t)idt};

    __asm__ volatile("lgdt %0; lidt %1; pushq %2; leaq 1f(%%rip), %%rax; pushq %%rax; lretq\n"
                     "1: movl %3, %%ss; lldt %w4; ltr %w5"
                     :
                     : "m"(gdtr), "m"(idtr), "i"(SEL_KERNEL_CS), "r"(SEL_KERNEL_DS), "r"(0),
                       "r"(SEL_TSS)
                     : "rax", "memory");
}

/* GS's descriptor is present only here. So no user can load the selector, and who finds it in GS knows that the base has not
 * been touched either: a load of another selector changes the base, and there is no other way (CR4.FSGSBASE is 0). FS, DS
 * and ES have base 0 whatever users load. The GS base is exchanged as at an entry, for the sake of NMIs. */
void amd64_segments_reset(void)
{
    struct cpu *cpu = this_cpu();
    word_t user_base = AMD64_GS_PAGES + cpu->number * 4096;
    volatile uint64_t *desc = &cpu->arch.page->gdt[SEL_GS / 8];

    *desc |= DESC_PRESENT;
    __asm__ volatile(
        "movl %0, %%ds; movl %0, %%es; movl %0, %%fs; swapgs; movl %1, %%gs\n"
        "movl %2, %%ecx; movl %k3, %%eax; movq %3, %%rdx; shrq $32, %%rdx; wrmsr; swapgs"
        :
        : "r"(SEL_USER_DS), "r"(SEL_GS), "i"(MSR_GS_BASE), "r"(user_base)
        : "rax", "rcx", "rdx", "memory");
    *desc &= ~DESC_PRESENT;
}

BOOT_CODE static void features_init(void)
{
    struct x86_cpuid id = x86_cpuid(1);

    amd64_features.pcid = (id.ecx & LEAF1_PCID) != 0;
    amd64_features.xsave = (id.ecx & LEAF1_XSAVE) != 0;
    if (x86_cpuid(0).eax >= 7) {
        id = x86_cpuid(7);
        amd64_features.leaf7_ebx = id.ebx;
        amd64_features.leaf7_ecx = id.ecx;
    }
    id = x86_cpuid(EXTENDED + 1);
    amd64_features.nx = (id.edx & EXTENDED_NX) != 0;
    amd64_features.gb_pages = (id.edx & EXTENDED_GB) != 0;
    if (x86_cpuid(EXTENDED).eax >= EXTENDED + 8)
        amd64_features.phys_bits = MAX(PHYS_BITS_LEAST, x86_cpuid(EXTENDED + 8).eax & 0xff);
}

/* NE: floating point errors are exception 16. Alignment checks stay off whatever users set in their flags (CR0.AM 0), the
 * TSC stays readable (CR4.TSD 0), the GS base is the kernel's (CR4.FSGSBASE 0). */
BOOT_CODE static void set_control_registers(void)
{
    word_t cr0 = x86_read_cr0();
    word_t cr4 = x86_read_cr4();

    cr0 &= ~(word_t)(CR0_EM | CR0_AM | CR0_CD | CR0_NW);
    x86_write_cr0(cr0 | CR0_WP | CR0_NE | CR0_MP | CR0_TS);
    cr4 &= ~(word_t)(CR4_TSD | CR4_PCE | CR4_FSGSBASE | CR4_PKE);
    cr4 |= CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_PGE | CR4_MCE;
    if ((amd64_features.leaf7_ebx & LEAF7_EBX_SMEP) != 0)
        cr4 |= CR4_SMEP;
    if ((amd64_features.leaf7_ebx & LEAF7_EBX_SMAP) != 0)
        cr4 |= CR4_SMAP;
    if ((amd64_features.leaf7_ecx & LEAF7_ECX_UMIP) != 0)
        cr4 |= CR4_UMIP;
    if (amd64_features.pcid)
        cr4 |= CR4_PCIDE;
    x86_write_cr4(cr4);
}

BOOT_CODE static void gs_base_init(struct cpu *cpu)
{
    struct amd64_cpu_page *page = &amd64_cpu_pages[cpu - cpus];

    cpu->arch.page = page;
    page->self = cpu;
    x86_wrmsr(MSR_GS_BASE, (word_t)page);
}

BOOT_CODE void arch_cpu_init(struct cpu *cpu)
{
    unsigned n = (unsigned)(cpu - cpus);
    struct amd64_cpu_page *page = &amd64_cpu_pages[n];

    gs_base_init(cpu);
    page->gs_word = &amd64_gs_pages[n].mr0;
    for (unsigned i = 0; i < AMD64_IST_COUNT; i++) {
        ist_stacks[n][i].gs_base = (word_t)page;
        page->tss.ist[i] = (word_t)&ist_stacks[n][i].unused;
    }
    page->tss.rsp[0] = (word_t)&page->trap_stack[ARRAY_SIZE(page->trap_stack)];
    page->tss.iomap = AMD64_TSS_IOMAP;
    build_gdt(page->gdt, n);
    load_tables(page->gdt);
    set_control_registers();
    amd64_fpu_init();
    amd64_segments_reset();
}

BOOT_CODE void amd64_syscall_init(void (*entry)(void))
{
    x86_wrmsr(MSR_SYSENTER_CS, 0); /* SYSENTER is refused */
    x86_wrmsr(MSR_STAR, (uint64_t)SEL_USER_BASE << 48 | (uint64_t)SEL_KERNEL_CS << 32);
    x86_wrmsr(MSR_LSTAR, (word_t)entry);
    x86_wrmsr(MSR_CSTAR, (word_t)entry);
    x86_wrmsr(MSR_FMASK, EFLAGS_USER | EFLAGS_TF | EFLAGS_IF | EFLAGS_DF | EFLAGS_IOPL3 |
                             EFLAGS_NT | EFLAGS_RF | EFLAGS_VM | EFLAGS_AC | EFLAGS_ID);
    x86_wrmsr(MSR_EFER, x86_rdmsr(MSR_EFER) | EFER_SCE);
}

BOOT_CODE void amd64_boot(word_t magic, word_t info)
{
    gs_base_init(&cpus[0]);
    x86_features_init();
    features_init();
    amd64_boot_mmu();
    plat_boot(magic, info);
}
