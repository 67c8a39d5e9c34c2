/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel memory from the host's allocator, so that the sanitizer sees each use of freed memory, with a limit and failures at
 * random.
 */
#include <stdlib.h>
#include <string.h>
#include <kernel/kmem.h>
#include "fake_memory.h"
#include "tap.h"

size_t fake_memory_limit = SIZE_MAX;
size_t fake_memory_used;
unsigned fake_memory_fail_one_in;

static void *take(size_t align, size_t size)
{
    void *p;

    if (fake_memory_used + size > fake_memory_limit)
        return NULL;
    if (fake_memory_fail_one_in != 0 && rnd_below(fake_memory_fail_one_in) == 0)
        return NULL;
    p = aligned_alloc(align, (size + align - 1) / align * align);
    CHECK(p != NULL);
    fake_memory_used += size;
    return memset(p, 0, size);
}

void *kmem_alloc(unsigned order, enum kmem_use use)
{
    (void)use;
    return take(KMEM_PAGE_SIZE << order, KMEM_PAGE_SIZE << order);
}

void *kmem_alloc_coloured(word_t colour, unsigned log2, enum kmem_use use)
{
    (void)colour;
    (void)log2;
    return kmem_alloc(0, use);
}

void kmem_free(void *p, unsigned order, enum kmem_use use)
{
    (void)use;
    fake_memory_used -= KMEM_PAGE_SIZE << order;
    free(p);
}

void slab_init(struct slab *s, const char *name, size_t size, size_t align)
{
    *s = (struct slab){
        .name = name, .size = size, .align = align < sizeof(void *) ? sizeof(void *) : align};
}

void *slab_alloc(struct slab *s)
{
    void *p = take(s->align, s->size);

    s->used += p != NULL;
    return p;
}

void slab_free(struct slab *s, void *obj)
{
    s->used--;
    fake_memory_used -= s->size;
    free(obj);
}
