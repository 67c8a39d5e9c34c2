/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * I/O ports as fpages: who may use which ports, and from whom he has them (api.md 5.6).
 *
 * A node is a range of ports in one space; its children are the ranges handed on from it, each inside its parent's range.
 * sigma0's space has one node for all ports. A space's ports are those of its nodes; the permission bitmap mirrors them. Port
 * fpages always count as rwx, whatever rights they carry (api.md 1.3).
 */
#include <glue/x86.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <kernel/assert.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>
#include <kernel/space.h>
#include <kernel/string.h>

#define PORT_COUNT 0x10000u

struct io_node {
    struct list in_space; /* all nodes of the space, from space->special */
    struct list siblings;
    struct list children;
    struct io_node *parent; /* NULL: sigma0's */
    struct space *space;
    unsigned first;
    unsigned end; /* exclusive */
};

struct range {
    unsigned first;
    unsigned end;
};

bool x86_io_open;
static struct slab node_slab;

bool glue_fpage_is_special(word_t fpage)
{
    return !x86_io_open && fpage_size_field(fpage) == FPAGE_SIZE_IO;
}

static struct range range_of(word_t io_fpage)
{
    unsigned size = (unsigned)(io_fpage >> 10) & 0x3f;
    unsigned port = (unsigned)(io_fpage >> 16) & 0xffff;

    if (size >= 16)
        return (struct range){0, PORT_COUNT};
    port &= ~((1u << size) - 1);
    return (struct range){port, port + (1u << size)};
}

static struct range meet(struct range a, unsigned first, unsigned end)
{
    return (struct range){MAX(a.first, first), MIN(a.end, end)};
}

static bool is_empty(struct range r)
{
    return r.first >= r.end;
}

/* ---- nodes ---- */

/* A node in the lists of space and parent; NULL: no memory. The bitmap must exist. */
static struct io_node *node_create(struct space *space, struct io_node *parent, struct range r)
{
    struct io_node *n;

    if (node_slab.size == 0)
        slab_init(&node_slab, "io node", sizeof(struct io_node), sizeof(word_t));
    n = slab_alloc(&node_slab);
    if (n == NULL)
        return NULL;
    n->space = space;
    n->parent = parent;
    n->first = r.first;
    n->end = r.end;
    list_init(&n->children);
    list_push_back(&space->special, &n->in_space);
    if (parent != NULL)
        list_push_back(&parent->children, &n->siblings);
    return n;
}

static void node_delete(struct io_node *n)
{
    ASSERT(list_empty(&n->children));
    list_remove(&n->in_space);
    if (n->parent != NULL)
        list_remove(&n->siblings);
    slab_free(&node_slab, n);
}

/* sigma0 owns all ports; its node is made when it is first asked for some. */
static bool supply_sigma0(struct space *space)
{
    if (!list_empty(&space->special))
        return true;
    if (x86_io_bitmap_get(&space->arch, true) == NULL)
        return false;
    if (node_create(space, NULL, (struct range){0, PORT_COUNT}) == NULL)
        return false;
    x86_io_ports_set(&space->arch, 0, PORT_COUNT, true);
    return true;
}

bool x86_io_allow(struct space *space, word_t io_fpage)
{
    (void)io_fpage;
    return supply_sigma0(space);
}

/* ---- removal ---- */

static struct io_node *child_meeting(struct io_node *n, struct range r)
{
    for (struct list *i = n->children.next; i != &n->children; i = i->next) {
        struct io_node *c = container_of(i, struct io_node, siblings);

        if (!is_empty(meet(r, c->first, c->end)))
            return c;
    }
    return NULL;
}

/* Children that lie behind `from` move to node `to`. */
static void move_children(struct io_node *n, struct io_node *to, unsigned from)
{
    struct list *i = n->children.next;

    while (i != &n->children) {
        struct io_node *c = container_of(i, struct io_node, siblings);

        i = i->next;
        if (c->first < from)
            continue;
        list_remove(&c->siblings);
        c->parent = to;
        list_push_back(&to->children, &c->siblings);
    }
}

static void revoke_children(struct io_node *n, struct range r);

/* Takes ports r out of a node none of whose children has any of them. When memory for the second half of a cut range is
 * missing the half is lost with all that was derived: revoking always succeeds. (The inner revocation takes the upper ends
 * of ranges only, so it needs no memory and does not come here again.) */
static void node_cut(struct io_node *n, struct range r)
{
    struct io_node *upper = NULL;

    r = meet(r, n->first, n->end);
    x86_io_ports_set(&n->space->arch, r.first, r.end - r.first, false);
    if (r.first > n->first && r.end < n->end) {
        upper = node_create(n->space, n->parent, (struct range){r.end, n->end});
        if (upper == NULL) {
            struct range rest = {r.end, n->end};

            revoke_children(n, rest);
            x86_io_ports_set(&n->space->arch, rest.first, rest.end - rest.first, false);
        } else {
            move_children(n, upper, r.end);
        }
        n->end = r.first;
    } else if (r.first > n->first) {
        n->end = r.first;
    } else if (r.end < n->end) {
        n->first = r.end;
    } else {
        node_delete(n);
    }
}

/* Revokes ports r from everything derived from n: always at a node without such children, without recursion. */
static void revoke_children(struct io_node *n, struct range r)
{
    struct io_node *c;

    while ((c = child_meeting(n, r)) != NULL) {
        struct io_node *deeper;

        while ((deeper = child_meeting(c, meet(r, c->first, c->end))) != NULL)
            c = deeper;
        node_cut(c, r);
    }
}

static struct io_node *space_node(struct space *space, struct range r)
{
    for (struct list *i = space->special.next; i != &space->special; i = i->next) {
        struct io_node *n = container_of(i, struct io_node, in_space);

        if (!is_empty(meet(r, n->first, n->end)))
            return n;
    }
    return NULL;
}

/* Takes the ports from the space and all that have them from it. */
static void flush(struct space *space, struct range r)
{
    struct io_node *n;

    while ((n = space_node(space, r)) != NULL) {
        revoke_children(n, r);
        node_cut(n, r);
    }
}

unsigned glue_special_unmap(struct space *space, word_t fpage, bool own)
{
    struct range r = range_of(fpage);

    if (own && !space->sigma0) {
        flush(space, r);
        return 0;
    }
    for (struct list *i = space->special.next; i != &space->special; i = i->next)
        revoke_children(container_of(i, struct io_node, in_space), r);
    return 0;
}

/* ---- map and grant ---- */

/* Gives the part of parent's ports in r to `to`, port range by port range where `to` has none yet. */
static enum l4_error give(struct io_node *parent, struct space *to, struct range r)
{
    unsigned port = r.first;

    while (port < r.end) {
        unsigned end = port;
        struct io_node *n;

        if (x86_io_ports_any(&to->arch, port, 1)) {
            port++;
            continue;
        }
        while (end < r.end && !x86_io_ports_any(&to->arch, end, 1))
            end++;
        n = node_create(to, parent, (struct range){port, end});
        if (n == NULL)
            return L4_ERR_NO_MEM;
        x86_io_ports_set(&to->arch, port, end - port, true);
        port = end;
    }
    return L4_OK;
}

/* Grant: the ports leave n; the new owner's node takes n's place, what n had handed on hangs below the new node as far as
 * that contains it, and is revoked otherwise. sigma0 keeps its ports: there granting is mapping. */
static enum l4_error pass_on(struct io_node *n, struct space *to, struct range r)
{
    struct io_node *heir;
    struct list *i;

    if (n->parent == NULL)
        return give(n, to, r);
    heir = node_create(to, n->parent, r);
    if (heir == NULL)
        return L4_ERR_NO_MEM;
    for (i = n->children.next; i != &n->children;) {
        struct io_node *c = container_of(i, struct io_node, siblings);

        i = i->next;
        if (c->first < r.first || c->end > r.end)
            continue;
        list_remove(&c->siblings);
        c->parent = heir;
        list_push_back(&heir->children, &c->siblings);
    }
    revoke_children(n, r);
    node_cut(n, r);
    x86_io_ports_set(&to->arch, r.first, r.end - r.first, true);
    return L4_OK;
}

enum l4_error glue_special_map(struct space *from, struct space *to, word_t snd, word_t window,
                               bool grant)
{
    struct range r = range_of(snd);
    enum l4_error error = L4_OK;

    if (glue_fpage_is_special(window)) {
        struct range w = range_of(window);

        r = meet(r, w.first, w.end);
    }
    if (is_empty(r) || from == to)
        return L4_OK;
    if (from->sigma0 && !supply_sigma0(from))
        return L4_ERR_NO_MEM;
    if (list_empty(&from->special))
        return L4_OK;
    if (x86_io_bitmap_get(&to->arch, true) == NULL)
        return L4_ERR_NO_MEM;
    for (struct list *i = from->special.next; i != &from->special && error == L4_OK;) {
        struct io_node *n = container_of(i, struct io_node, in_space);
        struct range part = meet(r, n->first, n->end);

        i = i->next;
        if (is_empty(part))
            continue;
        if (grant)
            flush(to, part);
        error = grant ? pass_on(n, to, part) : give(n, to, part);
    }
    return error;
}

void glue_space_init(struct space *space)
{
    list_init(&space->special);
}

void glue_space_fini(struct space *space)
{
    flush(space, (struct range){0, PORT_COUNT});
}

const char *glue_feature(unsigned n)
{
    return n == 0 && !x86_io_open ? "ioflexpages" : NULL;
}
