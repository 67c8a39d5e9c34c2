/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Slabs: objects of one size cut from blocks of the kernel's page pool.
 *
 * A slab page begins with its header; an object's page is found by rounding its address down, because the pool aligns
 * blocks to their size. Pages without a free object are in no list.
 */
#include <kernel/kmem.h>
#include <kernel/assert.h>
#include <kernel/string.h>

/* What a free object holds. `mark` tells a debug build that the object is free already. */
struct free_object {
    struct free_object *next;
    uintptr_t mark;
};

#define FREE_MARK ((uintptr_t)0x6eedf4ee)

struct slab_page {
    struct list link; /* in slab->partial while a free object exists */
    struct slab *slab;
    struct free_object *free; /* objects given back */
    size_t used;
    size_t fresh; /* objects from this index on were never used */
};

#define OBJECTS_WANTED 7u
#define ORDER_WANTED   3u
#define ORDER_MAX      10u

static size_t objects_in(size_t first, size_t size, unsigned order)
{
    size_t bytes = KMEM_PAGE_SIZE << order;

    return bytes <= first ? 0 : (bytes - first) / size;
}

void slab_init(struct slab *s, const char *name, size_t size, size_t align)
{
    unsigned order = 0;

    align = MAX(align, sizeof(void *));
    size = MAX(size, sizeof(struct free_object));
    s->name = name;
    s->align = align;
    s->size = (size + align - 1) & ~(align - 1);
    s->first = (sizeof(struct slab_page) + align - 1) & ~(align - 1);
    while (order < ORDER_WANTED && objects_in(s->first, s->size, order) < OBJECTS_WANTED)
        order++;
    while (order < ORDER_MAX && objects_in(s->first, s->size, order) == 0)
        order++;
    s->order = order;
    s->capacity = objects_in(s->first, s->size, order);
    s->used = 0;
    s->pages = 0;
    s->empty = 0;
    list_init(&s->partial);
    ASSERT(s->capacity != 0);
}

/* Adds a page without used objects to the slab. Fails: NULL, out of memory. */
static struct slab_page *page_add(struct slab *s)
{
    struct slab_page *page = kmem_alloc(s->order, KMEM_SLAB);

    if (page == NULL)
        return NULL;
    page->slab = s;
    list_push_back(&s->partial, &page->link);
    s->pages += (size_t)1 << s->order;
    s->empty++;
    return page;
}

void *slab_alloc(struct slab *s)
{
    struct slab_page *page;
    void *obj;

    if (!list_empty(&s->partial))
        page = container_of(s->partial.next, struct slab_page, link);
    else
        page = page_add(s);
    if (page == NULL)
        return NULL;
    if (page->used == 0)
        s->empty--;
    if (page->free != NULL) {
        obj = page->free;
        page->free = page->free->next;
    } else {
        obj = (char *)page + s->first + page->fresh * s->size;
        page->fresh++;
    }
    page->used++;
    s->used++;
    if (page->used == s->capacity)
        list_remove(&page->link);
    memset(obj, 0, s->size);
    return obj;
}

void slab_free(struct slab *s, void *obj)
{
    uintptr_t mask = ((uintptr_t)KMEM_PAGE_SIZE << s->order) - 1;
    struct slab_page *page = (struct slab_page *)((uintptr_t)obj & ~mask);
    struct free_object *f = obj;

    ASSERT(page->slab == s && page->used != 0);
    ASSERT((((uintptr_t)obj & mask) - s->first) % s->size == 0);
    ASSERT(f->mark != (FREE_MARK ^ (uintptr_t)f)); /* else freed twice */
    if (page->used == s->capacity)
        list_push_front(&s->partial, &page->link);
    page->used--;
    s->used--;
    f->mark = FREE_MARK ^ (uintptr_t)f;
    f->next = page->free;
    page->free = f;
    if (page->used != 0)
        return;
    list_remove(&page->link);
    if (s->empty != 0) {
        s->pages -= (size_t)1 << s->order;
        kmem_free(page, s->order, KMEM_SLAB);
        return;
    }
    s->empty++;
    list_push_back(&s->partial, &page->link);
}
