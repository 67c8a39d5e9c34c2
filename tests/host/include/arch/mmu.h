/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Fake address translation for host tests: a sorted array of pages per space. The set of page sizes and the rights that
 * the "hardware" can tell apart are chosen while the test runs.
 */
#pragma once

#include <stdlib.h>
#include <hal/no_colours.h>
#include <kernel/bits.h>

struct fake_page {
    struct arch_mapping m;
    unsigned used;
};

struct arch_space {
    struct fake_page *pages; /* by address */
    size_t count;
    size_t room;
};

extern word_t fake_page_sizes;
extern unsigned fake_page_min;
extern unsigned fake_rights;  /* bits that the hardware separates; r is implied if not among them */
extern long fake_map_failure; /* arch_pt_map fails after so many successes; negative: never */
extern word_t fake_user_end;

#define ARCH_PAGE_SIZES      fake_page_sizes
#define ARCH_PAGE_MIN        fake_page_min
#define ARCH_PAGE_RIGHTS     fake_rights
#define ARCH_PAGE_INFO_IMAGE (fake_page_sizes | fake_rights)
#define ARCH_USER_END        fake_user_end
#define ARCH_DIRECT_END      ((word_t)0x40000000)

/* As on CPUs of three kinds: all rights apart; w apart, x = r; only r = w = x. */
static inline unsigned arch_rights_ceil(unsigned rwx)
{
    if (rwx == 0 || fake_rights == 7)
        return rwx;
    return fake_rights == 0 ? 7 : rwx | 5;
}

static inline unsigned arch_rights_floor(unsigned rwx)
{
    if (fake_rights == 7)
        return rwx;
    if (fake_rights == 0)
        return rwx == 7 ? 7 : 0;
    return (rwx & 5) == 5 ? rwx : 0;
}

static inline void *arch_p2v(paddr_t pa)
{
    return (void *)(uintptr_t)pa;
}

static inline paddr_t arch_v2p(const void *va)
{
    return (paddr_t)(uintptr_t)va;
}

#ifdef FAKE_THREAD_TABLE
#include <kernel/thread_dir.h>
#elif defined(FLAT_THREAD_TABLE)
extern struct tcb *flat_thread_table[];

static inline struct tcb **arch_thread_slot(word_t number)
{
    return &flat_thread_table[number];
}
#else
static inline struct tcb **arch_thread_slot(word_t number)
{
    (void)number;
    abort();
}
#endif

/* The program in the space accessed its page at `va`. */
void fake_touch(struct arch_space *as, vaddr_t va, unsigned rwx);
