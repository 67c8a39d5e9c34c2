/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel memory: one pool of directly mapped pages set aside at boot, and slabs for objects of one size on top.
 *
 * Everything handed out is cleared. Running out returns NULL; it never stops the kernel (design.md 7).
 */
#pragma once

#include <kernel/list.h>
#include <kernel/types.h>

/* What a page of the pool is used for; shown by the debugger. */
enum kmem_use { KMEM_TABLE, KMEM_UTCB, KMEM_SLAB, KMEM_OTHER, KMEM_USES };

#define KMEM_PAGE_LOG2 12u
#define KMEM_PAGE_SIZE ((size_t)1 << KMEM_PAGE_LOG2)

/* Adds [start, end) of the kernel's direct view to the pool; page-aligned; several ranges allowed (8 at most).
 * Contract: called at boot only. The allocator's own bookkeeping comes out of the range. */
void kmem_add(void *start, void *end);

/* 2^order contiguous pages, aligned to their size, cleared; order 0 .. 10. Returns NULL if there are none. */
void *kmem_alloc(unsigned order, enum kmem_use use);
/* One page whose number is `colour` modulo 2^log2. */
void *kmem_alloc_coloured(word_t colour, unsigned log2, enum kmem_use use);
void kmem_free(void *p, unsigned order, enum kmem_use use);

/* Pages free now, and in the whole pool. */
size_t kmem_free_pages(void);
size_t kmem_total_pages(void);
size_t kmem_used_pages(enum kmem_use use);

/* Objects of one size. `align` is a power of two not above the object's page; slabs are page-sized (or of the smallest
 * order that holds eight objects or one). A page whose objects are all free goes back to the pool (one may be kept). */
struct slab {
    const char *name;
    size_t size;
    size_t align;
    struct list partial; /* slab pages with free objects, wholly free ones last */
    size_t used;         /* objects handed out */
    size_t pages;        /* of KMEM_PAGE_SIZE */
    size_t first;        /* offset of the first object in a slab page */
    size_t capacity;     /* objects in a slab page */
    size_t empty;        /* wholly free slab pages, at most 1 */
    unsigned order;      /* a slab page has 2^order pages */
};

void slab_init(struct slab *s, const char *name, size_t size, size_t align);
void *slab_alloc(struct slab *s); /* cleared; NULL when out of memory */
void slab_free(struct slab *s, void *obj);
