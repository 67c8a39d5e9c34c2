/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * SpaceControl, Unmap, MemoryControl, ProcessorControl (api.md 4.7, 4.10-4.12).
 */
#include <hal/kip.h>
#include <hal/platform.h>
#include <kernel/ipc.h>
#include <kernel/kip.h>
#include <kernel/mapdb.h>
#include <kernel/preempt.h>
#include <kernel/space.h>
#include <kernel/syscall.h>

#define UNMAP_FLUSH 0x40u

static word_t result(struct tcb *self, enum l4_error error)
{
    if (error != L4_OK)
        tcb_set_error(self, error);
    return error == L4_OK;
}

/* ---- SpaceControl ---- */

/* anythread: none; nilthread: unchanged. Fails: L4_ERR_THREAD on a local ID that names nobody. */
static enum l4_error redirector_id(struct tcb *self, tid_t *id, tid_t old)
{
    if (*id == TID_NIL) {
        *id = old;
    } else if (*id == TID_ANY) {
        *id = TID_NIL;
    } else if (tid_is_local(*id)) {
        struct tcb *t = tcb_find_local(self->space, *id);

        if (t == NULL)
            return L4_ERR_THREAD;
        *id = t->id;
    }
    return L4_OK;
}

word_t sys_space_control(struct tcb *self, tid_t space, word_t control, word_t kip_area,
                         word_t utcb_area, tid_t redirector, word_t *old_control)
{
    struct tcb *t;
    enum l4_error error;
    bool redirect = redirector != TID_NIL;

    *old_control = 0;
    if (!self->space->privileged)
        return result(self, L4_ERR_PRIVILEGE);
    t = tcb_resolve(self->space, space);
    if (t == NULL || (t->flags & TF_IRQ))
        return result(self, L4_ERR_SPACE);
    error = redirector_id(self, &redirector, t->space->redirector);
    if (error == L4_OK)
        error = space_configure(t->space, kip_area, utcb_area);
    if (error != L4_OK)
        return result(self, error);
    *old_control = glue_space_control(t->space, control);
    space_set_redirector(t->space, redirector);
    if (redirect)
        ipc_redirector_changed(t->space);
    return 1;
}

/* ---- Unmap ---- */

/* Unmaps the fpage in MR i; on L4_OK the register holds the result. */
static enum l4_error unmap_one(struct tcb *self, unsigned i, bool flush)
{
    word_t *mr = glue_mr(self->utcb, i);
    unsigned accessed = 0;
    enum l4_error error = L4_OK;

    if (*mr == FPAGE_NIL)
        return L4_OK;
    if (glue_fpage_is_special(*mr)) {
        glue_special_unmap(self->space, *mr, flush);
        return L4_OK;
    }
    if (fpage_size_log2(*mr) != 0)
        error = mapdb_unmap(self->space, *mr, flush, &accessed, &self->xfer.map);
    if (error == L4_OK)
        *mr = (*mr & ~(word_t)FPAGE_RWX) | accessed;
    return error;
}

void sys_unmap(struct tcb *self, word_t control)
{
    unsigned count = (unsigned)(control & 0x3f) + 1;

    if (self->cont != CONT_RESTART) {
        self->xfer.item = 0;
        self->xfer.map = (struct mapdb_cursor){0};
    }
    self->cont = CONT_NONE;
    for (; self->xfer.item < count; self->xfer.item++) {
        if (unmap_one(self, self->xfer.item, (control & UNMAP_FLUSH) != 0) == L4_AGAIN) {
            self->cont = CONT_RESTART;
            return;
        }
        self->xfer.map = (struct mapdb_cursor){0};
        /* Ranges without pages are looked through as well. */
        if (self->xfer.item % 8 == 7 && preempt_pending()) {
            self->xfer.item++;
            self->cont = CONT_RESTART;
            return;
        }
    }
    arch_tlb_flush();
}

/* ---- MemoryControl ---- */

static bool attributes_good(struct tcb *self, unsigned count, const word_t attribute[4])
{
    for (unsigned i = 0; i < count; i++) {
        word_t fpage = *glue_mr(self->utcb, i);

        if (fpage != FPAGE_NIL && !arch_attr_valid(attribute[fpage & 3]))
            return false;
    }
    return true;
}

/* As far as it has come lies in self->xfer, like Unmap's progress. */
static enum l4_error memory_control(struct tcb *self, word_t control, const word_t attribute[4])
{
    if (control >= NUM_MRS || !attributes_good(self, (unsigned)control + 1, attribute))
        return L4_ERR_PARAM;
    if (self->cont != CONT_RESTART) {
        self->xfer.item = 0;
        self->xfer.map = (struct mapdb_cursor){0};
    }
    for (; self->xfer.item <= control; self->xfer.item++) {
        word_t fpage = *glue_mr(self->utcb, self->xfer.item);
        enum l4_error error = L4_OK;

        if (fpage != FPAGE_NIL)
            error =
                mapdb_set_attr(self->space, fpage, (unsigned)attribute[fpage & 3], &self->xfer.map);
        if (error != L4_OK)
            return error;
        self->xfer.map = (struct mapdb_cursor){0};
    }
    arch_tlb_flush();
    return L4_OK;
}

word_t sys_memory_control(struct tcb *self, word_t control, const word_t attribute[4])
{
    enum l4_error error = L4_OK;

    if (!glue_cache_control(self, control, attribute, &error))
        error =
            self->space->privileged ? memory_control(self, control, attribute) : L4_ERR_PRIVILEGE;
    self->cont = error == L4_AGAIN ? CONT_RESTART : CONT_NONE;
    return error == L4_AGAIN ? 0 : result(self, error);
}

/* ---- ProcessorControl ---- */

word_t sys_processor_control(struct tcb *self, word_t processor, word_t internal_khz,
                             word_t external_khz, word_t voltage)
{
    if (!self->space->privileged)
        return result(self, L4_ERR_PRIVILEGE);
    if (processor >= CONFIG_MAX_CPUS || voltage != 0)
        return result(self, L4_ERR_PARAM);
    /* No board here can change a frequency; naming the present one is no change. */
    if ((internal_khz != 0 && internal_khz != plat_cpu_khz((unsigned)processor)) ||
        (external_khz != 0 && external_khz != plat_bus_khz((unsigned)processor)))
        return result(self, L4_ERR_PARAM);
    return 1;
}
