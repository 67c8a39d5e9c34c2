/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Translation table entries, short-descriptor format, with the access flag in AP[0] (SCTLR.AFE) [ARM DDI 0406C.d, B3.5.1
 * "Short-descriptor translation table format descriptors" and B3.7.1 "Access permissions"].
 */
#pragma once

#include <kernel/types.h>

#define PT1_ENTRIES   4096u
#define PT2_ENTRIES   256u
#define PT1_ORDER     3u /* 16 KB of entries, 16 KB of cookies */
#define PT1_INDEX(va) ((word_t)(va) >> 20)
#define PT2_INDEX(va) ((word_t)(va) >> 12 & (PT2_ENTRIES - 1))

#define PT1_TABLE     1u /* type of an entry that leads to a second-level table; domain 0 */
#define PT1_TYPE_MASK 3u
#define PT1_TABLE_PA  0xfffffc00u

#define PTE_ATTR_DEVICE 2u
#define PTE_B           0x4u
#define PTE_C           0x8u

/* Where the fields of one kind of page lie. */
struct pte_format {
    unsigned size_log2;
    unsigned entries; /* equal entries of one page */
    word_t type;
    word_t type_mask;
    word_t af;
    word_t user;
    word_t ro;
    word_t xn;
    word_t ng;
    word_t shared;
    unsigned tex_shift;
};
extern const struct pte_format pte_small;
extern const struct pte_format pte_large;
extern const struct pte_format pte_section;

/* Memory type bits of a frame for MemoryControl's attribute (abi-arm 7.1). The default is write-back for RAM, device for all else. */
word_t pte_attr(const struct pte_format *f, paddr_t pa, unsigned attr);
