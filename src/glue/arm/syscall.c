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
#include <kernel/space.h>
#include <kernel/syscall.h>

/* Message registers that came in r3 to r7 go to the UTCB. */
static void store_mrs(struct tcb *self)
{
    word_t *mr = glue_mr(self->utcb, 0);

    for (unsigned i = 0; i < ABI_REG_MRS; i++)
        mr[i] = self->frame.r[3 + i];
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
    word_t result = sys_memory_control(self, r[0], attribute);

    if (self->cont != CONT_RESTART)
        r[0] = result;
}

static void call_system_clock(struct tcb *self)
{
    time_us_t now = plat_clock_us();

    self->frame.r[0] = (word_t)now;
    self->frame.r[1] = (word_t)(now >> 32);
}

static void system_call(struct tcb *self, word_t slot)
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
    f->what = ABI_EXC_CALL;
    f->exc_error = insn;
    fault_exception(self);
}

word_t arm_stub_slot(const struct tcb *tcb)
{
    word_t offset = tcb->frame.pc - ABI_STUB_RETURN - fpage_base(tcb->space->kip_area) - KIP_STUBS;

    if ((tcb->frame.cpsr & PSR_T) != 0 || offset >= ABI_STUB_COUNT * ABI_STUB_SIZE ||
        offset % ABI_STUB_SIZE != 0)
        return ABI_STUB_COUNT;
    return offset / ABI_STUB_SIZE;
}

void arm_other_call(struct tcb *self)
{
    word_t slot = arm_stub_slot(self);

    if (slot == ABI_STUB_COUNT) {
        foreign_call(self);
    } else {
        self->frame.what = slot;
        system_call(self, slot);
    }
}

/* The frame still holds the arguments. */
void glue_restart(struct tcb *self)
{
    system_call(self, self->frame.what);
}
