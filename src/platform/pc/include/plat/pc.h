/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of this board tell each other.
 */
#pragma once

#include <kernel/boot.h>
#include <kernel/types.h>

#define PC_IRQ_RTC 8u

/* Address of ACPI's RSDT as a loader gave it (multiboot 2), else 0. */
extern paddr_t pc_acpi_root;

/* The loader's information as boot_info; false if the magic is no loader's. */
bool multiboot_read(struct boot_info *info, word_t magic, paddr_t mbi);

/* Writes multiboot 1 information that does not depend on the loader's memory to a page of low memory, for user level, and
 * describes it in `info`. */
void mbi_publish(struct boot_info *info);

/* irq.c; the local APIC is up, if there is one, when pc_irq_init returns. */
void pc_irq_init(const char *cmdline);
bool pc_has_lapic(void);
/* Lets the real-time clock's interrupt in, which is the kernel's then. */
void pc_irq_take_rtc(void);

/* timer.c */
void pc_timer_init(void);
void pc_timer_expired(void); /* local APIC timer interrupt */
void pc_timer_rtc(void);     /* real-time clock interrupt */
