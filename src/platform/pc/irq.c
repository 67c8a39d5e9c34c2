/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts of the PC: 8259s (default), or I/O APICs with the option irq=apic.
 *
 * Numbers and availability are those that programs know (abi-ia32 6). With the 8259s there are 16 lines, of which 2 (cascade)
 * and 8 (real-time clock, which may be the kernel's timer) are not for users; line 0, the interval timer, is. With I/O
 * APICs a number is a global system interrupt, and 9 (system control) is withheld.
 */
#include <plat/pc.h>

#include <drv/acpi.h>
#include <drv/i8259.h>
#include <drv/ioapic.h>
#include <drv/lapic.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/irq.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <x86/cpuid.h>
#include <x86/irq.h>
#include <x86/regs.h>
#include <kernel/section.h>

#define GSI_SCI   9u
#define ISA_LINES 16u

/* State of an edge-triggered line. Its hardware mask would lose edges, so a masked line stays open until one comes. */
enum edge_state { EDGE_OPEN, EDGE_MASKED, EDGE_LATE };

static bool apic_mode;
static bool has_lapic;
static struct acpi_info acpi;
static struct ioapic ioapics[ACPI_IOAPICS];
static unsigned gsi_count;
static uint8_t gsi_edge[X86_GSI_MAX]; /* enum edge_state; lines that gsi_level names: unused */
static bool gsi_level[X86_GSI_MAX];

static struct ioapic *ioapic_of(unsigned gsi)
{
    for (unsigned i = 0; i < acpi.ioapic_count; i++)
        if (gsi >= ioapics[i].first && gsi - ioapics[i].first < ioapics[i].lines)
            return &ioapics[i];
    return NULL;
}

static void gsi_set_mask(unsigned gsi, bool masked)
{
    struct ioapic *io = ioapic_of(gsi);

    ioapic_set_mask(io, gsi - io->first, masked);
}

/* ISA lines are edge, active high; others level, active low; the tables change single ones. */
static void gsi_setup(unsigned gsi)
{
    struct ioapic *io = ioapic_of(gsi);
    bool level = gsi >= ISA_LINES;
    bool low = level;

    if (io == NULL)
        return;
    for (unsigned i = 0; i < acpi.override_count; i++) {
        if (acpi.override[i].gsi == gsi) {
            level = acpi.override[i].level;
            low = acpi.override[i].active_low;
        }
    }
    gsi_level[gsi] = level;
    gsi_edge[gsi] = EDGE_MASKED;
    ioapic_setup(io, gsi - io->first, X86_VECTOR_GSI + gsi, lapic_id(), level, low);
}

BOOT_CODE static void apic_init(void)
{
    for (unsigned i = 0; i < acpi.ioapic_count; i++) {
        ioapic_init(&ioapics[i], arch_map_device(acpi.ioapic[i], 4096), acpi.ioapic_first[i]);
        gsi_count = MAX(gsi_count, ioapics[i].first + ioapics[i].lines);
    }
    gsi_count = MIN(gsi_count, (unsigned)X86_GSI_MAX);
    for (unsigned gsi = 0; gsi < gsi_count; gsi++)
        gsi_setup(gsi);
}

BOOT_CODE void pc_irq_init(const char *cmdline)
{
    const char *option = option_find(cmdline, "irq");

    acpi_read(&acpi, pc_acpi_root);
    has_lapic =
        x86_has(X86_APIC) && x86_has(X86_MSR) && (x86_rdmsr(MSR_APIC_BASE) & APIC_BASE_ENABLE) != 0;
    apic_mode = option != NULL && option_is(option, "apic");
    if (apic_mode && (!has_lapic || acpi.ioapic_count == 0)) {
        printk("irq=apic: this machine has no I/O APIC, using the 8259s\n");
        apic_mode = false;
    }
    i8259_init(X86_VECTOR_PIC);
    if (apic_mode)
        i8259_mask_all();
    if (has_lapic)
        lapic_init(arch_map_device(x86_rdmsr(MSR_APIC_BASE) & APIC_BASE_ADDRESS, 4096), !apic_mode,
                   X86_VECTOR_APIC_TIMER, X86_VECTOR_APIC_ERROR, X86_VECTOR_SPURIOUS);
    if (apic_mode)
        apic_init();
}

bool pc_has_lapic(void)
{
    return has_lapic;
}

void pc_irq_take_rtc(void)
{
    i8259_unmask(PC_IRQ_RTC);
}

unsigned plat_cpu_count(void)
{
    return MAX(acpi.cpus, 1u);
}

unsigned plat_irq_count(void)
{
    return apic_mode ? gsi_count : I8259_LINES;
}

bool plat_irq_available(unsigned irq)
{
    if (irq >= plat_irq_count())
        return false;
    if (apic_mode)
        return irq != GSI_SCI && ioapic_of(irq) != NULL;
    return irq != I8259_CASCADE && irq != PC_IRQ_RTC;
}

void plat_irq_mask(unsigned irq)
{
    if (!apic_mode) {
        i8259_mask(irq);
        return;
    }
    gsi_edge[irq] = EDGE_MASKED;
    gsi_set_mask(irq, true);
}

void plat_irq_unmask(unsigned irq)
{
    bool late = apic_mode && gsi_edge[irq] == EDGE_LATE;

    if (!apic_mode) {
        i8259_unmask(irq);
        return;
    }
    gsi_edge[irq] = EDGE_OPEN;
    gsi_set_mask(irq, false);
    if (late)
        lapic_self_interrupt(X86_VECTOR_GSI + irq);
}

static void pic_interrupt(unsigned irq)
{
    if (!i8259_is_real(irq))
        return;
    if (irq == PC_IRQ_RTC) {
        i8259_eoi(irq);
        pc_timer_rtc();
        return;
    }
    i8259_mask(irq);
    i8259_eoi(irq);
    irq_note(irq);
}

static void gsi_interrupt(unsigned gsi)
{
    if (gsi_level[gsi]) {
        gsi_set_mask(gsi, true);
        lapic_eoi();
        irq_note(gsi);
        return;
    }
    lapic_eoi();
    if (gsi_edge[gsi] == EDGE_OPEN) {
        gsi_edge[gsi] = EDGE_MASKED;
        irq_note(gsi);
    } else {
        gsi_edge[gsi] = EDGE_LATE;
        gsi_set_mask(gsi, true);
    }
}

void plat_irq_entry(unsigned vector)
{
    if (vector >= X86_VECTOR_PIC && vector < X86_VECTOR_PIC + I8259_LINES) {
        pic_interrupt(vector - X86_VECTOR_PIC);
    } else if (vector == X86_VECTOR_APIC_TIMER) {
        lapic_eoi();
        pc_timer_expired();
    } else if (vector == X86_VECTOR_APIC_ERROR) {
        lapic_error_clear();
        lapic_eoi();
    } else if (vector >= X86_VECTOR_GSI && vector < X86_VECTOR_GSI + gsi_count) {
        gsi_interrupt(vector - X86_VECTOR_GSI);
    }
    /* Spurious interrupts of the local APIC are not acknowledged. */
}
