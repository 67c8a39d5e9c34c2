/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64's share of the kernel interface page and of the control calls.
 */
#include <arch/cpu.h>
#include <glue/abi.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <kernel/fpage.h>
#include <kernel/kip.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/tcb.h>

#define ATTR_FLUSH_INSN       29u
#define ATTR_FLUSH_DATA       30u
#define ATTR_FLUSH_BOTH       31u
#define CONTROL_FLUSH_ALL     ((word_t)-2)
#define PAGES_BETWEEN_WINDOWS 64u

extern const char mips_stubs[];
extern const char mips_stubs_end[];

void glue_init(const char *cmdline)
{
    (void)cmdline;
}

/* Offset of a call's stub. */
static word_t entry(int call)
{
    return KIP_STUBS + (word_t)(ABI_SYS_IPC - call) * ABI_STUB_SIZE;
}

void glue_kip_fill(struct kip *k)
{
    memcpy((char *)k + KIP_STUBS, mips_stubs, (size_t)(mips_stubs_end - mips_stubs));
    k->ipc = entry(ABI_SYS_IPC);
    k->lipc = entry(ABI_SYS_LIPC);
    k->exchange_registers = entry(ABI_SYS_EXCHANGE_REGISTERS);
    k->thread_control = entry(ABI_SYS_THREAD_CONTROL);
    k->thread_switch = entry(ABI_SYS_THREAD_SWITCH);
    k->schedule = entry(ABI_SYS_SCHEDULE);
    k->unmap = entry(ABI_SYS_UNMAP);
    k->space_control = entry(ABI_SYS_SPACE_CONTROL);
    k->processor_control = entry(ABI_SYS_PROCESSOR_CONTROL);
    k->memory_control = entry(ABI_SYS_MEMORY_CONTROL);
    k->system_clock = entry(ABI_SYS_SYSTEM_CLOCK);
    /* What the kernel has written so far, this page and what it loaded, users see under whatever colour. */
    mips_cache_flush_data();
    mips_cache_flush_insn();
}

const char *glue_feature(unsigned n)
{
    (void)n;
    return NULL;
}

word_t glue_space_control(struct space *space, word_t control)
{
    (void)space;
    (void)control;
    return 0;
}

/* No tag that is valid: glue_switch_to has it. */
void glue_thread_enters(struct tcb *tcb, struct space *space)
{
    (void)space;
    tcb->glue_root = 0;
}

void glue_space_init(struct space *space)
{
    (void)space;
}

void glue_space_fini(struct space *space)
{
    (void)space;
}

/* ---- special fpages: none ---- */

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

/* ---- caches ---- */

/* Is all of the fpage the caller's, in pages no larger than it (abi-arm 7.1)? */
static enum l4_error check_mapped(struct space *space, word_t fpage)
{
    unsigned log2 = fpage_size_log2(fpage);
    word_t at = fpage_base(fpage);
    word_t last = at | bits_mask(log2);
    struct arch_mapping m;

    if (log2 < ARCH_PAGE_MIN)
        return L4_ERR_PARAM;
    if (space->sigma0)
        return L4_OK;
    last = MIN(last, (word_t)ARCH_USER_END - 1);
    for (unsigned n = 1; at <= last; n++) {
        if (!arch_pt_lookup(&space->arch, at, last + 1, &m) || m.va > at)
            return L4_ERR_PRIVILEGE;
        if (m.size_log2 > log2)
            return L4_ERR_PARAM;
        at = m.va + BIT(m.size_log2);
        if (n % PAGES_BETWEEN_WINDOWS == 0)
            arch_irq_window();
    }
    return L4_OK;
}

/* Caches are flushed as a whole: that costs no more than a few dozen pages would, line by line. */
bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error)
{
    bool data = control == CONTROL_FLUSH_ALL;
    bool insn = data;

    *error = L4_OK;
    if (control >= NUM_MRS && !data)
        return false;
    for (word_t i = 0; i <= control && control < NUM_MRS; i++) {
        word_t fpage = *glue_mr(self->utcb, (unsigned)i);
        word_t attr = attribute[fpage & 3];

        if (fpage == FPAGE_NIL)
            continue;
        if (attr < ATTR_FLUSH_INSN || attr > ATTR_FLUSH_BOTH)
            return false;
        insn = insn || attr != ATTR_FLUSH_DATA;
        data = data || attr != ATTR_FLUSH_INSN;
        if (*error == L4_OK)
            *error = check_mapped(self->space, fpage);
    }
    if (!insn && !data)
        return false;
    if (*error != L4_OK)
        return true;
    if (data)
        mips_cache_flush_data();
    if (insn)
        mips_cache_flush_insn();
    return true;
}
