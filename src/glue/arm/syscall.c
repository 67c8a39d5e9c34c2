/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * System calls of ARM: from the user frame to the neutral kernel and back (abi-arm 3.1).
 */
#include <glue/arm.h>
#include <hal/fault.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/syscall.h>

struct tcb *arm_call(struct glue_frame *frame);

/* Message registers that came in r3 to r7 go to the UTCB. */
static void store_mrs(struct tcb *self)
{
    word_t *mr = glue_mr(self->utcb, 0);

    for (unsigned i = 0; i < ABI_REG_MRS; i++)
        mr[i] = self->frame.r[3 + i];
}

/* Without a destination the registers hold no message. */
static struct tcb *call_ipc(struct tcb *self)
{
    const struct glue_frame *f = &self->frame;
    struct tcb *next;

    if (f->r[0] != TID_NIL)
        store_mrs(self);
    next = ipc_fast(self, f->r[0], f->r[1], f->r[2]);
    if (next == NULL)
        sys_ipc(self, f->r[0], f->r[1], f->r[2]);
    return next;
}

static void call_exchange_registers(struct tcb *self)
{
    word_t *r = self->frame.r;
    struct exregs x = {.dest = r[0],
                       .control = r[1],
                       .sp = r[2],
                       .ip = r[3],
                       .flags = r[4],
                       .handle = r[5],
                       .pager = r[6]};

    sys_exchange_registers(self, &x);
    r[0] = x.dest;
    r[1] = x.control;
    r[2] = x.sp;
    r[3] = x.ip;
    r[4] = x.flags;
    r[5] = x.handle;
    r[6] = x.pager;
}

static void call_unmap(struct tcb *self)
{
    word_t *r = self->frame.r;

    if (self->cont != CONT_RESTART)
        store_mrs(self);
    sys_unmap(self, r[0]);
    if (self->cont == CONT_RESTART)
        return;
    for (unsigned i = 0; i < ABI_REG_MRS; i++)
        r[3 + i] = *glue_mr(self->utcb, i);
}

static void call_thread_control(struct tcb *self)
{
    word_t *r = self->frame.r;
    word_t result = sys_thread_control(self, r[0], r[1], r[2], r[3], r[4]);

    if (self->cont != CONT_RESTART)
        r[0] = result;
}

static void call_memory_control(struct tcb *self)
{
    word_t *r = self->frame.r;
    const word_t attribute[4] = {r[1], r[2], r[3], r[4]};

    r[0] = sys_memory_control(self, r[0], attribute);
}

static void call_system_clock(struct tcb *self)
{
    time_us_t now = plat_clock_us();

    self->frame.r[0] = (word_t)now;
    self->frame.r[1] = (word_t)(now >> 32);
}

void arm_syscall(struct tcb *self, word_t slot)
{
    word_t *r = self->frame.r;

    switch (slot) {
    case ABI_STUB_UNMAP:
        call_unmap(self);
        break;
    case ABI_STUB_EXCHANGE_REGISTERS:
        call_exchange_registers(self);
        break;
    case ABI_STUB_THREAD_CONTROL:
        call_thread_control(self);
        break;
    case ABI_STUB_SPACE_CONTROL:
        r[0] = sys_space_control(self, r[0], r[1], r[2], r[3], r[4], &r[1]);
        break;
    case ABI_STUB_SCHEDULE:
        r[0] = sys_schedule(self, r[0], r[1], r[2], r[3], r[4], &r[1]);
        break;
    case ABI_STUB_MEMORY_CONTROL:
        call_memory_control(self);
        break;
    case ABI_STUB_SYSTEM_CLOCK:
        call_system_clock(self);
        break;
    case ABI_STUB_THREAD_SWITCH:
        sys_thread_switch(self, r[0]);
        break;
    case ABI_STUB_PROCESSOR_CONTROL:
        r[0] = sys_processor_control(self, r[0], r[1], r[2], r[3]);
        break;
    default:
        BUG("no such call");
    }
}

/* `svc` by user code outside its kernel interface page (abi-arm 6.3). */
static void foreign_call(struct tcb *self)
{
    struct glue_frame *f = &self->frame;
    bool thumb = (f->cpsr & PSR_T) != 0;
    word_t insn = 0;

    arm_user_code(self->space, f->pc - (thumb ? 2 : 4), thumb ? 2 : 4, &insn);
    f->exc_no = ABI_EXC_CALL;
    f->exc_error = insn;
    fault_exception(self);
}

/* From the stubs of the thread's kernel interface page: known by the address of the instruction. The thread goes on at lr, so that
 * is its IP while it is in the call. Returns the thread to load, or NULL: sched_exit decides. */
struct tcb *arm_call(struct glue_frame *frame)
{
    struct tcb *self = this_cpu()->current;
    word_t offset = frame->pc - ABI_STUB_SIZE - fpage_base(self->space->kip_area) - KIP_STUBS;

    ASSERT(frame == &self->frame);
    if ((frame->cpsr & PSR_T) != 0 || offset >= ABI_STUB_COUNT * ABI_STUB_SIZE) {
        foreign_call(self);
        return NULL;
    }
    arm_return_to_lr(self);
    frame->call = offset / ABI_STUB_SIZE;
    if (frame->call == ABI_STUB_IPC)
        return call_ipc(self);
    arm_syscall(self, frame->call);
    return NULL;
}

/* The frame still holds the arguments. */
void glue_restart(struct tcb *self)
{
    arm_syscall(self, self->frame.call);
}
