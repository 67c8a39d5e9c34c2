/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Traps and system calls of PowerPC: from the user frame to the neutral kernel and back.
 */
#include <arch/boot.h>
#include <glue/abi.h>
#include <glue/powerpc.h>
#include <hal/cpu.h>
#include <hal/debug.h>
#include <hal/frame.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/fpage.h>
#include <kernel/ipc.h>
#include <kernel/sched.h>
#include <kernel/syscall.h>

void ppc_trap(struct tcb *self);
void ppc_call(struct tcb *self);
__attribute__((noreturn)) void ppc_trap_kernel(word_t cause, word_t ip, word_t status,
                                               word_t address);

/* ---- frames ---- */

void glue_frame_init(struct tcb *tcb)
{
    tcb->frame = (struct glue_frame){.msr = PPC_MSR_USER};
}

/* MR0 .. MR9, from the registers that carry them. */
static void store_mrs(const struct glue_frame *f, word_t *mr)
{
    mr[0] = f->gpr[GPR(14)];
    for (unsigned i = 1; i <= 8; i++)
        mr[i] = f->gpr[GPR(i + 2)];
    mr[9] = f->gpr[GPR(0)];
}

/* ---- traps ---- */

static void exception(struct tcb *self, word_t cause, word_t status)
{
    self->frame.cause = cause;
    self->frame.status = status;
    fault_exception(self);
}

static void page_fault(struct tcb *self, word_t va, unsigned access)
{
    if (!ppc_mmu_fault(&self->space->arch, va, access))
        fault_page(self, va, access, self->frame.ip);
}

static void data_fault(struct tcb *self)
{
    struct glue_frame *f = &self->frame;

    if (ppc_data_is_refused(f->status))
        exception(self, PPC_VEC_PROGRAM, ABI_ERROR_PRIVILEGED);
    else
        page_fault(self, f->address, ppc_data_is_store(f->status) ? FPAGE_W : FPAGE_R);
}

void ppc_trap(struct tcb *self)
{
    struct glue_frame *frame = &self->frame;

    sched_enter(self);
    switch (frame->cause) {
    case PPC_VEC_DATA:
        data_fault(self);
        break;
    case PPC_VEC_FETCH:
        page_fault(self, frame->ip, FPAGE_X);
        break;
    case PPC_VEC_EXTERNAL:
    case PPC_VEC_DECREMENTER:
        plat_irq_entry((unsigned)frame->cause);
        break;
    case PPC_VEC_PROGRAM:
        if (!ppc_program(self))
            exception(self, PPC_VEC_PROGRAM, ppc_error_code(frame->status));
        break;
    case PPC_VEC_NO_FPU:
    case PPC_VEC_NO_VECTOR:
        fault_fpu(self);
        break;
    case PPC_CAUSE_NO_UNIT:
        exception(self, PPC_VEC_PROGRAM, ABI_ERROR_ILLEGAL);
        break;
    default:
        exception(self, frame->cause, ppc_error_code(frame->status));
        break;
    }
}

void ppc_trap_kernel(word_t cause, word_t ip, word_t status, word_t address)
{
    word_t offset;
    const char *name = debug_symbol(ip, &offset);

    panic("trap %lx in the kernel at %lx (%s+0x%lx), status %lx, address %lx", cause, ip, name,
          offset, status, address);
}

/* ---- system calls ---- */

static void call_exchange_registers(struct tcb *self, struct glue_frame *f)
{
    struct exregs x = {.dest = f->gpr[GPR(3)],
                       .control = f->gpr[GPR(4)],
                       .sp = f->gpr[GPR(5)],
                       .ip = f->gpr[GPR(6)],
                       .flags = f->gpr[GPR(7)],
                       .handle = f->gpr[GPR(8)],
                       .pager = f->gpr[GPR(9)]};

    sys_exchange_registers(self, &x);
    f->gpr[GPR(3)] = x.dest;
    f->gpr[GPR(4)] = x.control;
    f->gpr[GPR(5)] = x.sp;
    f->gpr[GPR(6)] = x.ip;
    f->gpr[GPR(7)] = x.flags;
    f->gpr[GPR(8)] = x.handle;
    f->gpr[GPR(9)] = x.pager;
}

static void call_unmap(struct tcb *self, struct glue_frame *f)
{
    if (self->cont != CONT_RESTART)
        store_mrs(f, glue_mr(self->utcb, 0));
    sys_unmap(self, f->gpr[GPR(15)]);
    if (self->cont != CONT_RESTART)
        f->cause = PPC_CAUSE_L4_MRS;
}

static void call_memory_control(struct tcb *self, struct glue_frame *f)
{
    word_t result;

    store_mrs(f, glue_mr(self->utcb, 0));
    result = sys_memory_control(self, f->gpr[GPR(15)], &f->gpr[GPR(16)]);
    if (self->cont != CONT_RESTART)
        f->gpr[GPR(3)] = result;
}

static void call_thread_control(struct tcb *self, struct glue_frame *f)
{
    word_t result = sys_thread_control(self, f->gpr[GPR(3)], f->gpr[GPR(4)], f->gpr[GPR(5)],
                                       f->gpr[GPR(6)], f->gpr[GPR(7)]);

    if (self->cont != CONT_RESTART)
        f->gpr[GPR(3)] = result;
}

/* The call of a slot other than Ipc's; arguments are in the frame. False: there is none. */
static bool call(struct tcb *self, struct glue_frame *f)
{
    switch (f->slot) {
    case ABI_STUB_EXCHANGE_REGISTERS:
        call_exchange_registers(self, f);
        return true;
    case ABI_STUB_THREAD_CONTROL:
        call_thread_control(self, f);
        return true;
    case ABI_STUB_THREAD_SWITCH:
        sys_thread_switch(self, f->gpr[GPR(3)]);
        return true;
    case ABI_STUB_SCHEDULE:
        f->gpr[GPR(3)] = sys_schedule(self, f->gpr[GPR(3)], f->gpr[GPR(4)], f->gpr[GPR(5)],
                                      f->gpr[GPR(6)], f->gpr[GPR(7)], &f->gpr[GPR(4)]);
        return true;
    case ABI_STUB_UNMAP:
        call_unmap(self, f);
        return true;
    case ABI_STUB_SPACE_CONTROL:
        f->gpr[GPR(3)] = sys_space_control(self, f->gpr[GPR(3)], f->gpr[GPR(4)], f->gpr[GPR(5)],
                                           f->gpr[GPR(6)], f->gpr[GPR(7)], &f->gpr[GPR(4)]);
        return true;
    case ABI_STUB_PROCESSOR_CONTROL:
        f->gpr[GPR(3)] = sys_processor_control(self, f->gpr[GPR(3)], f->gpr[GPR(4)], f->gpr[GPR(5)],
                                               f->gpr[GPR(6)]);
        return true;
    case ABI_STUB_MEMORY_CONTROL:
        call_memory_control(self, f);
        return true;
    case ABI_STUB_NULL:
        return true;
    default:
        return false;
    }
}

/* A call of the kernel's own stands in the first word of a slot of the page of stubs, and returns to the stub's caller. All
 * others are foreign, and exceptions. */
void ppc_call(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    word_t offset = f->ip - 4 - PPC_STUBS;

    sched_enter(self);
    if (offset < BIT(ARCH_PAGE_MIN) && offset % ABI_STUB_SIZE == 0) {
        f->cause = PPC_CAUSE_L4_CALL;
        f->slot = offset / ABI_STUB_SIZE;
        f->ip = f->lr;
        if (call(self, f))
            return;
    }
    f->cause = PPC_VEC_CALL;
    fault_exception(self);
}

void glue_restart(struct tcb *self)
{
    call(self, &self->frame);
}
