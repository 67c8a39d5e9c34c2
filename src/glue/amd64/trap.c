/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What is amd64's own in traps: frames, exception messages, segments, instruction pointers, stacks of their own.
 */
#include <arch/cpu.h>
#include <arch/selectors.h>
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <kernel/ipc.h>
#include <kernel/space.h>
#include <kernel/section.h>
#include <x86/desc.h>
#include <x86/regs.h>

#define ERROR_IDT    2u /* the error code names a gate */
#define SELECTOR_RPL 3u

void entry_syscall(void);

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
        .flags = amd64_user_flags,
        .ss = SEL_USER_DS,
    };
}

/* abi-amd64 6. */
const uint8_t x86_exception_offset[ABI_EXCEPTION_WORDS] = {
    offsetof(struct glue_frame, ip),     offsetof(struct glue_frame, bx),
    offsetof(struct glue_frame, r10),    offsetof(struct glue_frame, r12),
    offsetof(struct glue_frame, r13),    offsetof(struct glue_frame, r14),
    offsetof(struct glue_frame, r15),    offsetof(struct glue_frame, ax),
    offsetof(struct glue_frame, cx),     offsetof(struct glue_frame, dx),
    offsetof(struct glue_frame, si),     offsetof(struct glue_frame, di),
    offsetof(struct glue_frame, bp),     offsetof(struct glue_frame, r8),
    offsetof(struct glue_frame, r9),     offsetof(struct glue_frame, r11),
    offsetof(struct glue_frame, sp),     offsetof(struct glue_frame, flags),
    offsetof(struct glue_frame, vector), offsetof(struct glue_frame, error),
};

/* ---- traps ---- */

/* QEMU 7.2 gives `int n` the error code 16 n + 2 in 64-bit mode; it is 8 n + 2 [Intel SDM 325462-083, vol. 3A, 6.13 "Error
 * Code"]. */
bool x86_port_protection(struct tcb *self, const uint8_t code[2])
{
    struct glue_frame *f = &self->frame;

    if ((f->error & ERROR_IDT) != 0 && code[0] == 0xcd)
        f->error = (word_t)code[1] << 3 | ERROR_IDT;
    return false;
}

/* The standard selector cannot be loaded into GS (amd64_segments_reset), but is there all the time: skipping the load is doing
 * it. */
static void segment_not_present(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    unsigned size = 0;
    uint8_t pop[3] = {0};

    if ((f->error | SELECTOR_RPL) == SEL_GS)
        size = x86_segment_load_size(self->space, f->ip);
    if (size == 0) {
        fault_exception(self);
        return;
    }
    x86_user_read(self->space, f->ip, pop, sizeof(pop));
    if (size >= 2 && size <= sizeof(pop) && pop[size - 2] == 0x0f && pop[size - 1] == 0xa9)
        f->sp += sizeof(word_t);
    f->ip += size;
}

bool x86_port_trap(struct tcb *self)
{
    if (self->frame.vector != VECTOR_NOT_PRESENT)
        return false;
    segment_not_present(self);
    return true;
}

/* The thread would go on at an address that the processor does not have. */
void amd64_bad_ip(struct tcb *self)
{
    self->frame.vector = VECTOR_GENERAL_PROTECTION;
    self->frame.error = 0;
    fault_exception(self);
}

void amd64_trap_kernel(struct glue_frame *frame)
{
    if (frame->vector != VECTOR_GENERAL_PROTECTION || !x86_msr_fixup(&frame->ip))
        x86_kernel_trap(frame);
}

/* NMIs have no meaning here and are dropped. A debug exception in the kernel can only be a single step that a user began: the
 * flag goes. */
void amd64_trap_ist(struct glue_frame *frame)
{
    if (frame->vector == VECTOR_DEBUG)
        frame->flags &= ~(word_t)EFLAGS_TF;
    else if (frame->vector != VECTOR_NMI)
        x86_kernel_trap(frame);
}

/* ---- boot ---- */

BOOT_CODE void amd64_entry_init(void)
{
    x86_entry_init();
    amd64_idt_set_ist(VECTOR_DOUBLE_FAULT, AMD64_IST_DOUBLE_FAULT);
    amd64_idt_set_ist(VECTOR_NMI, AMD64_IST_NMI);
    amd64_idt_set_ist(VECTOR_DEBUG, AMD64_IST_DEBUG);
    amd64_idt_set_ist(VECTOR_MACHINE_CHECK, AMD64_IST_MACHINE_CHECK);
    amd64_syscall_init(entry_syscall);
}
