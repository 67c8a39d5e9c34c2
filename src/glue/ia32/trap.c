/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * System calls of ia32, and what is its own in traps: frames, exception messages, segments.
 */
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>
#include <x86/desc.h>
#include <x86/regs.h>
#include <kernel/section.h>

#define SELECTOR_MASK 0xffffu

void entry_call(void);
void entry_ipc(void);
void entry_sysenter(void);
extern char entry_sysenter_end[];

void ia32_trap(struct glue_frame *frame, word_t ds, word_t es);
void ia32_trap_kernel(struct glue_frame *frame);
void ia32_call(struct glue_frame *frame);

word_t ia32_user_flags = EFLAGS_ONE | EFLAGS_IF;

/* ---- frames ---- */

void glue_frame_init(struct tcb *tcb)
{
    tcb->frame = (struct glue_frame){
        .vector = VECTOR_NONE,
        .cs = SEL_USER_CS,
        .flags = ia32_user_flags,
        .ss = SEL_USER_DS,
    };
}

/* abi-ia32 6. */
const uint8_t x86_exception_offset[ABI_EXCEPTION_WORDS] = {
    offsetof(struct glue_frame, ip),     offsetof(struct glue_frame, flags),
    offsetof(struct glue_frame, vector), offsetof(struct glue_frame, error),
    offsetof(struct glue_frame, di),     offsetof(struct glue_frame, si),
    offsetof(struct glue_frame, bp),     offsetof(struct glue_frame, sp),
    offsetof(struct glue_frame, bx),     offsetof(struct glue_frame, dx),
    offsetof(struct glue_frame, cx),     offsetof(struct glue_frame, ax),
};

/* ---- traps ---- */

/* What the trap that is being handled found in DS and ES. */
static word_t found_ds;
static word_t found_es;

/* Selectors are not thread state: odd ones found at a #GP are reset, and the instruction is tried again or, if it loads a
 * bad selector, skipped. The exit loads the standard ones. */
static bool segment_trouble(struct tcb *self)
{
    word_t fs;
    word_t gs;
    unsigned size;

    __asm__ volatile("movl %%fs, %0; movl %%gs, %1" : "=r"(fs), "=r"(gs));
    if ((found_ds & SELECTOR_MASK) != SEL_USER_DS || (found_es & SELECTOR_MASK) != SEL_USER_DS ||
        (fs & SELECTOR_MASK) != SEL_USER_DS || (gs & SELECTOR_MASK) != SEL_GS)
        return true;
    if ((self->frame.error & 2) != 0)
        return false;
    size = x86_segment_load_size(self->space, self->frame.ip);
    self->frame.ip += size;
    return size != 0;
}

bool x86_port_protection(struct tcb *self, const uint8_t code[2])
{
    if (self->frame.error == 0 && code[0] == 0xf4) {
        /* hlt: the thread has nothing to do. */
        self->frame.ip++;
        sched_yield(this_cpu());
        return true;
    }
    return segment_trouble(self);
}

/* An NMI means nothing here. */
bool x86_port_trap(struct tcb *self)
{
    return self->frame.vector == VECTOR_NMI;
}

void ia32_trap(struct glue_frame *frame, word_t ds, word_t es)
{
    found_ds = ds;
    found_es = es;
    x86_trap(frame);
}

/* Exceptions in kernel mode that are no bugs: NMI; a user who single-steps into SYSENTER or comes with bad DS or ES, which the
 * entry code has replaced already (the fast path runs with the user's); registers that do not exist. */
void ia32_trap_kernel(struct glue_frame *frame)
{
    bool at_entry = frame->ip >= (word_t)entry_sysenter && frame->ip < (word_t)entry_sysenter_end;

    if (frame->vector == VECTOR_NMI || (frame->vector == VECTOR_GENERAL_PROTECTION && at_entry))
        return;
    if (frame->vector == VECTOR_DEBUG && at_entry) {
        frame->flags &= ~(word_t)EFLAGS_TF;
        return;
    }
    if (frame->vector == VECTOR_GENERAL_PROTECTION && x86_msr_fixup(&frame->ip))
        return;
    x86_kernel_trap(frame);
}

/* ---- system calls ---- */

static void call_exchange_registers(struct tcb *self, struct glue_frame *f)
{
    struct exregs x = {.dest = f->ax,
                       .control = f->cx,
                       .sp = f->dx,
                       .ip = f->si,
                       .flags = f->di,
                       .handle = f->bx,
                       .pager = f->bp};

    sys_exchange_registers(self, &x);
    f->ax = x.dest;
    f->cx = x.control;
    f->dx = x.sp;
    f->si = x.ip;
    f->di = x.flags;
    f->bx = x.handle;
    f->bp = x.pager;
}

static void call_unmap(struct tcb *self, struct glue_frame *f)
{
    if (self->cont != CONT_RESTART)
        *glue_mr(self->utcb, 0) = f->si;
    sys_unmap(self, f->ax);
    if (self->cont != CONT_RESTART)
        f->si = *glue_mr(self->utcb, 0);
}

static void call_memory_control(struct tcb *self, struct glue_frame *f)
{
    const word_t attribute[4] = {f->cx, f->dx, f->bx, f->bp};
    word_t result;

    *glue_mr(self->utcb, 0) = f->si;
    result = sys_memory_control(self, f->ax, attribute);
    if (self->cont != CONT_RESTART)
        f->ax = result;
}

static void call_thread_control(struct tcb *self, struct glue_frame *f)
{
    word_t result = sys_thread_control(self, f->ax, f->si, f->dx, f->cx, f->di);

    if (self->cont != CONT_RESTART)
        f->ax = result;
}

static void call_system_clock(struct glue_frame *f)
{
    time_us_t now = plat_clock_us();

    f->ax = (word_t)now;
    f->dx = (word_t)(now >> 32);
}

/* Calls by stub slot; false: there is none of this number. */
static bool call(struct tcb *self, struct glue_frame *f, word_t slot)
{
    switch (slot) {
    case ABI_STUB_EXCHANGE_REGISTERS:
        call_exchange_registers(self, f);
        return true;
    case ABI_STUB_THREAD_CONTROL:
        call_thread_control(self, f);
        return true;
    case ABI_STUB_THREAD_SWITCH:
        sys_thread_switch(self, f->ax);
        return true;
    case ABI_STUB_SCHEDULE:
        f->ax = sys_schedule(self, f->ax, f->dx, f->si, f->cx, f->di, &f->dx);
        return true;
    case ABI_STUB_UNMAP:
        call_unmap(self, f);
        return true;
    case ABI_STUB_SPACE_CONTROL:
        f->ax = sys_space_control(self, f->ax, f->cx, f->dx, f->si, f->di, &f->cx);
        return true;
    case ABI_STUB_PROCESSOR_CONTROL:
        f->ax = sys_processor_control(self, f->ax, f->cx, f->dx, f->si);
        return true;
    case ABI_STUB_MEMORY_CONTROL:
        call_memory_control(self, f);
        return true;
    case ABI_STUB_SYSTEM_CLOCK:
        call_system_clock(f);
        return true;
    default:
        return false;
    }
}

void ia32_call(struct glue_frame *f)
{
    struct tcb *self = x86_enter(f);
    word_t offset = f->ip - 2 - fpage_base(self->space->kip_area) - KIP_STUBS;

    f->error = offset / ABI_STUB_SIZE; /* for glue_restart */
    if (offset % ABI_STUB_SIZE == 0 && call(self, f, f->error))
        return;
    /* Not from a stub: like any other software interrupt that users do not have. */
    f->ip -= 2;
    f->vector = VECTOR_GENERAL_PROTECTION;
    f->error = ABI_INT_CALL << 3 | 2;
    fault_exception(self);
}

void glue_restart(struct tcb *self)
{
    /* The frame still holds the arguments. */
    call(self, &self->frame, self->frame.error);
}

/* ---- boot ---- */

BOOT_CODE void ia32_entry_init(void)
{
    x86_entry_init();
    x86_idt_set(ABI_INT_IPC, entry_ipc, 3);
    x86_idt_set(ABI_INT_CALL, entry_call, 3);
}

bool ia32_entry_sysenter(void)
{
    return ia32_sysenter_init(entry_sysenter, IA32_TSS_BASE + IA32_TSS_OFFSET);
}
