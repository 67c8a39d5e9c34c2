/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ThreadControl: threads come, change and go.
 *
 * Each variant checks everything first and then acts (R79). Deletion may be interrupted: the thread is TF_DYING then, found by
 * nobody, and whoever names its number next finishes the work.
 */
#include <hal/kip.h>
#include <kernel/assert.h>
#include <kernel/ipc.h>
#include <kernel/irq.h>
#include <kernel/kip.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/syscall.h>
#include <kernel/thread.h>
#include <kernel/section.h>

/* ThreadControl's arguments, as far as they have been checked. */
struct request {
    tid_t dest;
    struct space *space; /* NULL: create one */
    tid_t scheduler;     /* nilthread: unchanged */
    tid_t pager;         /* nilthread: unchanged */
    word_t utcb;         /* WORD_MAX: unchanged */
};

void thread_init(struct tcb *t, tid_t id, tid_t scheduler)
{
    t->id = id;
    t->scheduler = scheduler;
    t->utcb_location = WORD_MAX;
    list_init(&t->senders);
    t->prio = THREAD_DEFAULT_PRIO;
    t->sensitive_prio = THREAD_DEFAULT_PRIO;
    t->slice_us = THREAD_DEFAULT_SLICE_US;
    t->quantum_left_us = TIME_NEVER;
    t->cpu = (uint16_t)this_cpu()->number;
    glue_frame_init(t);
}

/* ---- activation ---- */

/* Contract: location was checked. Fails: L4_ERR_NO_MEM, L4_ERR_UTCB_AREA (in use); nothing changed then. */
static enum l4_error activate(struct tcb *t, tid_t pager, word_t location)
{
    enum l4_error error = space_utcb_claim(t->space, location, t);

    if (error != L4_OK)
        return error;
    *tcb_tcr(t, TCR_MY_GLOBAL_ID) = t->id;
    *tcb_tcr(t, TCR_PROCESSOR_NO) = t->cpu;
    *tcb_tcr(t, TCR_PAGER) = pager;
    t->kind = IPC_START;
    t->state = TS_RECV;
    t->wait_from = pager;
    return L4_OK;
}

BOOT_CODE struct tcb *thread_create_server(tid_t id, tid_t pager, tid_t scheduler, word_t ip,
                                           word_t sp, bool sigma0)
{
    struct tcb *t = tcb_alloc();
    struct space *space = space_create();

    if (t == NULL || space == NULL)
        panic("no memory for the initial servers");
    space->privileged = true;
    space->sigma0 = sigma0;
    thread_init(t, id, scheduler);
    t->prio = 255;
    t->sensitive_prio = 255;
    space_enter(space, t);
    if (space_configure(space, GLUE_ROOT_KIP_AREA, GLUE_ROOT_UTCB_AREA) != L4_OK ||
        !tcb_insert(t) || activate(t, pager, fpage_base(GLUE_ROOT_UTCB_AREA)) != L4_OK)
        panic("no memory for the initial servers");
    t->kind = IPC_USER;
    t->state = TS_READY;
    glue_frame_set_ip(t, ip);
    glue_frame_set_sp(t, sp);
    sched_ready(t);
    return t;
}

/* ---- creation ---- */

static enum l4_error check_utcb(const struct space *space, word_t utcb)
{
    return utcb != WORD_MAX && space_utcb_valid(space, utcb) ? L4_OK : L4_ERR_UTCB_AREA;
}

static enum l4_error create_check(const struct request *rq)
{
    if (rq->pager == TID_NIL)
        return L4_OK;
    if (rq->space == NULL || !space_is_configured(rq->space))
        return L4_ERR_SPACE;
    return check_utcb(rq->space, rq->utcb);
}

static enum l4_error create(struct request *rq)
{
    enum l4_error error = create_check(rq);
    bool new_space = rq->space == NULL;
    struct tcb *t;

    if (error != L4_OK)
        return error;
    t = tcb_alloc();
    if (t == NULL)
        return L4_ERR_NO_MEM;
    thread_init(t, rq->dest, rq->scheduler);
    t->utcb_location = rq->utcb;
    error = L4_ERR_NO_MEM;
    if (new_space)
        rq->space = space_create();
    if (rq->space == NULL)
        goto free_tcb;
    if (!tcb_insert(t))
        goto free_space;
    space_enter(rq->space, t);
    if (rq->pager == TID_NIL)
        return L4_OK;
    error = activate(t, rq->pager, rq->utcb);
    if (error == L4_OK)
        return L4_OK;
    space_leave(t);
    tcb_remove(t);
free_space:
    if (new_space)
        space_free(rq->space);
free_tcb:
    tcb_free(t);
    return error;
}

/* ---- modification ---- */

static enum l4_error modify_check(const struct tcb *t, const struct request *rq)
{
    word_t location = rq->utcb != WORD_MAX ? rq->utcb : t->utcb_location;

    if (tcb_is_active(t))
        return rq->space == t->space ? L4_OK : check_utcb(rq->space, location);
    if (rq->pager != TID_NIL) {
        if (!space_is_configured(rq->space))
            return L4_ERR_SPACE;
        return check_utcb(rq->space, location);
    }
    if (rq->utcb != WORD_MAX && space_is_configured(rq->space))
        return check_utcb(rq->space, rq->utcb);
    return L4_OK;
}

/* A space that its last thread has moved away from: everything in it goes, which can take long. There is one at most: whoever
 * comes next finishes the work before his own. */
static struct space *left_space;
static struct tcb *left_by; /* whose call is over but for that; NULL: somebody else finishes it */

static enum l4_error end_left_space(void)
{
    if (left_space == NULL)
        return L4_OK;
    if (space_clear(left_space) == L4_AGAIN)
        return L4_AGAIN;
    space_free(left_space);
    left_space = NULL;
    return L4_OK;
}

/* Enters t into the lists of another space; a space that is left empty ends. Contract: left_space is NULL. */
static void change_space(struct tcb *t, struct space *to)
{
    struct space *from = t->space;
    struct cpu *cpu = cpu_at(t->cpu);

    space_leave(t);
    space_enter(to, t);
    if (t == cpu->current) {
        arch_space_switch(&to->arch);
        glue_switch_to(t);
    }
    if (from->thread_count == 0)
        left_space = from;
}

/* Moves t to another space (R85). Contract: checked. Fails: L4_ERR_NO_MEM, L4_ERR_UTCB_AREA; nothing changed then. */
static enum l4_error move(struct tcb *t, struct space *to)
{
    word_t *old_utcb = t->utcb;
    word_t *new_utcb;
    enum l4_error error;

    if (tcb_is_active(t)) {
        error = space_utcb_claim(to, t->utcb_location, t);
        if (error != L4_OK)
            return error;
        new_utcb = t->utcb;
        t->utcb = old_utcb;
        ipc_detach(t);
        space_utcb_release(t->space, t);
        memcpy((char *)new_utcb - GLUE_UTCB_ANCHOR, (char *)old_utcb - GLUE_UTCB_ANCHOR,
               (size_t)1 << GLUE_UTCB_SIZE_LOG2);
        t->utcb = new_utcb;
    }
    change_space(t, to);
    return L4_OK;
}

/* Gives t a new version (R82, R83). */
static void rename_thread(struct tcb *t, tid_t id)
{
    tid_t old = t->id;
    word_t number = 0;

    ipc_detach(t);
    ipc_release_senders(t);
    irq_handler_gone(t);
    t->id = id;
    if (tcb_is_active(t))
        *tcb_tcr(t, TCR_MY_GLOBAL_ID) = id;
    while (t->waited_for && ipc_release_waiters(old, &number) == L4_AGAIN)
        ;
}

static enum l4_error modify(struct tcb *t, const struct request *rq)
{
    enum l4_error error = modify_check(t, rq);
    struct space *from = t->space;

    if (error != L4_OK)
        return error;
    if (!tcb_is_active(t) && rq->pager != TID_NIL) {
        /* activate works on t->space; the lists follow when it has succeeded. */
        t->space = rq->space;
        error = activate(t, rq->pager, rq->utcb != WORD_MAX ? rq->utcb : t->utcb_location);
        t->space = from;
        if (error != L4_OK)
            return error;
        if (rq->space != from)
            change_space(t, rq->space);
    } else if (rq->space != from) {
        error = move(t, rq->space);
        if (error != L4_OK)
            return error;
    }
    if (tcb_is_active(t) && rq->pager != TID_NIL) {
        *tcb_tcr(t, TCR_PAGER) = rq->pager;
    } else if (!tcb_is_active(t) && rq->utcb != WORD_MAX) {
        t->utcb_location = rq->utcb;
    }
    if (rq->dest != t->id)
        rename_thread(t, rq->dest);
    if (rq->scheduler != TID_NIL)
        t->scheduler = rq->scheduler;
    return L4_OK;
}

/* ---- deletion ---- */

/* First step: the thread takes part in nothing any more. */
static void retire(struct tcb *t)
{
    struct cpu *cpu = cpu_at(t->cpu);

    t->flags |= TF_DYING;
    t->flags &= (uint8_t)~TF_HALTED;
    ipc_detach(t);
    sched_unready(t);
    sched_disarm(t);
    ipc_release_senders(t);
    irq_handler_gone(t);
    if (cpu->fpu_owner == t)
        cpu->fpu_owner = NULL;
    if (left_by == t)
        left_by = NULL;
    if (tcb_is_active(t))
        space_utcb_release(t->space, t);
    t->utcb = NULL;
    t->local_id = 0;
    t->state = TS_INACTIVE;
    t->kmsg[0] = 0;
}

/* The rest, which can take long. Returns L4_AGAIN if interrupted. The thread counts for its space until it is alone with it,
 * so that of several threads that die at once the last one ends the space. */
static enum l4_error finish_deletion(struct tcb *t)
{
    if (t->waited_for && ipc_release_waiters(t->id, &t->kmsg[0]) == L4_AGAIN)
        return L4_AGAIN;
    if (t->space_link != NULL)
        space_leave(t);
    if (t->space->thread_count == 0) {
        if (space_clear(t->space) == L4_AGAIN)
            return L4_AGAIN;
        space_free(t->space);
    }
    tcb_remove(t);
    fpu_free(t);
    tcb_free(t);
    return L4_OK;
}

/* ---- the call ---- */

/* Scheduler of a request; t is the thread that exists, or NULL. */
static enum l4_error decode_scheduler(struct tcb *self, struct request *rq, const struct tcb *t)
{
    struct tcb *other;

    if (rq->scheduler == TID_NIL)
        return t != NULL ? L4_OK : L4_ERR_SCHEDULER;
    other = tcb_resolve(self->space, rq->scheduler);
    if (other == NULL)
        return L4_ERR_SCHEDULER;
    rq->scheduler = other->id;
    return L4_OK;
}

/* SpaceSpecifier; the thread's own new ID stands for its space. */
static enum l4_error decode_space(struct tcb *self, struct request *rq, struct tcb *t, tid_t space)
{
    struct tcb *other;

    if (space == rq->dest) {
        rq->space = t != NULL ? t->space : NULL;
        return L4_OK;
    }
    other = tcb_resolve(self->space, space);
    if (other == NULL || (other->flags & TF_IRQ))
        return L4_ERR_SPACE;
    rq->space = other->space;
    return L4_OK;
}

static enum l4_error decode_pager(struct tcb *self, struct request *rq)
{
    struct tcb *other;

    if (rq->pager == TID_NIL || !tid_is_local(rq->pager))
        return L4_OK;
    other = tcb_find_local(self->space, rq->pager);
    if (other == NULL)
        return L4_ERR_THREAD;
    rq->pager = other->id;
    return L4_OK;
}

/* Resolves the IDs of a request, in the order of api.md 4.3.1. */
static enum l4_error decode(struct tcb *self, struct request *rq, struct tcb *t, tid_t space)
{
    enum l4_error error = L4_OK;

    if (t == NULL)
        error = decode_scheduler(self, rq, t);
    else if (tcb_is_active(t) && rq->utcb != WORD_MAX && rq->utcb != t->utcb_location)
        error = L4_ERR_UTCB_AREA;
    if (error == L4_OK)
        error = decode_space(self, rq, t, space);
    if (error == L4_OK && t != NULL)
        error = decode_scheduler(self, rq, t);
    return error != L4_OK ? error : decode_pager(self, rq);
}

static enum l4_error thread_control(struct tcb *self, struct request *rq, tid_t space)
{
    word_t number = tid_number(rq->dest);
    enum l4_error error;
    struct tcb *t;

    t = tcb_by_number(number);
    if (t->id != TID_NIL && (t->flags & TF_DYING)) {
        if (finish_deletion(t) == L4_AGAIN)
            return L4_AGAIN;
        t = tcb_by_number(number);
    }
    if (t->id == TID_NIL)
        t = NULL;
    if (space == TID_NIL) {
        if (t == NULL)
            return L4_OK;
        if (t == self)
            return L4_ERR_THREAD;
        retire(t);
        return finish_deletion(t);
    }
    error = decode(self, rq, t, space);
    if (error != L4_OK)
        return error;
    return t == NULL ? create(rq) : modify(t, rq);
}

/* Checks the caller and the destination's number; own-space local IDs become global ones (D7). */
static enum l4_error check_dest(struct tcb *self, tid_t *dest)
{
    if (!self->space->privileged)
        return L4_ERR_PRIVILEGE;
    if (tid_is_local(*dest)) {
        struct tcb *t = tcb_find_local(self->space, *dest);

        if (t == NULL)
            return L4_ERR_THREAD;
        *dest = t->id;
    }
    if (*dest == TID_ANY || tid_number(*dest) >= THREAD_COUNT)
        return L4_ERR_THREAD;
    if (tid_number(*dest) >= kip_system_base(&kip) && tid_number(*dest) < kip_user_base(&kip))
        return L4_ERR_THREAD;
    return L4_OK;
}

/* The call itself, of a caller with privilege. */
static enum l4_error control(struct tcb *self, struct request *rq, tid_t space)
{
    enum l4_error error = end_left_space();

    if (error != L4_OK)
        return error;
    if (tid_number(rq->dest) < kip_system_base(&kip))
        return irq_control(self, rq->dest, rq->pager);
    error = thread_control(self, rq, space);
    if (left_space == NULL)
        return error;
    left_by = self;
    return end_left_space();
}

word_t sys_thread_control(struct tcb *self, tid_t dest, tid_t space, tid_t scheduler, tid_t pager,
                          word_t utcb)
{
    struct request rq = {.scheduler = scheduler, .pager = pager, .utcb = utcb};
    tid_t named = dest;
    enum l4_error error;

    if (self->cont == CONT_RESTART && left_by == self) {
        error = end_left_space();
    } else {
        error = check_dest(self, &dest);
        rq.dest = dest;
        if (error == L4_OK)
            error = control(self, &rq, space == named ? dest : space);
    }
    self->cont = CONT_NONE;
    if (error == L4_AGAIN) {
        self->cont = CONT_RESTART;
        return 0;
    }
    if (left_by == self)
        left_by = NULL;
    if (error != L4_OK)
        tcb_set_error(self, error);
    return error == L4_OK;
}
