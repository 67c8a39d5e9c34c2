/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Segment descriptors and gates.
 * [Intel SDM 325462-083, vol. 3A, 3.4.5 "Segment Descriptors" and 6.11 "IDT Descriptors"]
 */
#pragma once

#include <arch/selectors.h>

/* Access byte (bits 40-47) and flags (52-55) of a descriptor. */
#define DESC_DATA     0x92u /* present, data, writable, not accessed */
#define DESC_DATA_RO  0x90u
#define DESC_CODE     0x9au /* present, code, readable */
#define DESC_TSS      0x89u /* present, available 32- or 64-bit TSS */
#define DESC_INT_GATE 0x8eu
#define DESC_DPL3     0x60u
#define DESC_ACCESSED 0x01u
#define DESC_BIG      0x4u
#define DESC_LONG     0x2u
#define DESC_PAGES    0x8u /* limit counts 4 KB */

#ifndef __ASSEMBLER__

#include <kernel/types.h>

/* A segment or (with base below 4 GB) system-segment descriptor. */
static inline uint64_t x86_desc(uint32_t base, uint32_t limit, unsigned access, unsigned flags)
{
    uint32_t lo = (limit & 0xffff) | base << 16;
    uint32_t hi =
        (base >> 16 & 0xff) | access << 8 | (limit & 0xf0000) | flags << 20 | (base & 0xff000000);

    return (uint64_t)hi << 32 | lo;
}

/* An interrupt gate (clears IF) into the kernel's code segment; on amd64 the low 8 of its 16 bytes. */
static inline uint64_t x86_gate(uint32_t entry, unsigned dpl)
{
    uint32_t lo = (entry & 0xffff) | (uint32_t)SEL_KERNEL_CS << 16;
    uint32_t hi = (entry & 0xffff0000) | (DESC_INT_GATE | dpl << 5) << 8;

    return (uint64_t)hi << 32 | lo;
}

struct x86_table_ptr {
    uint16_t limit;
    word_t base;
} __attribute__((packed));

/* Sets a gate of the interrupt table that all processors share; entries never set are not present (#GP for users).
 * Context: boot. */
void x86_idt_set(unsigned vector, void (*entry)(void), unsigned dpl);

#endif
