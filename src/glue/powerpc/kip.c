/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC's share of the kernel interface page: entries are addresses in the page of stubs.
 */
#include <arch/boot.h>
#include <glue/abi.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <kernel/boot.h>
#include <kernel/kip.h>
#include <kernel/memory.h>
#include <kernel/space.h>
#include <kernel/tcb.h>
#include <kernel/section.h>

extern const char ppc_stubs[];
extern uint32_t ppc_stubs_clock_mult;

static word_t entry(unsigned slot)
{
    return PPC_STUBS + slot * ABI_STUB_SIZE;
}

BOOT_CODE void glue_init(const char *cmdline)
{
    (void)cmdline;
    if (PPC_LOW_END != 0)
        memory_reserve(0, PPC_LOW_END - 1);
}

BOOT_CODE void glue_kip_fill(struct kip *k)
{
    ppc_stubs_clock_mult = ppc_clock_mult;
    arch_cache_sync((void *)ppc_stubs, BIT(ARCH_PAGE_MIN));
    ppc_stubs_map(ppc_stubs);
    kip_add_mem(k, BOOT_MEM_SHARED, 0, true, PPC_STUBS, PPC_STUBS + BIT(ARCH_PAGE_MIN) - 1);
    k->ipc = entry(ABI_STUB_IPC);
    k->lipc = entry(ABI_STUB_IPC);
    k->exchange_registers = entry(ABI_STUB_EXCHANGE_REGISTERS);
    k->thread_control = entry(ABI_STUB_THREAD_CONTROL);
    k->thread_switch = entry(ABI_STUB_THREAD_SWITCH);
    k->schedule = entry(ABI_STUB_SCHEDULE);
    k->unmap = entry(ABI_STUB_UNMAP);
    k->space_control = entry(ABI_STUB_SPACE_CONTROL);
    k->processor_control = entry(ABI_STUB_PROCESSOR_CONTROL);
    k->memory_control = entry(ABI_STUB_MEMORY_CONTROL);
    k->system_clock = entry(ABI_STUB_SYSTEM_CLOCK);
    k->arch_syscall[3] = entry(ABI_STUB_NULL);
}

const char *glue_feature(unsigned n)
{
    (void)n;
    return NULL;
}

/* The control word has no meaning here. */
word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    return 0;
}

/* The page directory names the space. */
void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    tcb->glue_root = (word_t)space->arch.root;
}

void glue_space_init(struct space *space)
{
    (void)space;
}

void glue_space_fini(struct space *space)
{
    (void)space;
}

/* All fpages are memory. */
bool glue_fpage_is_special(word_t fpage)
{
    (void)fpage;
    return false;
}

enum l4_error glue_special_map(struct space *from, struct space *to, word_t snd, word_t window,
                               bool grant)
{
    (void)from;
    (void)to;
    (void)snd;
    (void)window;
    (void)grant;
    return L4_OK;
}

unsigned glue_special_unmap(struct space *space, word_t fpage, bool flush)
{
    (void)space;
    (void)fpage;
    (void)flush;
    return 0;
}
