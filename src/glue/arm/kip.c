/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM's share of the kernel interface page: stubs and entries; no special fpages, no control word.
 */
#include <hal/kip.h>

#include <arch/clock.h>
#include <glue/abi.h>
#include <hal/mmu.h>
#include <kernel/kip.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/tcb.h>

#define CLOCK_STUB (KIP_STUBS + 96)

extern const char arm_stubs[];
extern const char arm_stubs_end[];
extern const char arm_stub_clock[];
extern const char arm_stub_clock_mult[];
extern const char arm_stub_clock_end[];

_Static_assert(ABI_STUB_COUNT *ABI_STUB_SIZE <= 96, "the stubs overlap the clock's");

static word_t entry(unsigned slot)
{
    return KIP_STUBS + slot * ABI_STUB_SIZE;
}

void glue_init(const char *cmdline)
{
    (void)cmdline;
}

void glue_kip_fill(struct kip *k)
{
    char *page = (char *)k;

    memcpy(page + KIP_STUBS, arm_stubs, (size_t)(arm_stubs_end - arm_stubs));
    k->ipc = entry(ABI_STUB_IPC);
    k->lipc = entry(ABI_STUB_IPC);
    k->unmap = entry(ABI_STUB_UNMAP);
    k->exchange_registers = entry(ABI_STUB_EXCHANGE_REGISTERS);
    k->thread_control = entry(ABI_STUB_THREAD_CONTROL);
    k->space_control = entry(ABI_STUB_SPACE_CONTROL);
    k->schedule = entry(ABI_STUB_SCHEDULE);
    k->memory_control = entry(ABI_STUB_MEMORY_CONTROL);
    k->system_clock = entry(ABI_STUB_SYSTEM_CLOCK);
    k->thread_switch = entry(ABI_STUB_THREAD_SWITCH);
    k->processor_control = entry(ABI_STUB_PROCESSOR_CONTROL);
    if (arm_clock_mult != 0) {
        memcpy(page + CLOCK_STUB, arm_stub_clock, (size_t)(arm_stub_clock_end - arm_stub_clock));
        memcpy(page + CLOCK_STUB + (arm_stub_clock_mult - arm_stub_clock), &arm_clock_mult,
               sizeof(uint32_t));
        k->system_clock = CLOCK_STUB;
    }
    arch_cache_sync(page, KIP_SIZE);
}

const char *glue_feature(unsigned n)
{
    (void)n;
    return NULL;
}

/* The control word has no meaning (abi-arm 7.2). */
word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    return 0;
}

/* All fpages name memory. */
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
    return L4_ERR_PARAM;
}

unsigned glue_special_unmap(struct space *space, word_t fpage, bool flush)
{
    (void)space;
    (void)fpage;
    (void)flush;
    return 0;
}

void glue_space_init(struct space *space)
{
    (void)space;
}

void glue_space_fini(struct space *space)
{
    (void)space;
}

/* Where Ipc's stub comes from, and goes back to, is found out at the thread's first call (arm_call): no svc returns to 0. */
void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    (void)space;
    tcb->glue_root = 0;
}
