/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The mapping database: walks over subtrees, and what rests on them: unmap, clearing a space, memory attributes.
 *
 * A walk is a tour of the tree that meets each node on the way down (rights are reduced there, parents first, so that a
 * page mapped while the walk sleeps cannot get a right that was taken away) and on the way up (accesses are brought to the
 * parent; nodes left without rights are removed, children first). Its whole state is a node and a direction. An
 * interrupted walk keeps them in one of a few slots; the caller's cursor has the slot's number only, so a thread that
 * never returns leaves nothing dangling. Who finds its slot taken by others starts the page again.
 */
#include <kernel/mapdb.h>
#include <kernel/mapdb_walk.h>
#include <hal/mmu.h>
#include <kernel/memory.h>
#include <kernel/space.h>

#define WALK_SLOTS 16u

struct place {
    struct mapnode *node;
    bool down;
};

struct walk_slot {
    word_t number; /* 0: free */
    struct mapnode *root;
    struct place at;
};

static struct walk_slot slots[WALK_SLOTS];
static unsigned slots_used;
static word_t last_number;
static bool unfinished;

void walk_init(void)
{
    for (unsigned i = 0; i < WALK_SLOTS; i++)
        slots[i].number = 0;
    slots_used = 0;
    last_number = 0;
    unfinished = false;
}

bool walk_any_suspended(void)
{
    return slots_used != 0;
}

bool walk_any_unfinished(void)
{
    return slots_used != 0 || unfinished;
}

static void slot_free(struct walk_slot *s)
{
    s->number = 0;
    slots_used--;
}

/* Where the tour goes when a node's visit is over. */
static struct place after(const struct mapnode *n)
{
    if (n->next != NULL)
        return (struct place){n->next, true};
    return (struct place){n->parent, false};
}

void walk_forget(struct mapnode *n)
{
    for (unsigned i = 0; slots_used != 0 && i < WALK_SLOTS; i++) {
        struct walk_slot *s = &slots[i];

        if (s->number == 0)
            continue;
        if (s->root == n)
            slot_free(s);
        else if (s->at.node == n)
            s->at = after(n);
    }
}

void walk_forget_all(void)
{
    for (unsigned i = 0; i < WALK_SLOTS; i++)
        slots[i].number = 0;
    unfinished = unfinished || slots_used != 0;
    slots_used = 0;
}

static void walk_suspend(struct mapnode *root, struct place at, struct mapdb_cursor *cur)
{
    struct walk_slot *s = &slots[0];

    /* A free slot has number 0, so this takes a free one or the oldest. */
    for (unsigned i = 1; i < WALK_SLOTS; i++) {
        if (slots[i].number < s->number)
            s = &slots[i];
    }
    if (s->number == 0)
        slots_used++;
    else
        unfinished = true;
    last_number = (last_number + 1) & (WORD_MAX >> CURSOR_WALK_SHIFT);
    if (last_number == 0)
        last_number = 1;
    *s = (struct walk_slot){.number = last_number, .root = root, .at = at};
    cur->status = (cur->status & (CURSOR_ACCESSED | CURSOR_PHASE)) | last_number
                                                                         << CURSOR_WALK_SHIFT;
}

static struct place walk_resume(struct mapnode *root, struct mapdb_cursor *cur)
{
    struct place at = {root, true};
    word_t number = cur->status >> CURSOR_WALK_SHIFT;

    cur->status &= CURSOR_ACCESSED | CURSOR_PHASE;
    for (unsigned i = 0; number != 0 && i < WALK_SLOTS; i++) {
        if (slots[i].number != number)
            continue;
        if (slots[i].root == root)
            at = slots[i].at;
        else
            unfinished = true;
        slot_free(&slots[i]);
        break;
    }
    return at;
}

/* ---- one step ---- */

static bool is_left_out(const struct mapnode *n, const struct mapnode *root,
                        const struct walk_op *op)
{
    return op->part && n->parent == root && n != root &&
           (n->pa > op->pa_last || n->pa + bits_mask(n->size_log2) < op->pa_first);
}

/* The rights that the operation leaves to a node: never more than the parent has left. */
static unsigned rights_left(const struct mapnode *n, const struct mapnode *root,
                            const struct walk_op *op)
{
    unsigned limit = FPAGE_RWX;

    if (op->revoke == 0 || (n == root && !op->flush))
        return n->rights;
    if (n != root)
        limit = arch_rights_floor(n->parent->rights & ~op->revoke & FPAGE_RWX);
    return arch_rights_floor(n->rights & limit & ~op->revoke);
}

static struct place step_down(struct mapnode *n, const struct mapnode *root,
                              const struct walk_op *op)
{
    unsigned rights;
    unsigned attr;

    if (is_left_out(n, root, op))
        return after(n);
    rights = rights_left(n, root, op);
    attr = op->set_attr ? op->attr : n->attr;
    node_harvest(n);
    if (rights != 0 && (rights != n->rights || attr != n->attr)) {
        n->rights = (uint8_t)rights;
        n->attr = (uint8_t)attr;
        arch_pt_protect(&n->space->arch, n->va, n->size_log2, rights, attr, n);
    }
    if (n->child != NULL)
        return (struct place){n->child, true};
    return (struct place){n, false};
}

/* On the way up: n's children are done. The result's node is NULL at the end of the tour. */
static struct place step_up(struct mapnode *n, const struct mapnode *root, const struct walk_op *op,
                            struct mapdb_cursor *cur)
{
    bool doomed = rights_left(n, root, op) == 0;
    struct place next = after(n);

    if (doomed && n->child != NULL) /* mapped while the walk slept */
        return (struct place){n->child, true};
    if (n == root) {
        next.node = NULL;
        node_harvest(n);
        if (op->query) {
            cur->status |= node_pend(n);
            node_clear_pend(n);
        }
    } else {
        node_bring_up(n);
    }
    if (doomed)
        node_destroy(n);
    return next;
}

enum l4_error walk_subtree(struct mapnode *root, const struct walk_op *op, struct mapdb_cursor *cur,
                           struct budget *budget)
{
    struct place at = walk_resume(root, cur);

    for (;;) {
        at = at.down ? step_down(at.node, root, op) : step_up(at.node, root, op, cur);
        if (at.node == NULL)
            return L4_OK;
        if (budget_spend(budget)) {
            walk_suspend(root, at, cur);
            return L4_AGAIN;
        }
    }
}

/* ---- ranges of a space ---- */

/* Clips an fpage to the user area: [*first, *end). False if nothing is left or it is smaller than a page. */
static bool user_range(word_t fpage, word_t *first, word_t *end)
{
    unsigned log2 = fpage_size_log2(fpage);

    *first = fpage_base(fpage);
    *end = ARCH_USER_END;
    if (log2 < ARCH_PAGE_MIN || *first >= ARCH_USER_END)
        return false;
    if (bits_mask(log2) < ARCH_USER_END - 1 - *first)
        *end = *first + BIT(log2);
    return true;
}

/* Restricts the operation to a piece of a larger page. */
static void narrow(struct walk_op *op, const struct mapnode *n, word_t first, word_t end)
{
    word_t va_last = n->va + bits_mask(n->size_log2);
    word_t range_first = MAX(n->va, first);
    word_t range_last = MIN(va_last, end - 1);

    op->part = !op->flush && (range_first != n->va || range_last != va_last);
    op->pa_first = n->pa + (range_first - n->va);
    op->pa_last = n->pa + (range_last - n->va);
}

/* Applies the operation to all pages of the space in [first, end), from cur->pos on. */
static enum l4_error for_range(struct space *space, word_t first, word_t end, struct walk_op *op,
                               struct mapdb_cursor *cur, struct budget *budget)
{
    struct arch_mapping m;

    while (cur->pos < end - first && arch_pt_lookup(&space->arch, first + cur->pos, end, &m)) {
        struct mapnode *n = mapnode_of(m.cookie);

        if (n != NULL) {
            enum l4_error err;

            narrow(op, n, first, end);
            err = walk_subtree(n, op, cur, budget);
            if (err != L4_OK)
                return err;
        }
        cur->pos = m.va + BIT(m.size_log2) - first;
        if (budget_spend(budget))
            return L4_AGAIN;
    }
    return L4_OK;
}

enum l4_error mapdb_unmap(struct space *space, word_t fpage, bool flush, unsigned *accessed,
                          struct mapdb_cursor *cur)
{
    struct walk_op op = {.revoke = fpage_rights(fpage), .flush = flush, .query = true};
    struct budget budget = {0};
    word_t first;
    word_t end;
    enum l4_error err;

    *accessed = 0;
    if (!user_range(fpage, &first, &end))
        return L4_OK;
    err = for_range(space, first, end, &op, cur, &budget);
    arch_tlb_flush();
    *accessed = (unsigned)cur->status & CURSOR_ACCESSED;
    return err;
}

enum l4_error mapdb_clear(struct space *space, struct mapdb_cursor *cur)
{
    unsigned accessed;

    return mapdb_unmap(space, FPAGE_COMPLETE | FPAGE_RWX, true, &accessed, cur);
}

/* ---- attributes ---- */

/* Is every page in [first + cur->pos, end) a user's (sigma0: or could it be)? */
static enum l4_error attr_check(struct space *space, word_t first, word_t end,
                                struct mapdb_cursor *cur, struct budget *budget)
{
    while (cur->pos < end - first) {
        word_t at = first + cur->pos;
        struct arch_mapping m;
        bool any = arch_pt_lookup(&space->arch, at, end, &m);
        word_t hole_end = any ? MAX(m.va, at) : end;

        if (any && mapnode_of(m.cookie) == NULL)
            return L4_ERR_PRIVILEGE;
        if (hole_end != at && (!space->sigma0 || memory_is_kernels(at, hole_end - 1) ||
                               !space_is_mappable(space, at, hole_end - 1)))
            return L4_ERR_PRIVILEGE;
        cur->pos = (any ? m.va + BIT(m.size_log2) : end) - first;
        if (budget_spend(budget))
            return L4_AGAIN;
    }
    return L4_OK;
}

/* Gives sigma0 all its pages in the range. */
static enum l4_error attr_fill(struct space *sigma0, word_t at, word_t end, unsigned attr,
                               struct budget *budget)
{
    struct arch_mapping m;

    while (at < end) {
        bool any = arch_pt_lookup(&sigma0->arch, at, end, &m);
        enum l4_error err;

        if (any && m.va <= at) {
            at = m.va + BIT(m.size_log2);
        } else {
            err = origin_create(sigma0, at, any ? m.va : end, attr);
            if (err != L4_OK)
                return err;
        }
        if (budget_spend(budget))
            return L4_AGAIN;
    }
    return L4_OK;
}

enum l4_error mapdb_set_attr(struct space *space, word_t fpage, unsigned attr,
                             struct mapdb_cursor *cur)
{
    struct walk_op op = {.set_attr = true, .attr = (uint8_t)attr};
    struct budget budget = {0};
    word_t first;
    word_t end;
    enum l4_error err;

    if (!user_range(fpage, &first, &end))
        return L4_ERR_PARAM;
    if ((cur->status & CURSOR_PHASE) == 0) {
        err = attr_check(space, first, end, cur, &budget);
        if (err != L4_OK)
            return err;
        cur->pos = 0;
        cur->status |= CURSOR_PHASE;
    }
    if (space->sigma0) {
        err = attr_fill(space, first + cur->pos, end, attr, &budget);
        if (err != L4_OK)
            return err;
    }
    err = for_range(space, first, end, &op, cur, &budget);
    arch_tlb_flush();
    return err;
}

void mapdb_note_access(void *cookie, unsigned rwx)
{
    struct mapnode *n = mapnode_of(cookie);
    unsigned bits = (rwx & FPAGE_W) != 0 ? FPAGE_R | FPAGE_W : arch_rights_ceil(FPAGE_R);

    if (n != NULL)
        n->used |= (uint8_t)(bits << MAPNODE_PEND_SHIFT | bits << MAPNODE_UP_SHIFT);
}
