/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Descriptor tables, control registers and system-call registers of an ia32 processor.
 */
#include <hal/cpu.h>

#include <config.h>
#include <kernel/cpu.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <arch/boot.h>
#include <x86/cpuid.h>
#include <x86/desc.h>
#include <x86/regs.h>
#include <kernel/section.h>

struct ia32_cpu_page ia32_cpu_pages[CONFIG_MAX_CPUS];
struct ia32_gs_page ia32_gs_pages[CONFIG_MAX_CPUS];

static uint64_t idt[256] __attribute__((aligned(16)));

void x86_idt_set(unsigned vector, void (*entry)(void), unsigned dpl)
{
    idt[vector] = x86_gate((uint32_t)entry, dpl);
}

BOOT_CODE static void build_gdt(uint64_t *gdt, unsigned n)
{
    unsigned flat = DESC_BIG | DESC_PAGES;

    gdt[SEL_KERNEL_CS / 8] = x86_desc(0, 0xfffff, DESC_CODE | DESC_ACCESSED, flat);
    gdt[SEL_KERNEL_DS / 8] = x86_desc(0, 0xfffff, DESC_DATA | DESC_ACCESSED, flat);
    gdt[SEL_USER_CS / 8] = x86_desc(0, 0xfffff, DESC_CODE | DESC_DPL3 | DESC_ACCESSED, flat);
    gdt[SEL_USER_DS / 8] = x86_desc(0, 0xfffff, DESC_DATA | DESC_DPL3 | DESC_ACCESSED, flat);
    gdt[SEL_GS / 8] =
        x86_desc(IA32_GS_PAGES + n * 4096, 3, DESC_DATA_RO | DESC_DPL3 | DESC_ACCESSED, DESC_BIG);
    gdt[SEL_TSS / 8] = x86_desc(IA32_TSS_BASE + IA32_TSS_OFFSET + n * IA32_TSS_STRIDE,
                                IA32_TSS_LIMIT, DESC_TSS, 0);
}

static void load_tables(const uint64_t *gdt)
{
    struct x86_table_ptr gdtr = {.limit = X86_GDT_ENTRIES * 8 - 1, .base = (word_t)gdt};
    struct x86_table_ptr idtr = {.limit = sizeof(idt) - 1, .base = (word_t)idt};

    __asm__ volatile("lgdt %0; lidt %1; ljmp %2, $1f; 1:\n"
                     "mov %3, %%ds; mov %3, %%es; mov %3, %%ss; mov %4, %%fs; mov %5, %%gs\n"
                     "lldt %w6; ltr %w7"
                     :
                     : "m"(gdtr), "m"(idtr), "i"(SEL_KERNEL_CS), "r"(SEL_KERNEL_DS),
                       "r"(SEL_USER_DS), "r"(SEL_GS), "r"(0), "r"(SEL_TSS)
                     : "memory");
}

/* NE: floating point errors are exception 16. Alignment checks stay off whatever users set in EFLAGS (CR0.AM 0), the
 * TSC stays readable (CR4.TSD 0), unmasked SSE errors raise exception 6 (CR4.OSXMMEXCPT 0; abi-ia32 5). */
static void set_control_registers(void)
{
    word_t cr0 = x86_read_cr0();
    word_t cr4 = x86_read_cr4();

    cr0 &= ~(word_t)(CR0_EM | CR0_AM | CR0_CD | CR0_NW);
    x86_write_cr0(cr0 | CR0_PG | CR0_WP | CR0_NE | CR0_MP | CR0_TS);
    cr4 &= ~(word_t)(CR4_TSD | CR4_OSXMMEXCPT | CR4_PCE);
    if (x86_has(X86_FXSR))
        cr4 |= CR4_OSFXSR;
    x86_write_cr4(cr4);
}

void arch_cpu_init(struct cpu *cpu)
{
    unsigned n = (unsigned)(cpu - cpus);
    struct ia32_cpu_page *page = &ia32_cpu_pages[n];

    cpu->arch.page = page;
    cpu->arch.gs_word = &ia32_gs_pages[n].mr0;
    page->tss.ss0 = SEL_KERNEL_DS;
    page->tss.iomap = IA32_TSS_IOMAP;
    page->tss.kernel_flags = EFLAGS_ONE;
    page->tss.gs_selector = SEL_GS;
    build_gdt(page->tss.gdt, n);
    load_tables(page->tss.gdt);
    set_control_registers();
}

bool ia32_sysenter_init(void (*entry)(void), word_t esp_location)
{
    if (!x86_features.sysenter)
        return false;
    x86_wrmsr(MSR_SYSENTER_CS, SEL_KERNEL_CS);
    x86_wrmsr(MSR_SYSENTER_ESP, esp_location);
    x86_wrmsr(MSR_SYSENTER_EIP, (word_t)entry);
    return true;
}

BOOT_CODE void ia32_boot(word_t magic, word_t info)
{
    x86_features_init();
    ia32_boot_mmu();
    plat_boot(magic, info);
}
