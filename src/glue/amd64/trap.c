/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Traps of amd64: from the user frame to the neutral kernel and back.
 */
#include <arch/cpu.h>
#include <arch/selectors.h>
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <hal/debug.h>
#include <hal/fault.h>
#include <hal/kip.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/section.h>
#include <x86/desc.h>
#include <x86/irq.h>
#include <x86/regs.h>

#define TRAP_COUNT   32u
#define ENTRY_SIZE   16u
#define PF_WRITE     2u
#define PF_FETCH     16u
#define ERROR_IDT    2u /* the error code names a gate */
#define SELECTOR_RPL 3u

/* Words of the exception message that are no registers to be set. */
#define WORD_IP     1u
#define WORD_FLAGS  18u
#define WORD_VECTOR 19u
#define WORD_ERROR  20u

extern char entry_traps[];
extern char entry_irqs[];
void entry_syscall(void);

void amd64_irq(struct glue_frame *frame);
void amd64_trap(struct glue_frame *frame);
void amd64_trap_kernel(struct glue_frame *frame);
void amd64_trap_ist(struct glue_frame *frame);
void amd64_bad_ip(struct tcb *self);

word_t amd64_user_flags = EFLAGS_ONE | EFLAGS_IF;

/* ---- frames ---- */

void glue_frame_init(struct tcb *tcb)
{
    tcb->frame = (struct glue_frame){
        .vector = VECTOR_NONE,
        .cs = SEL_USER_CS,
        .rflags = amd64_user_flags,
        .ss = SEL_USER_DS,
    };
}

/* ---- exceptions as messages ---- */

/* Words 1 .. 20 of the exception message (abi-amd64 6). */
static word_t *exception_word(struct glue_frame *f, unsigned i)
{
    static const uint8_t offset[] = {
        offsetof(struct glue_frame, rip),    offsetof(struct glue_frame, rbx),
        offsetof(struct glue_frame, r10),    offsetof(struct glue_frame, r12),
        offsetof(struct glue_frame, r13),    offsetof(struct glue_frame, r14),
        offsetof(struct glue_frame, r15),    offsetof(struct glue_frame, rax),
        offsetof(struct glue_frame, rcx),    offsetof(struct glue_frame, rdx),
        offsetof(struct glue_frame, rsi),    offsetof(struct glue_frame, rdi),
        offsetof(struct glue_frame, rbp),    offsetof(struct glue_frame, r8),
        offsetof(struct glue_frame, r9),     offsetof(struct glue_frame, r11),
        offsetof(struct glue_frame, rsp),    offsetof(struct glue_frame, rflags),
        offsetof(struct glue_frame, vector), offsetof(struct glue_frame, error),
    };

    return (word_t *)(void *)((char *)f + offset[i - 1]);
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    (void)tcb;
    return WORD_ERROR;
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    return *exception_word((struct glue_frame *)&tcb->frame, i);
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    if (i == WORD_FLAGS)
        glue_frame_set_flags(tcb, value);
    else if (i < WORD_FLAGS)
        *exception_word(&tcb->frame, i) = value;
}

/* ---- traps ---- */

/* `lock; nop` asks for the kernel interface page (abi-amd64 1). */
static bool kernel_interface(struct tcb *self)
{
    if (!x86_is_kernel_interface(self->space, self->frame.rip))
        return false;
    self->frame.rax = fpage_base(self->space->kip_area);
    self->frame.rcx = kip.api_version;
    self->frame.rdx = kip.api_flags;
    self->frame.rsi = KIP_KERNEL_ID;
    self->frame.rip += 2;
    return true;
}

/* QEMU 7.2 gives `int n` the error code 16 n + 2 in 64-bit mode; it is 8 n + 2 [Intel SDM 325462-083, vol. 3A, 6.13 "Error
 * Code"]. */
static void general_protection(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    uint8_t code[2] = {0};
    word_t io_fpage;

    if (x86_io_fault(self, f->rip, f->rdx, &io_fpage)) {
        if (!self->space->sigma0)
            fault_io(self, io_fpage, f->rip);
        else if (!x86_io_allow(self->space, io_fpage))
            fault_exception(self);
        return;
    }
    x86_user_read(self->space, f->rip, code, 2);
    if ((f->error & ERROR_IDT) != 0 && code[0] == 0xcd)
        f->error = (word_t)code[1] << 3 | ERROR_IDT;
    if (x86_emulate_msr(self->space, code, f->rcx, &f->rax, &f->rdx))
        f->rip += 2;
    else
        fault_exception(self);
}

/* The standard selector cannot be loaded into GS (amd64_segments_reset), but is there all the time: skipping the load is doing
 * it. */
static void segment_not_present(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    unsigned size = 0;
    uint8_t pop[3] = {0};

    if ((f->error | SELECTOR_RPL) == SEL_GS)
        size = x86_segment_load_size(self->space, f->rip);
    if (size == 0) {
        fault_exception(self);
        return;
    }
    x86_user_read(self->space, f->rip, pop, sizeof(pop));
    if (size >= 2 && size <= sizeof(pop) && pop[size - 2] == 0x0f && pop[size - 1] == 0xa9)
        f->rsp += sizeof(word_t);
    f->rip += size;
}

static void page_fault(struct tcb *self)
{
    word_t error = self->frame.error;
    unsigned access = (error & PF_WRITE) != 0   ? FPAGE_W
                      : (error & PF_FETCH) != 0 ? FPAGE_X
                                                : FPAGE_R;

    fault_page(self, x86_read_cr2(), access, self->frame.rip);
}

void amd64_irq(struct glue_frame *frame)
{
    amd64_enter(frame);
    plat_irq_entry((unsigned)frame->vector);
}

void amd64_trap(struct glue_frame *frame)
{
    struct tcb *self = amd64_enter(frame);

    switch (frame->vector) {
    case VECTOR_PAGE_FAULT:
        page_fault(self);
        break;
    case VECTOR_NO_FPU:
        fault_fpu(self);
        break;
    case VECTOR_GENERAL_PROTECTION:
        general_protection(self);
        break;
    case VECTOR_NOT_PRESENT:
        segment_not_present(self);
        break;
    case VECTOR_INVALID_OPCODE:
        if (!kernel_interface(self))
            fault_exception(self);
        break;
    case VECTOR_BREAKPOINT:
        x86_debug_trap(self, frame->rip, &frame->rax);
        break;
    default:
        fault_exception(self);
        break;
    }
}

/* The thread would go on at an address that the processor does not have. */
void amd64_bad_ip(struct tcb *self)
{
    self->frame.vector = VECTOR_GENERAL_PROTECTION;
    self->frame.error = 0;
    fault_exception(self);
}

static __attribute__((noreturn)) void kernel_trap(const struct glue_frame *f)
{
    word_t offset;
    const char *name = debug_symbol(f->rip, &offset);

    panic("trap %lu in the kernel at %lx (%s+0x%lx), error %lx, address %lx", f->vector, f->rip,
          name, offset, f->error, x86_read_cr2());
}

void amd64_trap_kernel(struct glue_frame *frame)
{
    if (frame->vector != VECTOR_GENERAL_PROTECTION || !x86_msr_fixup(&frame->rip))
        kernel_trap(frame);
}

/* NMIs have no meaning here and are dropped. A debug exception in the kernel can only be a single step that a user began: the
 * flag goes. */
void amd64_trap_ist(struct glue_frame *frame)
{
    if (frame->vector == VECTOR_DEBUG)
        frame->rflags &= ~(word_t)EFLAGS_TF;
    else if (frame->vector != VECTOR_NMI)
        kernel_trap(frame);
}

/* ---- boot ---- */

BOOT_CODE void amd64_entry_init(void)
{
    for (unsigned i = 0; i < TRAP_COUNT; i++)
        x86_idt_set(i, (void (*)(void))(entry_traps + ENTRY_SIZE * i),
                    i == VECTOR_BREAKPOINT ? 3 : 0);
    for (unsigned i = X86_VECTOR_IRQ_FIRST; i <= X86_VECTOR_IRQ_LAST; i++)
        x86_idt_set(i, (void (*)(void))(entry_irqs + ENTRY_SIZE * (i - X86_VECTOR_IRQ_FIRST)), 0);
    amd64_idt_set_ist(VECTOR_DOUBLE_FAULT, AMD64_IST_DOUBLE_FAULT);
    amd64_idt_set_ist(VECTOR_NMI, AMD64_IST_NMI);
    amd64_idt_set_ist(VECTOR_DEBUG, AMD64_IST_DEBUG);
    amd64_idt_set_ist(VECTOR_MACHINE_CHECK, AMD64_IST_MACHINE_CHECK);
    amd64_syscall_init(entry_syscall);
}
