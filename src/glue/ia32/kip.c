/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ia32's share of the kernel interface page: stubs, entries; entry tables at boot.
 */
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <hal/kip.h>
#include <kernel/cpu.h>
#include <kernel/kip.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <x86/clock.h>
#include <x86/regs.h>
#include <kernel/section.h>

extern const char ia32_stubs[];
extern const char ia32_stubs_end[];
extern const char ia32_stub_ipc_int[];
extern const char ia32_stub_ipc_int_end[];
extern const char ia32_stub_clock[];
extern const char ia32_stub_clock_mult[];
extern const char ia32_stub_clock_end[];

static word_t entry(unsigned slot)
{
    return KIP_STUBS + slot * ABI_STUB_SIZE;
}

BOOT_CODE static void fill_stubs(char *stubs)
{
    char *clock = stubs + ABI_STUB_SYSTEM_CLOCK * ABI_STUB_SIZE;

    memcpy(stubs, ia32_stubs, (size_t)(ia32_stubs_end - ia32_stubs));
    if (!ia32_entry_sysenter())
        memcpy(stubs, ia32_stub_ipc_int, (size_t)(ia32_stub_ipc_int_end - ia32_stub_ipc_int));
    if (x86_clock.mult != 0) {
        memcpy(clock, ia32_stub_clock, (size_t)(ia32_stub_clock_end - ia32_stub_clock));
        memcpy(clock + (ia32_stub_clock_mult - ia32_stub_clock), &x86_clock.mult, sizeof(uint32_t));
    }
}

BOOT_CODE void glue_init(const char *cmdline)
{
    x86_io_open = option_is(option_find(cmdline, "io"), "open");
    if (x86_io_open)
        ia32_user_flags |= EFLAGS_IOPL3;
}

BOOT_CODE void glue_kip_fill(struct kip *k)
{
    ia32_entry_init();
    this_cpu()->arch.page->tss.kernel_flags = EFLAGS_ONE | (ia32_user_flags & EFLAGS_IOPL3);
    fill_stubs((char *)k + KIP_STUBS);
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
}

/* No small spaces: the control word has no meaning (abi-ia32 7). */
word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    return 0;
}

void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    tcb->glue_root = space->arch.cr3;
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
