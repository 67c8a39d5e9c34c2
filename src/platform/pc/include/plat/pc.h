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

/* irq.c; the local APIC is up, if there is one, when pc_irq_init returns. */
void pc_irq_init(const char *cmdline);
bool pc_has_lapic(void);
/* Lets the real-time clock's interrupt in, which is the kernel's then. */
void pc_irq_take_rtc(void);

/* timer.c */
void pc_timer_init(void);
void pc_timer_expired(void); /* local APIC timer interrupt */
void pc_timer_rtc(void);     /* real-time clock interrupt */
