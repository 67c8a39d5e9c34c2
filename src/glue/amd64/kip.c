/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * amd64's share of the kernel interface page: stubs, entries; entry tables at boot.
 */
#include <arch/layout.h>
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <hal/kip.h>
#include <kernel/boot.h>
#include <kernel/kip.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <x86/clock.h>
#include <x86/regs.h>
#include <kernel/section.h>

extern const char amd64_stubs[];
extern const char amd64_stubs_end[];
extern const char amd64_stub_clock[];
extern const char amd64_stub_clock_mult[];
extern const char amd64_stub_clock_end[];

/* Absolute, the same in all spaces (abi-amd64 2). */
static word_t entry(unsigned slot)
{
    return AMD64_STUB_PAGE + slot * ABI_STUB_SIZE;
}

BOOT_CODE static void fill_stubs(char *stubs)
{
    char *clock = stubs + ABI_CALL_SYSTEM_CLOCK * ABI_STUB_SIZE;

    memcpy(stubs, amd64_stubs, (size_t)(amd64_stubs_end - amd64_stubs));
    if (x86_clock.mult != 0) {
        memcpy(clock, amd64_stub_clock, (size_t)(amd64_stub_clock_end - amd64_stub_clock));
        memcpy(clock + (amd64_stub_clock_mult - amd64_stub_clock), &x86_clock.mult,
               sizeof(uint32_t));
    }
}

/* End of the memory that programs may be given: the direct view is to reach it. */
BOOT_CODE static paddr_t memory_end(void)
{
    struct kip_mem m;
    paddr_t end = 0;

    for (unsigned i = 0; kip_get_mem(i, &m); i++)
        if (!m.virt && m.type == BOOT_MEM_CONVENTIONAL)
            end = MAX(end, m.last + 1);
    return end;
}

BOOT_CODE void glue_init(const char *cmdline)
{
    x86_io_open = option_is(option_find(cmdline, "io"), "open");
    if (x86_io_open)
        amd64_user_flags |= EFLAGS_IOPL3;
}

BOOT_CODE void glue_kip_fill(struct kip *k)
{
    amd64_direct_extend(memory_end());
    amd64_entry_init();
    fill_stubs(amd64_stub_page());
    k->ipc = entry(ABI_CALL_IPC);
    k->lipc = entry(ABI_CALL_IPC);
    k->exchange_registers = entry(ABI_CALL_EXCHANGE_REGISTERS);
    k->thread_control = entry(ABI_CALL_THREAD_CONTROL);
    k->thread_switch = entry(ABI_CALL_THREAD_SWITCH);
    k->schedule = entry(ABI_CALL_SCHEDULE);
    k->unmap = entry(ABI_CALL_UNMAP);
    k->space_control = entry(ABI_CALL_SPACE_CONTROL);
    k->processor_control = entry(ABI_CALL_PROCESSOR_CONTROL);
    k->memory_control = entry(ABI_CALL_MEMORY_CONTROL);
    k->system_clock = entry(ABI_CALL_SYSTEM_CLOCK);
}

/* No compatibility mode: the control word has no meaning (abi-amd64 7). */
word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    return 0;
}

/* Without NO_FLUSH: loading it is right whatever the TLB holds. */
void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    tcb->glue_root = space->arch.cr3 & ~AMD64_CR3_NO_FLUSH;
}

/* Caches are coherent: there are no cache operations. */
bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error)
{
    (void)self;
    (void)control;
    (void)attribute;
    (void)error;
    return false;
}
