/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the kernel takes from ACPI: processors and I/O APICs.
 */
#pragma once

#include <kernel/types.h>

#define ACPI_IOAPICS   4u
#define ACPI_OVERRIDES 24u

struct acpi_override {
    uint8_t isa_irq;
    bool level;
    bool active_low;
    unsigned gsi;
};

struct acpi_info {
    unsigned cpus; /* enabled processors; 0: no table */
    paddr_t lapic;
    unsigned ioapic_count;
    paddr_t ioapic[ACPI_IOAPICS];
    unsigned ioapic_first[ACPI_IOAPICS];
    unsigned override_count;
    struct acpi_override override[ACPI_OVERRIDES];
};

/* `root`: address of the RSDT if the loader told it, else 0: searched for in the BIOS area. Nothing found: all 0. */
void acpi_read(struct acpi_info *info, paddr_t root);
