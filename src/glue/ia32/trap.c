/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Traps and system calls of ia32: from the user frame to the neutral kernel and back.
 */
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <hal/debug.h>
#include <hal/fault.h>
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/print.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/syscall.h>
#include <x86/desc.h>
#include <x86/irq.h>
#include <x86/regs.h>
#include <kernel/section.h>

#define EXCEPTION_WORDS 12u
#define TRAP_COUNT      32u
#define ENTRY_SIZE      16u
#define PF_PRESENT      1u
#define PF_WRITE        2u
#define SELECTOR_MASK   0xffffu

extern char entry_traps[];
extern char entry_irqs[];
void entry_call(void);
void entry_ipc(void);
void entry_sysenter(void);
extern char entry_sysenter_end[];

void ia32_trap(struct glue_frame *frame, word_t ds, word_t es);
void ia32_irq(struct glue_frame *frame);
void ia32_trap_kernel(struct glue_frame *frame);
void ia32_call(struct glue_frame *frame);

word_t ia32_user_flags = EFLAGS_ONE | EFLAGS_IF;

/* ---- frames ---- */

void glue_frame_init(struct tcb *tcb)
{
    tcb->frame = (struct glue_frame){
        .vector = VECTOR_NONE,
        .cs = SEL_USER_CS,
        .eflags = ia32_user_flags,
        .ss = SEL_USER_DS,
    };
}

/* ---- exceptions as messages ---- */

/* Registers 5 .. 12 of the exception message. */
static word_t *exception_register(struct glue_frame *f, unsigned i)
{
    static const uint8_t offset[] = {
        offsetof(struct glue_frame, edi), offsetof(struct glue_frame, esi),
        offsetof(struct glue_frame, ebp), offsetof(struct glue_frame, esp),
        offsetof(struct glue_frame, ebx), offsetof(struct glue_frame, edx),
        offsetof(struct glue_frame, ecx), offsetof(struct glue_frame, eax),
    };

    return (word_t *)(void *)((char *)f + offset[i - 5]);
}

unsigned glue_exception_words(const struct tcb *tcb)
{
    (void)tcb;
    return EXCEPTION_WORDS;
}

word_t glue_exception_word(const struct tcb *tcb, unsigned i)
{
    const struct glue_frame *f = &tcb->frame;

    switch (i) {
    case 1:
        return f->eip;
    case 2:
        return f->eflags;
    case 3:
        return f->vector;
    case 4:
        return f->error;
    default:
        return *exception_register((struct glue_frame *)f, i);
    }
}

void glue_exception_reply(struct tcb *tcb, unsigned i, word_t value)
{
    if (i == 1)
        tcb->frame.eip = value;
    else if (i == 2)
        glue_frame_set_flags(tcb, value);
    else if (i > 4)
        *exception_register(&tcb->frame, i) = value;
}

/* ---- traps ---- */

/* `lock; nop` asks for the kernel interface page (abi-ia32 1). */
static bool kernel_interface(struct tcb *self)
{
    if (!x86_is_kernel_interface(self->space, self->frame.eip))
        return false;
    self->frame.eax = fpage_base(self->space->kip_area);
    self->frame.ecx = kip.api_version;
    self->frame.edx = kip.api_flags;
    self->frame.esi = KIP_KERNEL_ID;
    self->frame.eip += 2;
    return true;
}

/* Selectors are not thread state: odd ones found at a #GP are reset, and the instruction is tried again or, if it loads a
 * bad selector, skipped. The exit loads the standard ones. */
static bool segment_trouble(struct tcb *self, word_t ds, word_t es)
{
    word_t fs;
    word_t gs;
    unsigned size;

    __asm__ volatile("movl %%fs, %0; movl %%gs, %1" : "=r"(fs), "=r"(gs));
    if ((ds & SELECTOR_MASK) != SEL_USER_DS || (es & SELECTOR_MASK) != SEL_USER_DS ||
        (fs & SELECTOR_MASK) != SEL_USER_DS || (gs & SELECTOR_MASK) != SEL_GS)
        return true;
    if ((self->frame.error & 2) != 0)
        return false;
    size = x86_segment_load_size(self->space, self->frame.eip);
    self->frame.eip += size;
    return size != 0;
}

static void general_protection(struct tcb *self, word_t ds, word_t es)
{
    uint8_t code[2] = {0};
    word_t io_fpage;

    if (x86_io_fault(self, self->frame.eip, self->frame.edx, &io_fpage)) {
        if (!self->space->sigma0)
            fault_io(self, io_fpage, self->frame.eip);
        else if (!x86_io_allow(self->space, io_fpage))
            fault_exception(self);
        return;
    }
    x86_user_read(self->space, self->frame.eip, code, 2);
    if (self->frame.error == 0 && code[0] == 0xf4) {
        /* hlt: the thread has nothing to do. */
        self->frame.eip++;
        sched_yield(this_cpu());
        return;
    }
    if (x86_emulate_msr(self->space, code, self->frame.ecx, &self->frame.eax, &self->frame.edx)) {
        self->frame.eip += 2;
        return;
    }
    if (segment_trouble(self, ds, es))
        return;
    fault_exception(self);
}

static void page_fault(struct tcb *self)
{
    word_t error = self->frame.error;

    fault_page(self, x86_read_cr2(), (error & PF_WRITE) != 0 ? FPAGE_W : FPAGE_R | FPAGE_X,
               self->frame.eip);
}

void ia32_irq(struct glue_frame *frame)
{
    ia32_enter(frame);
    plat_irq_entry(frame->vector);
}

void ia32_trap(struct glue_frame *frame, word_t ds, word_t es)
{
    struct tcb *self = ia32_enter(frame);

    switch (frame->vector) {
    case VECTOR_PAGE_FAULT:
        page_fault(self);
        break;
    case VECTOR_NO_FPU:
        fault_fpu(self);
        break;
    case VECTOR_GENERAL_PROTECTION:
        general_protection(self, ds, es);
        break;
    case VECTOR_INVALID_OPCODE:
        if (!kernel_interface(self))
            fault_exception(self);
        break;
    case VECTOR_BREAKPOINT:
        x86_debug_trap(self, frame->eip, &frame->eax);
        break;
    case VECTOR_NMI:
        break;
    default:
        fault_exception(self);
        break;
    }
}

/* Exceptions in kernel mode that are no bugs: NMI; a user who single-steps into SYSENTER or comes with bad DS or ES, which the
 * entry code has replaced already (the fast path runs with the user's); registers that do not exist. */
void ia32_trap_kernel(struct glue_frame *frame)
{
    bool at_entry = frame->eip >= (word_t)entry_sysenter && frame->eip < (word_t)entry_sysenter_end;
    const char *name;
    word_t offset;

    if (frame->vector == VECTOR_NMI || (frame->vector == VECTOR_GENERAL_PROTECTION && at_entry))
        return;
    if (frame->vector == VECTOR_DEBUG && at_entry) {
        frame->eflags &= ~(word_t)EFLAGS_TF;
        return;
    }
    if (frame->vector == VECTOR_GENERAL_PROTECTION && x86_msr_fixup(&frame->eip))
        return;
    name = debug_symbol(frame->eip, &offset);
    panic("trap %lu in the kernel at %lx (%s+0x%lx), error %lx, address %lx", frame->vector,
          frame->eip, name, offset, frame->error, x86_read_cr2());
}

/* ---- system calls ---- */

static void call_exchange_registers(struct tcb *self, struct glue_frame *f)
{
    struct exregs x = {.dest = f->eax,
                       .control = f->ecx,
                       .sp = f->edx,
                       .ip = f->esi,
                       .flags = f->edi,
                       .handle = f->ebx,
                       .pager = f->ebp};

    sys_exchange_registers(self, &x);
    f->eax = x.dest;
    f->ecx = x.control;
    f->edx = x.sp;
    f->esi = x.ip;
    f->edi = x.flags;
    f->ebx = x.handle;
    f->ebp = x.pager;
}

static void call_unmap(struct tcb *self, struct glue_frame *f)
{
    if (self->cont != CONT_RESTART)
        *glue_mr(self->utcb, 0) = f->esi;
    sys_unmap(self, f->eax);
    if (self->cont != CONT_RESTART)
        f->esi = *glue_mr(self->utcb, 0);
}

static void call_memory_control(struct tcb *self, struct glue_frame *f)
{
    const word_t attribute[4] = {f->ecx, f->edx, f->ebx, f->ebp};

    *glue_mr(self->utcb, 0) = f->esi;
    f->eax = sys_memory_control(self, f->eax, attribute);
}

static void call_thread_control(struct tcb *self, struct glue_frame *f)
{
    word_t result = sys_thread_control(self, f->eax, f->esi, f->edx, f->ecx, f->edi);

    if (self->cont != CONT_RESTART)
        f->eax = result;
}

static void call_system_clock(struct glue_frame *f)
{
    time_us_t now = plat_clock_us();

    f->eax = (word_t)now;
    f->edx = (word_t)(now >> 32);
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
        sys_thread_switch(self, f->eax);
        return true;
    case ABI_STUB_SCHEDULE:
        f->eax = sys_schedule(self, f->eax, f->edx, f->esi, f->ecx, f->edi, &f->edx);
        return true;
    case ABI_STUB_UNMAP:
        call_unmap(self, f);
        return true;
    case ABI_STUB_SPACE_CONTROL:
        f->eax = sys_space_control(self, f->eax, f->ecx, f->edx, f->esi, f->edi, &f->ecx);
        return true;
    case ABI_STUB_PROCESSOR_CONTROL:
        f->eax = sys_processor_control(self, f->eax, f->ecx, f->edx, f->esi);
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
    struct tcb *self = ia32_enter(f);
    word_t offset = f->eip - 2 - fpage_base(self->space->kip_area) - KIP_STUBS;

    f->error = offset / ABI_STUB_SIZE; /* for glue_restart */
    if (offset % ABI_STUB_SIZE == 0 && call(self, f, f->error))
        return;
    /* Not from a stub: like any other software interrupt that users do not have. */
    f->eip -= 2;
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
    for (unsigned i = 0; i < TRAP_COUNT; i++)
        x86_idt_set(i, (void (*)(void))(entry_traps + ENTRY_SIZE * i),
                    i == VECTOR_BREAKPOINT ? 3 : 0);
    for (unsigned i = X86_VECTOR_IRQ_FIRST; i <= X86_VECTOR_IRQ_LAST; i++)
        x86_idt_set(i, (void (*)(void))(entry_irqs + ENTRY_SIZE * (i - X86_VECTOR_IRQ_FIRST)), 0);
    x86_idt_set(ABI_INT_IPC, entry_ipc, 3);
    x86_idt_set(ABI_INT_CALL, entry_call, 3);
}

bool ia32_entry_sysenter(void)
{
    return ia32_sysenter_init(entry_sysenter, IA32_TSS_BASE + IA32_TSS_OFFSET);
}
