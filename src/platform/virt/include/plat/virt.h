/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What the files of the board tell each other.
 */
#pragma once

#include <kernel/boot.h>
#include <kernel/types.h>

/* The shared interrupt lines that users see (abi-arm 8). */
#define VIRT_IRQS 128u

/* Where things are, from the device tree; the start values are those of QEMU's machine. */
struct virt_devices {
    uint64_t uart;
    uint64_t gic_distributor;
    uint64_t gic_cpu;
    uint32_t timer_irq; /* ID at the interrupt controller */
    uint32_t timer_hz;  /* 0: the processor knows */
    bool psci;
    bool psci_hvc;
    unsigned cpus;
    uint32_t edge[VIRT_IRQS / 32]; /* edge-triggered lines */
};
extern struct virt_devices virt_devices;
