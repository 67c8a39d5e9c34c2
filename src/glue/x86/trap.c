/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Traps of both x86 ports: from the user frame to the neutral kernel, and exceptions as messages. What differs is in
 * trap.c of the ports.
 */
#include <glue/abi.h>
#include <glue/x86.h>
#include <hal/debug.h>
#include <hal/fault.h>
#include <hal/kip.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/section.h>
#include <kernel/space.h>
#include <kernel/syscall.h>
#include <x86/desc.h>
#include <x86/irq.h>
#include <x86/regs.h>

#define TRAP_COUNT 32u
#define ENTRY_SIZE 16u
#define PF_WRITE   2u
#define PF_FETCH   16u

extern char entry_traps[];
extern char entry_irqs[];

void x86_irq(struct glue_frame *frame);

/* ---- exceptions as messages ---- */

/* Words 1 .. ABI_EXCEPTION_WORDS of the message. */
static word_t *exception_word(struct glue_frame *f, unsigned i)
{
    return (word_t *)(void *)((char *)f + x86_exception_offset[i - 1]);
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    (void)tcb;
    return ABI_EXCEPTION_WORDS;
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    return *exception_word((struct glue_frame *)&tcb->frame, i);
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    if (i == ABI_EXCEPTION_FLAGS)
        glue_frame_set_flags(tcb, value);
    else if (i != ABI_EXCEPTION_VECTOR && i != ABI_EXCEPTION_ERROR)
        *exception_word(&tcb->frame, i) = value;
}

/* ---- traps ---- */

/* `lock; nop` asks for the kernel interface page (abi-ia32 1). */
static bool kernel_interface(struct tcb *self)
{
    if (!x86_is_kernel_interface(self->space, self->frame.ip))
        return false;
    self->frame.ax = fpage_base(self->space->kip_area);
    self->frame.cx = kip.api_version;
    self->frame.dx = kip.api_flags;
    self->frame.si = KIP_KERNEL_ID;
    self->frame.ip += 2;
    return true;
}

static void general_protection(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    uint8_t code[2] = {0};
    word_t io_fpage;

    if (x86_io_fault(self, f->ip, f->dx, &io_fpage)) {
        if (!self->space->sigma0)
            fault_io(self, io_fpage, f->ip);
        else if (!x86_io_allow(self->space, io_fpage))
            fault_exception(self);
        return;
    }
    x86_user_read(self->space, f->ip, code, 2);
    if (x86_port_protection(self, code))
        return;
    if (x86_emulate_msr(self->space, code, f->cx, &f->ax, &f->dx))
        f->ip += 2;
    else
        fault_exception(self);
}

static void page_fault(struct tcb *self)
{
    word_t error = self->frame.error;
    unsigned access = (error & PF_WRITE) != 0   ? FPAGE_W
                      : (error & PF_FETCH) != 0 ? FPAGE_X
                                                : ABI_READ_FAULT;

    fault_page(self, x86_read_cr2(), access, self->frame.ip);
}

void x86_irq(struct glue_frame *frame)
{
    x86_enter(frame);
    plat_irq_entry((unsigned)frame->vector);
}

void x86_trap(struct glue_frame *frame)
{
    struct tcb *self = x86_enter(frame);

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
    case VECTOR_INVALID_OPCODE:
        if (!kernel_interface(self))
            fault_exception(self);
        break;
    case VECTOR_BREAKPOINT:
        x86_debug_trap(self, frame->ip, &frame->ax);
        break;
    default:
        if (!x86_port_trap(self))
            fault_exception(self);
        break;
    }
}

void x86_kernel_trap(const struct glue_frame *f)
{
    word_t offset;
    const char *name = debug_symbol(f->ip, &offset);

    panic("trap %lu in the kernel at %lx (%s+0x%lx), error %lx, address %lx", f->vector, f->ip,
          name, offset, f->error, x86_read_cr2());
}

/* ---- boot ---- */

BOOT_CODE void x86_entry_init(void)
{
    for (unsigned i = 0; i < TRAP_COUNT; i++)
        x86_idt_set(i, (void (*)(void))(entry_traps + ENTRY_SIZE * i),
                    i == VECTOR_BREAKPOINT ? 3 : 0);
    for (unsigned i = X86_VECTOR_IRQ_FIRST; i <= X86_VECTOR_IRQ_LAST; i++)
        x86_idt_set(i, (void (*)(void))(entry_irqs + ENTRY_SIZE * (i - X86_VECTOR_IRQ_FIRST)), 0);
}
