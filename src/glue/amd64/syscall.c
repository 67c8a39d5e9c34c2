/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * System calls of amd64: arguments and results in the user frame (abi-amd64 4).
 */
#include <glue/abi.h>
#include <glue/entry.h>
#include <glue/x86.h>
#include <hal/platform.h>
#include <kernel/ipc.h>
#include <kernel/syscall.h>

#define SYSCALL_SIZE 2u /* bytes of the instruction */

void amd64_call(struct glue_frame *f);

static void call_exchange_registers(struct tcb *self, struct glue_frame *f)
{
    struct exregs x = {.dest = f->ax,
                       .control = f->si,
                       .sp = f->dx,
                       .ip = f->r8,
                       .flags = f->r9,
                       .handle = f->r10,
                       .pager = f->di};

    sys_exchange_registers(self, &x);
    f->ax = x.dest;
    f->si = x.control;
    f->dx = x.sp;
    f->r8 = x.ip;
    f->r9 = x.flags;
    f->r10 = x.handle;
    f->di = x.pager;
}

static void call_unmap(struct tcb *self, struct glue_frame *f)
{
    if (self->cont != CONT_RESTART)
        amd64_store_mrs(glue_mr(self->utcb, 0), f);
    sys_unmap(self, f->dx);
    if (self->cont != CONT_RESTART)
        amd64_load_mrs(f, self);
}

/* The stub has stored MR4 and MR5. RSI is the UTCB on return for the sake of existing programs (abi-amd64 4, note 5). */
static void call_memory_control(struct tcb *self, struct glue_frame *f)
{
    const word_t attribute[4] = {f->r12, f->si, f->r8, f->r13};
    word_t result;

    amd64_store_high_mrs(glue_mr(self->utcb, 0), f);
    result = sys_memory_control(self, f->dx, attribute);
    if (self->cont == CONT_RESTART)
        return;
    f->dx = result;
    f->ax = result;
    f->si = self->local_id;
    f->di = self->local_id;
}

static void call_thread_control(struct tcb *self, struct glue_frame *f)
{
    word_t result = sys_thread_control(self, f->di, f->r8, f->dx, f->si, f->r9);

    if (self->cont != CONT_RESTART)
        f->ax = result;
}

/* False: there is no call of this number. */
static bool call(struct tcb *self, struct glue_frame *f)
{
    switch (f->bp) {
    case ABI_CALL_EXCHANGE_REGISTERS:
        call_exchange_registers(self, f);
        return true;
    case ABI_CALL_THREAD_CONTROL:
        call_thread_control(self, f);
        return true;
    case ABI_CALL_THREAD_SWITCH:
        sys_thread_switch(self, f->di);
        return true;
    case ABI_CALL_SCHEDULE:
        f->ax = sys_schedule(self, f->di, f->dx, f->r8, f->si, f->r9, &f->dx);
        return true;
    case ABI_CALL_UNMAP:
        call_unmap(self, f);
        return true;
    case ABI_CALL_SPACE_CONTROL:
        f->ax = sys_space_control(self, f->di, f->si, f->dx, f->r8, f->r9, &f->dx);
        return true;
    case ABI_CALL_PROCESSOR_CONTROL:
        f->ax = sys_processor_control(self, f->di, f->si, f->dx, f->r8);
        return true;
    case ABI_CALL_MEMORY_CONTROL:
        call_memory_control(self, f);
        return true;
    case ABI_CALL_SYSTEM_CLOCK:
        f->ax = plat_clock_us();
        return true;
    default:
        return false;
    }
}

void amd64_call(struct glue_frame *f)
{
    struct tcb *self = x86_enter(f);

    if (call(self, f))
        return;
    /* Not from a stub: an instruction that users do not have. */
    f->ip -= SYSCALL_SIZE;
    f->vector = VECTOR_INVALID_OPCODE;
    fault_exception(self);
}

void glue_restart(struct tcb *self)
{
    /* The frame still holds the arguments. */
    call(self, &self->frame);
}
