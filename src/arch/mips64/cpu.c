/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Features, Status, interrupt mask, idling and backtraces of a MIPS64 processor.
 */
#include <hal/cpu.h>

#include <arch/boot.h>
#include <arch/cpu.h>
#include <hal/debug.h>
#include <hal/mmu.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/cpu.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define VECTOR_BASE 0u

/* Processor ID: company in bits 23:16, model in 15:8 [MD00091 2.50, 8.27 "Processor Identification"]. */
#define PRID_MODEL 0xffff00u
#define PRID_5KC   0x018100u
#define PRID_5KE   0x018900u

extern const char mips_vectors[];
extern const char mips_vectors_end[];
void mips_cache_error_report(void);

struct mips_features mips_features;

/* Size fields of a level-1 cache in Config1: sets, line, ways [MD00091 2.50, 8.29 "Configuration Register 1"]. */
static unsigned cache_geometry(uint32_t fields, unsigned *way, unsigned *size)
{
    unsigned sets = ((fields >> 6) & 7) == 7 ? 32 : 64u << ((fields >> 6) & 7);
    unsigned line = ((fields >> 3) & 7) == 0 ? 0 : 2u << ((fields >> 3) & 7);

    *way = sets * line;
    *size = sets * line * ((fields & 7) + 1);
    return line;
}

void mips_features_init(void)
{
    uint32_t config = MIPS_READ32(C0_CONFIG, 0);
    uint32_t config1 = MIPS_READ32(C0_CONFIG, 1);
    uint32_t model = MIPS_READ32($15, 0) & PRID_MODEL;
    struct mips_features *f = &mips_features;

    f->release2 = ((config >> CONFIG_AR_SHIFT) & 7) != 0;
    f->fpu = (config1 & CONFIG1_FP) != 0;
    f->write_through = model == PRID_5KC || model == PRID_5KE;
    f->tlb_entries = ((config1 >> 25) & 0x3f) + 1;
    f->dcache_line = cache_geometry(config1 >> 7, &f->dcache_way, &f->dcache_size);
    f->icache_line = cache_geometry(config1 >> 16, &f->icache_way, &f->icache_size);
}

/* Vectors to the start of memory, where Release 1 has them; Release 2 is told that it does. */
static void install_vectors(void)
{
    memcpy((void *)(word_t)MIPS_CKSEG0, mips_vectors, (size_t)(mips_vectors_end - mips_vectors));
    mips_cache_flush_data();
    mips_cache_flush_insn();
    if (mips_features.release2)
        MIPS_WRITE32($15, 1, (uint32_t)MIPS_CKSEG0);
    MIPS_WRITE32(C0_CAUSE, 0, 0);
    MIPS_WRITE32(C0_STATUS, 0, ST_FR | ST_KX | ST_SX | ST_UX);
}

/* CKSEG0 with cache code 3. The loader may have used another one: what it left in the cache is written back. */
static void set_cache_mode(void)
{
    uint32_t config = MIPS_READ32(C0_CONFIG, 0);

    mips_cache_flush_data();
    MIPS_WRITE32(C0_CONFIG, 0, (config & ~(uint32_t)CONFIG_K0) | CCA_CACHED);
}

BOOT_CODE void mips_boot(word_t a0, word_t a1, word_t a2, word_t a3)
{
    mips_features_init();
    set_cache_mode();
    install_vectors();
    plat_boot(a0, a1, a2, a3);
}

/* Only one processor runs for now; each further one sets up a window of its own. */
void arch_cpu_init(struct cpu *cpu)
{
    struct arch_cpu *a = &cpu->arch;

    mips_tlb_init(cpu);
    a->stack = (word_t)mips_stack_top - 16;
    a->kernel_status = ST_FR | ST_KX | ST_SX | ST_UX;
    a->user_status = ST_FR | ST_KX | ST_SX | ST_UX | ST_USER | ST_EXL | ST_IE;
    a->asid_generation = MIPS_TAG_GENERATION;
    a->asid_next = 1;
    MIPS_WRITE32(C0_STATUS, 0, a->kernel_status);
}

static void set_mask(uint32_t clear, uint32_t set)
{
    struct arch_cpu *p = &this_cpu()->arch;

    p->user_status = (p->user_status & ~(word_t)clear) | set;
    p->kernel_status = (p->kernel_status & ~(word_t)clear) | set;
    MIPS_WRITE32(C0_STATUS, 0, (MIPS_READ32(C0_STATUS, 0) & ~clear) | set);
}

void mips_irq_enable(unsigned n)
{
    set_mask(0, 1u << (ST_IM_BIT + n));
}

void mips_irq_disable(unsigned n)
{
    set_mask(1u << (ST_IM_BIT + n), 0);
}

void arch_idle(void)
{
    mips_idle();
}

void arch_irq_window(void)
{
    uint32_t status = MIPS_READ32(C0_STATUS, 0);

    MIPS_WRITE32(C0_STATUS, 0, status | ST_IE);
    MIPS_WRITE32(C0_STATUS, 0, status);
}

void arch_halt(void)
{
    MIPS_WRITE32(C0_STATUS, 0, MIPS_READ32(C0_STATUS, 0) & ~(uint32_t)(ST_IE | ST_IM));
    for (;;)
        __asm__ volatile("wait" : : : "memory");
}

/* The board's clock extends Count to 64 bits; here 32 of them are enough. */
uint64_t arch_cycles(void)
{
    return MIPS_READ32(C0_COUNT, 0);
}

void mips_cache_error_report(void)
{
    panic("cache error at %lx", (word_t)MIPS_READ64(C0_ERROREPC));
}

/* ---- backtrace ---- */

#define INSN_ADJUST      0x67bd0000u /* daddiu $sp, $sp, imm */
#define INSN_SAVE_RA     0xffbf0000u /* sd $ra, imm($sp) */
#define INSN_UPPER       0xffff0000u
#define PROLOGUE_MAX     64u
#define KERNEL_STACK_MAX 16384u

/* One step out of the function that holds pc: its prologue tells where the caller's values are. */
static bool step_out(word_t *pc, word_t *sp)
{
    word_t offset = 0;
    const uint32_t *insn;
    word_t frame = 0;
    word_t ra = 0;

    if (debug_symbol(*pc - 1, &offset)[0] == '\0') /* the call may be its function's last */
        return false;
    insn = (const uint32_t *)((*pc - 1 - offset) & ~(word_t)3);
    for (unsigned i = 0; i < PROLOGUE_MAX && (word_t)&insn[i] < *pc; i++) {
        if ((insn[i] & INSN_UPPER) == INSN_ADJUST && (insn[i] & 0x8000) != 0 && frame == 0)
            frame = (word_t) - (long)(int16_t)insn[i];
        else if ((insn[i] & INSN_UPPER) == INSN_SAVE_RA && ra == 0)
            ra = *sp + (insn[i] & 0xffff);
    }
    if (frame == 0 || ra == 0 || ra >= (word_t)mips_stack_top || ra < *sp)
        return false;
    *pc = *(const word_t *)ra;
    *sp += frame;
    return true;
}

__attribute__((noinline)) void arch_backtrace(void)
{
    word_t pc;
    word_t sp;

    __asm__ volatile("dla %0, 1f\n1: move %1, $29" : "=r"(pc), "=r"(sp));
    for (unsigned depth = 0; depth < 32; depth++) {
        word_t offset = 0;
        const char *name;

        if (sp >= (word_t)mips_stack_top || (word_t)mips_stack_top - sp > KERNEL_STACK_MAX ||
            !step_out(&pc, &sp))
            return;
        name = debug_symbol(pc - 1, &offset);
        printk("  %lx %s+0x%lx\n", pc, name, offset + 1);
    }
}
