/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MemoryControl's cache operations (abi-arm 7.1), which everyone may use.
 */
#include <arch/mmu.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <kernel/fpage.h>
#include <kernel/mapdb.h>
#include <kernel/space.h>
#include <kernel/tcb.h>

#define CONTROL_FLUSH_ALL ((word_t)-2)
#define ATTR_FLUSH_I      29u
#define ATTR_FLUSH_D      30u
#define ATTR_FLUSH_BOTH   31u

/* More memory than this is cheaper flushed by sets and ways. */
#define BY_ADDRESS_MAX ((word_t)1 << 20)

static bool is_flush(word_t attr)
{
    return attr >= ATTR_FLUSH_I && attr <= ATTR_FLUSH_BOTH;
}

/* The page at `va`; sigma0's own memory needs no mapping yet. False: nothing there. */
static bool page_at(struct space *space, word_t va, struct arch_mapping *m)
{
    for (unsigned i = 0; i < 2; i++) {
        if (arch_pt_lookup(&space->arch, va, va + BIT(ARCH_PAGE_MIN), m) && m->va <= va)
            return true;
        if (!space->sigma0 || mapdb_sigma0_fault(space, va) != L4_OK)
            return false;
    }
    return false;
}

static void flush_page(const struct arch_mapping *m)
{
    for (word_t at = 0; at < BIT(m->size_log2); at += BIT(ARCH_PAGE_MIN))
        arm_dcache_flush(arch_window(0, m->pa + at, m->attr), BIT(ARCH_PAGE_MIN));
}

/* Checks one fpage and, with `data`, flushes the data of its pages. */
static enum l4_error flush_fpage(struct space *space, word_t fpage, bool data)
{
    unsigned size = fpage_size_log2(fpage);
    word_t va = fpage_base(fpage);
    word_t last = va | bits_mask(size);

    if (size < ARCH_PAGE_MIN)
        return L4_ERR_PARAM;
    for (;;) {
        struct arch_mapping m;

        if (va >= ARCH_USER_END || !page_at(space, va, &m))
            return L4_ERR_PRIVILEGE;
        if (m.size_log2 > size)
            return L4_ERR_PARAM;
        if (data)
            flush_page(&m);
        if (m.va + bits_mask(m.size_log2) >= last)
            return L4_OK;
        va = m.va + BIT(m.size_log2);
    }
}

static enum l4_error flush(struct tcb *self, word_t control, const word_t attribute[4])
{
    bool code = false;
    bool all = false;

    for (unsigned i = 0; i <= control; i++) {
        word_t fpage = *glue_mr(self->utcb, i);
        word_t attr = attribute[fpage & 3];
        bool large =
            fpage_size_log2(fpage) >= WORD_BITS || BIT(fpage_size_log2(fpage)) > BY_ADDRESS_MAX;
        enum l4_error error;

        if (fpage == FPAGE_NIL)
            continue;
        error = flush_fpage(self->space, fpage, !large);
        if (error != L4_OK)
            return error;
        all = all || large;
        code = code || attr != ATTR_FLUSH_D;
    }
    if (all)
        arm_dcache_flush_all();
    if (code)
        arm_icache_flush();
    return L4_OK;
}

bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error)
{
    bool any = false;

    if (control == CONTROL_FLUSH_ALL) {
        arm_dcache_flush_all();
        arm_icache_flush();
        *error = L4_OK;
        return true;
    }
    if (control >= NUM_MRS)
        return false;
    for (unsigned i = 0; i <= control; i++) {
        word_t fpage = *glue_mr(self->utcb, i);

        if (fpage == FPAGE_NIL)
            continue;
        if (!is_flush(attribute[fpage & 3]))
            return false;
        any = true;
    }
    if (!any)
        return false;
    *error = flush(self, control, attribute);
    return true;
}
