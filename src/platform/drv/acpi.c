/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ACPI tables: root pointer, root table, MADT [ACPI 6.5, 5.2.5 "Root System Description Pointer (RSDP)", 5.2.7 "Root System
 * Description Table (RSDT)", 5.2.12 "Multiple APIC Description Table (MADT)"]. Tables are read piecemeal; sizes that firmware
 * states are bounded before use.
 */
#include <drv/acpi.h>

#include <drv/physmem.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define RSDP_SIZE     20u
#define RSDP_RSDT     16u
#define HEADER_SIZE   36u
#define HEADER_LENGTH 4u
#define TABLE_MAX     65536u
#define MADT_LAPIC    36u
#define MADT_ENTRIES  44u

#define BIOS_FIRST   0xe0000u
#define BIOS_END     0x100000u
#define EBDA_SEGMENT 0x40eu /* word of the BIOS data area */

BOOT_CODE static uint16_t le16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

BOOT_CODE static uint32_t le32(const uint8_t *p)
{
    return le16(p) | (uint32_t)le16(p + 2) << 16;
}

BOOT_CODE static paddr_t search(paddr_t from, paddr_t end)
{
    for (paddr_t pa = from; pa + RSDP_SIZE <= end; pa += 16) {
        uint8_t rsdp[RSDP_SIZE];
        uint8_t sum = 0;

        phys_read(rsdp, pa, 8);
        if (memcmp(rsdp, "RSD PTR ", 8) != 0)
            continue;
        phys_read(rsdp, pa, RSDP_SIZE);
        for (unsigned i = 0; i < RSDP_SIZE; i++)
            sum = (uint8_t)(sum + rsdp[i]);
        if (sum == 0)
            return le32(rsdp + RSDP_RSDT);
    }
    return 0;
}

BOOT_CODE static paddr_t find_root(void)
{
    uint8_t segment[2];
    paddr_t ebda;
    paddr_t root = 0;

    phys_read(segment, EBDA_SEGMENT, 2);
    ebda = (paddr_t)le16(segment) << 4;
    if (ebda >= 0x400 && ebda < 0xa0000)
        root = search(ebda, ebda + 1024);
    return root != 0 ? root : search(BIOS_FIRST, BIOS_END);
}

/* Physical address and length of a table; 0: there is none. */
BOOT_CODE static paddr_t find_table(paddr_t root, const char *name, uint32_t *len)
{
    uint32_t root_len = phys_read32(root + HEADER_LENGTH);

    if (root_len > TABLE_MAX)
        return 0;
    for (uint32_t at = HEADER_SIZE; at + 4 <= root_len; at += 4) {
        paddr_t table = phys_read32(root + at);
        char sig[4];

        phys_read(sig, table, 4);
        *len = phys_read32(table + HEADER_LENGTH);
        if (memcmp(sig, name, 4) == 0 && *len <= TABLE_MAX)
            return table;
    }
    return 0;
}

/* Interrupt flags: polarity in bits 1:0, trigger in 3:2; 3 = low, level; 0 = as the bus has it (ISA: high, edge). */
BOOT_CODE static void add_override(struct acpi_info *info, const uint8_t *e)
{
    struct acpi_override *o = &info->override[info->override_count];

    if (info->override_count == ACPI_OVERRIDES)
        return;
    info->override_count++;
    o->isa_irq = e[3];
    o->gsi = le32(e + 4);
    o->active_low = (e[8] & 3) == 3;
    o->level = (e[8] >> 2 & 3) == 3;
}

BOOT_CODE static void read_entry(struct acpi_info *info, const uint8_t *e, unsigned len)
{
    if (e[0] == 0 && len >= 8) {
        info->cpus += (le32(e + 4) & 1) != 0;
    } else if (e[0] == 1 && len >= 12 && info->ioapic_count < ACPI_IOAPICS) {
        info->ioapic[info->ioapic_count] = le32(e + 4);
        info->ioapic_first[info->ioapic_count] = le32(e + 8);
        info->ioapic_count++;
    } else if (e[0] == 2 && len >= 10) {
        add_override(info, e);
    }
}

BOOT_CODE void acpi_read(struct acpi_info *info, paddr_t root)
{
    uint32_t len = 0;
    paddr_t madt;

    if (root == 0)
        root = find_root();
    madt = root == 0 ? 0 : find_table(root, "APIC", &len);
    if (madt == 0)
        return;
    info->lapic = phys_read32(madt + MADT_LAPIC);
    for (uint32_t at = MADT_ENTRIES; at + 2 <= len;) {
        uint8_t e[16] = {0};

        phys_read(e, madt + at, 2);
        if (e[1] < 2 || at + e[1] > len)
            return;
        phys_read(e, madt + at, e[1] < sizeof(e) ? e[1] : sizeof(e));
        read_entry(info, e, e[1]);
        at += e[1];
    }
}
