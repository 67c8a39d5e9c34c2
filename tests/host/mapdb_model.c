/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The reference model of the mapping database; see mapdb_model.h.
 */
#include <string.h>
#include <hal/mmu.h>
#include <kernel/fpage.h>
#include "mapdb_model.h"
#include "tap.h"

struct mpage model_page[MODEL_PAGES];
int model_live[MODEL_PAGES];
int model_count;
long model_failure = -1;
static int unit_page[MODEL_SPACES][MODEL_UNITS];
static int unused[MODEL_PAGES];

#define UNIT (BIT(fake_page_min))

void model_reset(void)
{
    model_count = 0;
    memset(unit_page, 0xff, sizeof(unit_page));
    for (int i = 0; i < MODEL_PAGES; i++)
        unused[i] = i;
}

int model_find(int space, word_t va)
{
    return unit_page[space][va / UNIT];
}

static void set_units(const struct mpage *p, int value)
{
    for (word_t u = p->va / UNIT; u < (p->va + BIT(p->log2)) / UNIT; u++)
        unit_page[p->space][u] = value;
}

static enum l4_error create(struct mpage p)
{
    int x = unused[model_count];

    if (model_failure == 0)
        return L4_ERR_NO_MEM;
    if (model_failure > 0)
        model_failure--;
    p.live_at = model_count;
    model_live[model_count++] = x;
    model_page[x] = p;
    set_units(&p, x);
    return L4_OK;
}

static void note(struct mpage *p, unsigned rwx)
{
    p->pend |= rwx;
    p->up |= rwx;
}

static void harvest(struct mpage *p)
{
    note(p, p->hw);
    p->hw = 0;
}

static void bring_up(struct mpage *p)
{
    if (p->parent >= 0)
        note(&model_page[p->parent], p->up);
    p->up = 0;
}

static void destroy(int x)
{
    struct mpage *p = &model_page[x];

    for (int i = 0; i < model_count; i++) {
        if (model_page[model_live[i]].parent == x) {
            destroy(model_live[i]);
            i = -1;
        }
    }
    harvest(p);
    bring_up(p);
    set_units(p, -1);
    model_count--;
    model_live[p->live_at] = model_live[model_count];
    model_page[model_live[p->live_at]].live_at = p->live_at;
    unused[model_count] = x;
}

/* ---- unmap ---- */

/* Takes rights from everything below x that touches [first, last] of physical memory. */
static void revoke_below(int x, unsigned revoke, word_t first, word_t last)
{
    for (int i = 0; i < model_count; i++) {
        struct mpage *c = &model_page[model_live[i]];
        int before = model_count;

        if (c->parent != x || c->pa > last || c->pa + bits_mask(c->log2) < first)
            continue;
        if (revoke != 0 && arch_rights_floor(c->rights & ~revoke) == 0) {
            destroy(model_live[i]);
            i = -1; /* those seen already are in their final state */
            continue;
        }
        if (revoke != 0)
            c->rights = arch_rights_floor(c->rights & ~revoke);
        revoke_below(model_live[i], revoke, 0, WORD_MAX);
        harvest(c);
        bring_up(c);
        if (model_count != before)
            i = -1; /* removals moved the entries */
    }
}

static unsigned unmap_page(int x, unsigned revoke, bool flush, word_t first, word_t end)
{
    struct mpage *p = &model_page[x];
    word_t low = p->va > first ? p->va : first;
    word_t high = p->va + BIT(p->log2) < end ? p->va + BIT(p->log2) : end;
    unsigned accessed;

    if (flush)
        revoke_below(x, revoke, 0, WORD_MAX);
    else
        revoke_below(x, revoke, p->pa + (low - p->va), p->pa + (high - 1 - p->va));
    harvest(p);
    accessed = p->pend;
    p->pend = 0;
    if (flush && revoke != 0) {
        p->rights = arch_rights_floor(p->rights & ~revoke);
        if (p->rights == 0)
            destroy(x);
    }
    return accessed;
}

static bool range_of(word_t fpage, word_t *first, word_t *end)
{
    unsigned s = (unsigned)(fpage >> 4) & 0x3f;

    *first = 0;
    *end = fake_user_end;
    if (s == 1 && fpage >> 10 == 0)
        return true;
    if (s < fake_page_min)
        return false;
    *first = fpage / BIT(s) * BIT(s);
    if (*first >= fake_user_end)
        return false;
    if (*first + BIT(s) < fake_user_end)
        *end = *first + BIT(s);
    return true;
}

unsigned model_unmap(int space, word_t fpage, bool flush)
{
    unsigned accessed = 0;
    word_t first;
    word_t end;

    if (!range_of(fpage, &first, &end))
        return 0;
    for (word_t va = first; va < end;) {
        int x = model_find(space, va);
        word_t next = va + UNIT;

        if (x >= 0) {
            next = model_page[x].va + BIT(model_page[x].log2);
            accessed |= unmap_page(x, fpage & 7, flush, first, end);
        }
        va = next;
    }
    return accessed;
}

/* ---- sigma0 ---- */

static bool block_is_free(int space, word_t va, unsigned log2, bool origin)
{
    for (word_t a = va; a < va + BIT(log2); a += UNIT) {
        if (a >= fake_user_end || world_is_kip(space, a) || (origin && world_is_kernels(a)) ||
            (origin && model_find(space, a) >= 0))
            return false;
    }
    return true;
}

/* Returns L4_ERR_PARAM if there is no memory. */
static enum l4_error origin(word_t va, word_t end, unsigned attr)
{
    for (unsigned log2 = 40; log2 >= fake_page_min; log2--) {
        if ((fake_page_sizes & BIT(log2)) == 0 || va % BIT(log2) != 0 || va + BIT(log2) > end)
            continue;
        if (block_is_free(0, va, log2, true))
            return create((struct mpage){
                .va = va, .pa = va, .log2 = log2, .rights = 7, .attr = attr, .parent = -1});
    }
    return L4_ERR_PARAM;
}

enum l4_error model_sigma0_fault(word_t va)
{
    int x;

    if (va >= fake_user_end)
        return L4_ERR_PARAM;
    va = va / UNIT * UNIT;
    x = model_find(0, va);
    if (world_is_kip(0, va) || (x >= 0 && model_page[x].parent >= 0))
        return L4_ERR_PARAM;
    if (x < 0)
        return origin(va, va + UNIT, 0);
    model_page[x].rights = 7;
    return L4_OK;
}

/* ---- map ---- */

struct item {
    int from;
    int to;
    bool grant;
    word_t src;
    word_t dst;
    word_t va; /* source of the piece */
    word_t at; /* destination of the piece */
    word_t pa;
    word_t end; /* of the source range */
    unsigned log2;
    unsigned rights;
};

/* The granter's page goes; what was derived from it stays, below the granter's parent. */
static void dissolve(int x)
{
    for (int i = 0; i < model_count; i++) {
        struct mpage *c = &model_page[model_live[i]];

        if (c->parent == x) {
            bring_up(c);
            c->parent = model_page[x].parent;
        }
    }
    destroy(x);
}

static void after_piece(const struct item *t, int x)
{
    const struct mpage *s = &model_page[x];
    word_t piece_end = t->va + BIT(t->log2);

    if (t->grant && s->parent >= 0 && (piece_end == s->va + BIT(s->log2) || piece_end == t->end))
        dissolve(x);
}

static enum l4_error enter(const struct item *t, int x)
{
    struct mpage *s = &model_page[x];
    enum l4_error err;

    if (t->grant && s->parent >= 0 && s->log2 == t->log2) {
        if ((s->rights & ~t->rights) != 0)
            revoke_below(x, s->rights & ~t->rights, 0, WORD_MAX);
        if (model_failure == 0)
            return L4_ERR_NO_MEM;
        if (model_failure > 0)
            model_failure--;
        harvest(s);
        bring_up(s);
        s->pend = 0;
        set_units(s, -1);
        s->space = t->to;
        s->va = t->at;
        s->rights = t->rights;
        set_units(s, x);
        return L4_OK;
    }
    err = create((struct mpage){.space = t->to,
                                .va = t->at,
                                .pa = t->pa,
                                .log2 = t->log2,
                                .rights = t->rights,
                                .attr = s->attr,
                                .parent = t->grant && s->parent >= 0 ? s->parent : x});
    if (err == L4_OK)
        after_piece(t, x);
    return err;
}

/* The same memory is there: more rights. Returns false if the old page has to make place. */
static bool extend(struct item *t, int x, int y)
{
    struct mpage *old = &model_page[y];
    unsigned want = arch_rights_ceil(old->rights | t->rights);
    unsigned limit = old->parent < 0 ? 7 : model_page[old->parent].rights;

    if ((want & ~limit) != 0 && want != old->rights) {
        if (old->log2 == t->log2 && (want & ~model_page[x].rights) == 0) {
            t->rights = want; /* nothing that was there is lost */
            return false;
        }
        want = old->rights | arch_rights_floor(want & limit);
    }
    old->rights = want;
    after_piece(t, x);
    return true;
}

static enum l4_error send(struct item *t, int x)
{
    for (word_t a = t->at; a < t->at + BIT(t->log2); a += UNIT) {
        int y = model_find(t->to, a);
        const struct mpage *old = &model_page[y < 0 ? 0 : y];

        if (y < 0)
            continue;
        if (old->log2 >= t->log2 && old->pa + (t->at - old->va) == t->pa) {
            if (y == x || extend(t, x, y))
                return L4_OK;
        }
        destroy(y);
        if (model_find(t->from, t->va) != x)
            return L4_OK; /* the source went with it */
    }
    return enter(t, x);
}

static bool choose_size(struct item *t, const struct mpage *s)
{
    for (unsigned log2 = s->log2; log2 >= fake_page_min; log2--) {
        if ((fake_page_sizes & BIT(log2)) == 0 || t->pa % BIT(log2) != 0 || t->at % BIT(log2) != 0)
            continue;
        t->log2 = log2;
        if (t->va + BIT(log2) <= t->end && block_is_free(t->to, t->at, log2, false))
            return true;
    }
    t->log2 = fake_page_min;
    return false;
}

/* First used address in [va, end) or end. */
static word_t hole_end(int space, word_t va, word_t end)
{
    while (va < end && model_find(space, va) < 0 && !world_is_kip(space, va))
        va += UNIT;
    return va;
}

static enum l4_error move_pages(struct item *t, unsigned rights)
{
    enum l4_error err;

    for (word_t va = t->src; va < t->end;) {
        int x = model_find(t->from, va);
        const struct mpage *s = &model_page[x < 0 ? 0 : x];

        if (x < 0) {
            err = L4_ERR_PARAM;
            if (t->from == 0 && !world_is_kip(0, va))
                err = origin(va, hole_end(0, va, t->end), 0);
            if (err == L4_ERR_NO_MEM)
                return err;
            if (err == L4_ERR_PARAM)
                va += UNIT;
            continue;
        }
        t->rights = arch_rights_ceil(rights & s->rights);
        if (t->rights == 0) {
            va = s->va + BIT(s->log2);
            continue;
        }
        t->va = va;
        t->at = t->dst + (va - t->src);
        t->pa = s->pa + (va - s->va);
        if (choose_size(t, s)) {
            err = send(t, x);
            if (err != L4_OK)
                return err;
        }
        va += BIT(t->log2);
    }
    return L4_OK;
}

/* R180: what does not fit the window is lost for the granter. */
static void drop(const struct item *t, word_t first, word_t end)
{
    word_t moved = t->end - t->src;

    for (word_t va = first; va < end;) {
        int x = model_find(t->from, va);
        const struct mpage *p = &model_page[x < 0 ? 0 : x];
        word_t next = x < 0 ? va + UNIT : p->va + BIT(p->log2);
        bool in_src = x >= 0 && p->va < t->end && next > t->src;
        bool in_dst = x >= 0 && t->from == t->to && p->va < t->dst + moved && next > t->dst;

        if (x >= 0 && p->parent >= 0 && !in_src && !in_dst)
            destroy(x);
        va = next;
    }
}

enum l4_error model_map(int from, int to, word_t snd, word_t base, word_t window, bool grant)
{
    struct item t = {.from = from, .to = to, .grant = grant};
    word_t s_first;
    word_t s_end;
    word_t r_first;
    word_t r_end;
    unsigned s = fpage_size_log2(snd);
    unsigned r = fpage_size_log2(window);
    enum l4_error err;

    if ((snd & 7) == 0 || s < fake_page_min || r < fake_page_min)
        return L4_OK;
    if (!range_of(snd, &s_first, &s_end))
        s_first = s_end = fpage_base(snd);
    if (!range_of(window, &r_first, &r_end))
        r_first = fpage_base(window);
    t.src = s_first;
    t.dst = r_first;
    if (s <= r)
        t.dst += s == WORD_BITS ? 0 : (r == WORD_BITS ? base : base % BIT(r)) / BIT(s) * BIT(s);
    else
        t.src += (s == WORD_BITS ? base : base % BIT(s)) / BIT(r) * BIT(r);
    t.end = t.src;
    if (t.src < fake_user_end && t.dst < fake_user_end) {
        word_t room = fake_user_end - (t.src > t.dst ? t.src : t.dst);
        unsigned size = s < r ? s : r;

        t.end = t.src + (size < WORD_BITS && BIT(size) < room ? BIT(size) : room);
    }
    err = move_pages(&t, snd & 7);
    if (err == L4_OK && grant && s > r)
        drop(&t, s_first, s_end);
    return err;
}

/* ---- attributes ---- */

static void attr_tree(int x, unsigned attr, word_t first, word_t last)
{
    struct mpage *p = &model_page[x];

    p->attr = attr;
    harvest(p);
    for (int i = 0; i < model_count; i++) {
        struct mpage *c = &model_page[model_live[i]];

        if (c->parent == x && c->pa <= last && c->pa + bits_mask(c->log2) >= first) {
            attr_tree(model_live[i], attr, 0, WORD_MAX);
            bring_up(c);
        }
    }
}

enum l4_error model_set_attr(int space, word_t fpage, unsigned attr)
{
    word_t first;
    word_t end;

    if (!range_of(fpage, &first, &end))
        return L4_ERR_PARAM;
    for (word_t va = first; va < end; va += UNIT) {
        if (world_is_kip(space, va) ||
            (model_find(space, va) < 0 && (space != 0 || world_is_kernels(va))))
            return L4_ERR_PRIVILEGE;
    }
    for (word_t va = first; va < end;) {
        int x = model_find(space, va);
        struct mpage *p;
        word_t low;
        word_t high;

        if (x < 0) {
            enum l4_error err = origin(va, hole_end(space, va, end), attr);

            if (err != L4_OK)
                return err;
            continue;
        }
        p = &model_page[x];
        low = p->va > first ? p->va : first;
        high = p->va + bits_mask(p->log2) < end - 1 ? p->va + bits_mask(p->log2) : end - 1;
        attr_tree(x, attr, p->pa + (low - p->va), p->pa + (high - p->va));
        va = p->va + BIT(p->log2);
    }
    return L4_OK;
}
