/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The mapping database: sending pages.
 *
 * Trees of nodes (kernel/mapnode.h), one for each page that sigma0 touched or gave away. This file creates, moves and
 * checks nodes; mapdb_walk.c visits whole subtrees. Long work is cut into units of O(1) or O(table levels); between
 * units preempt_pending() is asked through budget_spend. Nothing recurses.
 *
 * Context: interrupts off; with several processors, the mapping lock is held.
 */
#include <kernel/mapdb.h>
#include <kernel/mapdb_walk.h>
#include <hal/mmu.h>
#include <kernel/assert.h>
#include <kernel/kmem.h>
#include <kernel/memory.h>
#include <kernel/space.h>
#include <kernel/section.h>

static struct slab node_slab;

BOOT_CODE void mapdb_init(void)
{
    slab_init(&node_slab, "mapnode", sizeof(struct mapnode), sizeof(struct mapnode));
    walk_init();
}

size_t mapdb_count(void)
{
    return node_slab.used;
}

/* ---- nodes ---- */

void node_link(struct mapnode *n, struct mapnode *parent)
{
    n->parent = parent;
    n->prev = NULL;
    n->next = NULL;
    if (parent == NULL)
        return;
    n->next = parent->child;
    if (n->next != NULL)
        n->next->prev = n;
    parent->child = n;
}

static void node_unlink(struct mapnode *n)
{
    if (n->next != NULL)
        n->next->prev = n->prev;
    if (n->prev != NULL)
        n->prev->next = n->next;
    else if (n->parent != NULL)
        n->parent->child = n->next;
}

void node_harvest(struct mapnode *n)
{
    node_note(n, arch_pt_used(&n->space->arch, n->va, n->size_log2));
}

void node_bring_up(struct mapnode *n)
{
    if (n->parent != NULL)
        node_note(n->parent, node_up(n));
    node_clear_up(n);
}

/* Enters a page in page table and tree. Fails: L4_ERR_NO_MEM, nothing done. */
static enum l4_error node_create(struct space *space, const struct mapnode *proto,
                                 struct mapnode *parent)
{
    struct mapnode *n = slab_alloc(&node_slab);
    enum l4_error err;

    if (n == NULL)
        return L4_ERR_NO_MEM;
    *n = *proto;
    n->space = space;
    err = arch_pt_map(&space->arch, n->va, n->pa, n->size_log2, n->rights, n->attr, n);
    if (err != L4_OK) {
        slab_free(&node_slab, n);
        return err;
    }
    node_link(n, parent);
    return L4_OK;
}

void node_destroy(struct mapnode *n)
{
    ASSERT(n->child == NULL);
    node_harvest(n);
    node_bring_up(n);
    arch_pt_unmap(&n->space->arch, n->va, n->size_log2);
    walk_forget(n);
    node_unlink(n);
    slab_free(&node_slab, n);
}

/* Takes a page from its space but leaves what was derived from it, below its parent. */
static enum l4_error node_dissolve(struct mapnode *n, struct budget *budget)
{
    struct mapnode *parent = n->parent;

    if (n->child != NULL)
        walk_forget_all(); /* nodes change their place in lists */
    while (n->child != NULL) {
        struct mapnode *c = n->child;

        node_bring_up(c);
        node_unlink(c);
        node_link(c, parent);
        if (budget_spend(budget))
            return L4_AGAIN;
    }
    node_destroy(n);
    return L4_OK;
}

/* ---- sigma0's own pages ---- */

/* Is there anything between first and first + 2^log2 in the space? */
static bool is_empty(struct space *space, word_t first, unsigned log2)
{
    struct arch_mapping m;

    return !arch_pt_lookup(&space->arch, first, first + BIT(log2), &m);
}

static bool origin_allowed(struct space *sigma0, word_t va, unsigned log2)
{
    word_t last = va + bits_mask(log2);

    return last >= va && last <= ARCH_USER_END - 1 && space_is_mappable(sigma0, va, last) &&
           !memory_is_kernels(va, last) && is_empty(sigma0, va, log2);
}

/* Creates sigma0's page at `va`, the largest possible inside [va, end). Returns L4_ERR_PARAM if sigma0 has no memory there. */
enum l4_error origin_create(struct space *sigma0, word_t va, word_t end, unsigned attr)
{
    for (word_t sizes = ARCH_PAGE_SIZES; sizes != 0;) {
        unsigned log2 = bits_msb(sizes);
        struct mapnode proto = {
            .va = va, .pa = va, .size_log2 = (uint8_t)log2, .attr = (uint8_t)attr};

        sizes &= ~BIT(log2);
        if ((va & bits_mask(log2)) != 0 || bits_mask(log2) > end - va - 1)
            continue;
        if (!origin_allowed(sigma0, va, log2))
            continue;
        proto.rights = (uint8_t)arch_rights_ceil(FPAGE_RWX);
        return node_create(sigma0, &proto, NULL);
    }
    return L4_ERR_PARAM;
}

enum l4_error mapdb_sigma0_fault(struct space *sigma0, vaddr_t va)
{
    struct arch_mapping m;
    struct mapnode *n;

    if (va >= ARCH_USER_END)
        return L4_ERR_PARAM;
    va = align_down(va, ARCH_PAGE_MIN);
    if (!arch_pt_lookup(&sigma0->arch, va, va + BIT(ARCH_PAGE_MIN), &m))
        return origin_create(sigma0, va, va + BIT(ARCH_PAGE_MIN), 0);
    n = mapnode_of(m.cookie);
    if (n == NULL || n->parent != NULL)
        return L4_ERR_PARAM;
    n->rights = (uint8_t)arch_rights_ceil(FPAGE_RWX);
    arch_pt_protect(&sigma0->arch, n->va, n->size_log2, n->rights, n->attr, n);
    return L4_OK;
}

/* ---- map and grant ---- */

/* A map item under way. */
struct move {
    struct space *from;
    struct space *to;
    word_t src;
    word_t dst;
    word_t end;      /* offsets below this are moved */
    unsigned rights; /* offered */
    bool grant;
    struct mapdb_cursor *cur;
    struct budget budget;
};

/* One page or part of a page to be sent. */
struct piece {
    struct mapnode *node; /* source */
    word_t src;
    word_t dst;
    word_t pa;
    unsigned log2;
    unsigned rights;
};

/* The largest page that fits source, destination and range; false if the smallest one cannot be entered. */
static bool piece_size(const struct move *m, word_t off, struct piece *p)
{
    for (word_t sizes = ARCH_PAGE_SIZES & bits_mask(p->node->size_log2 + 1u); sizes != 0;) {
        unsigned log2 = bits_msb(sizes);
        word_t mask = bits_mask(log2);

        sizes &= ~BIT(log2);
        if (((p->pa | p->dst) & mask) != 0 || mask > m->end - off - 1)
            continue;
        p->log2 = log2;
        if (space_is_mappable(m->to, p->dst, p->dst + mask))
            return true;
    }
    p->log2 = ARCH_PAGE_MIN;
    return false;
}

static bool source_is_there(const struct move *m, const struct piece *p)
{
    struct arch_mapping now;

    return arch_pt_lookup(&m->from->arch, p->src, p->src + BIT(ARCH_PAGE_MIN), &now) &&
           now.cookie == p->node;
}

/* Does the grant take the source's node as it is? Sigma0's own pages stay sigma0's (api.md 5.1): a grant maps them. */
static bool moves_node(const struct move *m, const struct piece *p)
{
    return m->grant && p->node->parent != NULL && p->log2 == p->node->size_log2;
}

/* The granter loses the page when its last piece is on its way. */
static enum l4_error finish_grant(struct move *m, const struct piece *p)
{
    word_t node_last = p->node->va + bits_mask(p->node->size_log2);
    word_t piece_last = p->src + bits_mask(p->log2);

    if (!m->grant || p->node->parent == NULL)
        return L4_OK;
    if (piece_last != node_last && piece_last != m->src + m->end - 1)
        return L4_OK;
    return node_dissolve(p->node, &m->budget);
}

static enum l4_error grant_node(struct move *m, const struct piece *p)
{
    struct mapnode *n = p->node;
    struct walk_op lower = {.revoke = n->rights & ~p->rights & FPAGE_RWX};
    enum l4_error err;

    if (lower.revoke != 0) {
        /* What the granter handed out must not exceed the new owner's rights. */
        err = walk_subtree(n, &lower, m->cur, &m->budget);
        if (err != L4_OK)
            return err;
    }
    err = arch_pt_map(&m->to->arch, p->dst, p->pa, p->log2, p->rights, n->attr, n);
    if (err != L4_OK)
        return err;
    node_harvest(n);
    node_bring_up(n);
    node_clear_pend(n);
    arch_pt_unmap(&m->from->arch, n->va, n->size_log2);
    n->space = m->to;
    n->va = p->dst;
    n->rights = (uint8_t)p->rights;
    return L4_OK;
}

/* The destination is free: enters the piece. */
static enum l4_error enter_piece(struct move *m, const struct piece *p)
{
    struct mapnode *parent = p->node;
    struct mapnode proto = {.va = p->dst, .pa = p->pa, .size_log2 = (uint8_t)p->log2};
    enum l4_error err;

    if (moves_node(m, p))
        return grant_node(m, p);
    if (m->grant && parent->parent != NULL)
        parent = parent->parent;
    proto.rights = (uint8_t)p->rights;
    proto.attr = p->node->attr;
    err = node_create(m->to, &proto, parent);
    return err != L4_OK ? err : finish_grant(m, p);
}

/*
 * The same memory is there already as page `old`, of the piece's size or larger: extends its rights. The mapping keeps its
 * place while its parent holds all the rights; where only the sender does, *replace is the rights of a new mapping below the
 * sender, else 0. While interrupted walks exist a mapping that they may have passed gets nothing back through another parent.
 */
static enum l4_error extend_piece(struct move *m, const struct piece *p, struct mapnode *old,
                                  unsigned *replace)
{
    unsigned want = arch_rights_ceil(old->rights | p->rights);
    unsigned limit = old->parent == NULL ? want : old->parent->rights;
    bool safe = old->parent == p->node || !walk_any_suspended();

    *replace = 0;
    if (want != old->rights && ((want & ~limit) != 0 || !safe)) {
        if (old->size_log2 == p->log2 && (want & ~(unsigned)p->node->rights) == 0) {
            *replace = want;
            return L4_OK;
        }
        want = safe ? old->rights | arch_rights_floor(want & limit) : old->rights;
    }
    if (want != old->rights) {
        old->rights = (uint8_t)want;
        arch_pt_protect(&m->to->arch, old->va, old->size_log2, want, old->attr, old);
    }
    return old == p->node ? L4_OK : finish_grant(m, p);
}

/* Puts one piece where it belongs. *gone: the source vanished, nothing was sent. */
static enum l4_error send_piece(struct move *m, struct piece *p, bool *gone)
{
    static const struct walk_op all = {.revoke = FPAGE_RWX, .flush = true};
    struct arch_mapping old;

    *gone = false;
    while (arch_pt_lookup(&m->to->arch, p->dst, p->dst + BIT(p->log2), &old)) {
        struct mapnode *n = mapnode_of(old.cookie);
        unsigned replace;
        enum l4_error err;

        if (n == NULL) {
            *gone = true; /* the kernel's page: as if there were nothing to send */
            return L4_OK;
        }
        if (n->size_log2 >= p->log2 && n->pa + (p->dst - n->va) == p->pa) {
            if (n == p->node)
                return L4_OK; /* onto itself */
            err = extend_piece(m, p, n, &replace);
            if (err != L4_OK || replace == 0)
                return err;
            p->rights = replace;
        }
        err = walk_subtree(n, &all, m->cur, &m->budget);
        if (err != L4_OK)
            return err;
        if (!source_is_there(m, p)) {
            *gone = true;
            return L4_OK;
        }
    }
    return enter_piece(m, p);
}

/* Finds the next piece at or after *off, creating sigma0's pages on the way. *found false: nothing left. */
static enum l4_error next_piece(struct move *m, word_t *off, struct piece *p, bool *found)
{
    struct arch_mapping s;

    *found = false;
    while (*off < m->end) {
        bool any = arch_pt_lookup(&m->from->arch, m->src + *off, m->src + m->end, &s);
        word_t page_end;

        if (m->from->sigma0 && (!any || s.va > m->src + *off)) {
            enum l4_error err =
                origin_create(m->from, m->src + *off, any ? s.va : m->src + m->end, 0);

            if (err != L4_OK && err != L4_ERR_PARAM)
                return err;
            if (err == L4_ERR_PARAM)
                *off += BIT(ARCH_PAGE_MIN);
        } else if (!any) {
            *off = m->end;
            break;
        } else {
            p->node = mapnode_of(s.cookie);
            if (s.va > m->src + *off)
                *off = s.va - m->src;
            page_end = s.va + BIT(s.size_log2) - m->src;
            p->rights = p->node == NULL ? 0 : arch_rights_ceil(m->rights & p->node->rights);
            if (p->rights != 0) {
                *found = true;
                return L4_OK;
            }
            *off = page_end;
        }
        if (budget_spend(&m->budget))
            return L4_AGAIN;
    }
    return L4_OK;
}

/* The part of a granted fpage that does not fit the window vanishes as well (R180): all of [first, end) but what lies in
 * the moved source range or, inside one space, in the destination range. cur->pos counts from `first`. */
static enum l4_error drop_rest(struct move *m, word_t first, word_t end)
{
    static const struct walk_op all = {.revoke = FPAGE_RWX, .flush = true};
    struct mapdb_cursor *cur = m->cur;
    struct arch_mapping p;

    while (cur->pos < end - first && arch_pt_lookup(&m->from->arch, first + cur->pos, end, &p)) {
        struct mapnode *n = mapnode_of(p.cookie);
        word_t last = p.va + bits_mask(p.size_log2);
        bool keep = n == NULL || n->parent == NULL || (p.va < m->src + m->end && last >= m->src) ||
                    (m->from == m->to && p.va < m->dst + m->end && last >= m->dst);

        if (!keep) {
            enum l4_error err = walk_subtree(n, &all, cur, &m->budget);

            if (err != L4_OK)
                return err;
        }
        cur->pos = last + 1 - first;
        if (budget_spend(&m->budget))
            return L4_AGAIN;
    }
    return L4_OK;
}

static enum l4_error send_all(struct move *m)
{
    struct mapdb_cursor *cur = m->cur;
    struct piece p;
    bool found;
    bool gone;

    for (;;) {
        enum l4_error err = next_piece(m, &cur->pos, &p, &found);

        if (err != L4_OK || !found)
            return err;
        p.src = m->src + cur->pos;
        p.dst = m->dst + cur->pos;
        p.pa = p.node->pa + (p.src - p.node->va);
        if (piece_size(m, cur->pos, &p)) {
            err = send_piece(m, &p, &gone);
            if (err != L4_OK)
                return err;
        }
        cur->pos += BIT(p.log2);
        if (budget_spend(&m->budget))
            return L4_AGAIN;
    }
}

enum l4_error mapdb_map(struct space *from, struct space *to, word_t snd, word_t base,
                        word_t window, bool grant, struct mapdb_cursor *cur)
{
    struct fpage_move mv = fpage_clip(snd, base, window);
    struct move m = {
        .from = from, .to = to, .rights = fpage_rights(snd), .grant = grant, .cur = cur};
    word_t top = MAX(mv.src, mv.dst);
    enum l4_error err = L4_OK;

    if (mv.size_log2 < ARCH_PAGE_MIN || m.rights == 0)
        return L4_OK;
    m.src = mv.src;
    m.dst = mv.dst;
    if (top < ARCH_USER_END)
        m.end = bits_mask(mv.size_log2) < ARCH_USER_END - 1 - top ? BIT(mv.size_log2)
                                                                  : ARCH_USER_END - top;
    if ((cur->status & CURSOR_PHASE) == 0) {
        err = send_all(&m);
        if (err == L4_OK) {
            cur->status |= CURSOR_PHASE;
            cur->pos = 0;
        }
    }
    if (err == L4_OK && grant && fpage_size_log2(snd) > fpage_size_log2(window)) {
        word_t first = fpage_base(snd);
        word_t size = bits_mask(fpage_size_log2(snd));

        if (first < ARCH_USER_END)
            err = drop_rest(&m, first,
                            size < ARCH_USER_END - 1 - first ? first + size + 1 : ARCH_USER_END);
    }
    arch_tlb_flush();
    return err;
}
