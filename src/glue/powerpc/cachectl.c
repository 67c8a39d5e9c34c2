/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MemoryControl's cache operations on memory of the caller's own space (abi-powerpc 8).
 *
 * They need no privilege. A call is one of them if all its fpages select one of the three.
 */
#include <arch/cache.h>
#include <hal/cpu.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <kernel/fpage.h>
#include <kernel/mapdb.h>
#include <kernel/space.h>
#include <kernel/tcb.h>

#define CONTROL_ALL ((word_t)-2)
#define FLUSH_I     29u
#define FLUSH_D     30u
#define FLUSH_BOTH  31u

/* Does the call name cache operations only? */
static bool is_flush(struct tcb *self, word_t control, const word_t attribute[4])
{
    bool any = false;

    if (control >= NUM_MRS)
        return false;
    for (unsigned i = 0; i <= control; i++) {
        word_t fpage = *glue_mr(self->utcb, i);
        word_t op = attribute[fpage & 3];

        if (fpage == FPAGE_NIL)
            continue;
        if (op < FLUSH_I || op > FLUSH_BOTH)
            return false;
        any = true;
    }
    return any;
}

static void flush_page(const struct arch_mapping *m, vaddr_t va, word_t op)
{
    void *at = arch_window(0, m->pa + (va - m->va), m->attr);

    if (op != FLUSH_I)
        ppc_cache_flush_data(at, BIT(ARCH_PAGE_MIN));
    if (op != FLUSH_D)
        arch_cache_sync(at, BIT(ARCH_PAGE_MIN));
}

/* Page by page; interrupts are let in between. */
static enum l4_error flush(struct tcb *self, word_t fpage, word_t op)
{
    struct arch_mapping m;
    word_t va = fpage_base(fpage);
    word_t count;

    if (fpage_size_log2(fpage) < ARCH_PAGE_MIN)
        return L4_ERR_PARAM;
    count = fpage_size_log2(fpage) >= WORD_BITS ? BIT(WORD_BITS - ARCH_PAGE_MIN)
                                                : BIT(fpage_size_log2(fpage) - ARCH_PAGE_MIN);
    for (; count > 0; count--, va += BIT(ARCH_PAGE_MIN)) {
        if (va >= ARCH_USER_END)
            return L4_ERR_PRIVILEGE;
        if (self->space->sigma0 && mapdb_sigma0_fault(self->space, va) == L4_ERR_NO_MEM)
            return L4_ERR_NO_MEM;
        if (!arch_pt_lookup(&self->space->arch, va, va + BIT(ARCH_PAGE_MIN), &m))
            return L4_ERR_PRIVILEGE;
        flush_page(&m, va, op);
        arch_irq_window();
    }
    return L4_OK;
}

bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error)
{
    *error = L4_OK;
    if (control == CONTROL_ALL) {
        ppc_cache_flush_all();
        return true;
    }
    if (!is_flush(self, control, attribute))
        return false;
    for (unsigned i = 0; i <= control && *error == L4_OK; i++) {
        word_t fpage = *glue_mr(self->utcb, i);

        if (fpage != FPAGE_NIL)
            *error = flush(self, fpage, attribute[fpage & 3]);
    }
    return true;
}
