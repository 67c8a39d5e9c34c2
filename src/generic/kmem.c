/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The pool of kernel pages: a buddy allocator over a few ranges of the direct view.
 *
 * One byte per page says what begins there; free blocks carry their list links in themselves. Blocks are aligned to their
 * size by virtual address, so a buddy is found by flipping one address bit. Callers have interrupts off; with several
 * processors they hold the kernel's memory lock.
 */
#include <kernel/kmem.h>
#include <kernel/assert.h>
#include <kernel/string.h>

#define RANGES_MAX  8u
#define ORDER_COUNT 11u

/* Page states. Only the first page of a block has one of the first two; order in the low bits. */
#define PAGE_FREE  0x80u
#define PAGE_USED  0x40u
#define PAGE_INNER 0u
#define PAGE_ORDER 0x0fu

struct range {
    uintptr_t start; /* first byte that can be handed out */
    uintptr_t end;
    uint8_t *state; /* per page from start on */
};

static struct range ranges[RANGES_MAX];
static unsigned range_count;
static struct list free_blocks[ORDER_COUNT];
static size_t pages_free;
static size_t pages_total;
static size_t pages_used[KMEM_USES];

static size_t order_bytes(unsigned order)
{
    return KMEM_PAGE_SIZE << order;
}

static struct range *range_of(uintptr_t addr)
{
    for (unsigned i = 0; i < range_count; i++) {
        if (addr >= ranges[i].start && addr < ranges[i].end)
            return &ranges[i];
    }
    return NULL;
}

static uint8_t *state_of(struct range *r, uintptr_t addr)
{
    return &r->state[(addr - r->start) >> KMEM_PAGE_LOG2];
}

static void block_insert(struct range *r, uintptr_t addr, unsigned order)
{
    *state_of(r, addr) = (uint8_t)(PAGE_FREE | order);
    list_push_front(&free_blocks[order], (struct list *)addr);
}

static void block_remove(struct range *r, uintptr_t addr)
{
    *state_of(r, addr) = PAGE_INNER;
    list_remove((struct list *)addr);
}

void kmem_add(void *start, void *end)
{
    struct range *r = &ranges[range_count];
    uintptr_t first = (uintptr_t)start;
    size_t pages = ((uintptr_t)end - first) >> KMEM_PAGE_LOG2;
    size_t own = (pages + KMEM_PAGE_SIZE - 1) >> KMEM_PAGE_LOG2;

    ASSERT(range_count < RANGES_MAX && (first & (KMEM_PAGE_SIZE - 1)) == 0);
    if (pages <= own)
        return;
    if (range_count == 0) {
        for (unsigned i = 0; i < ORDER_COUNT; i++)
            list_init(&free_blocks[i]);
    }
    range_count++;
    r->state = start;
    r->start = first + (own << KMEM_PAGE_LOG2);
    r->end = first + (pages << KMEM_PAGE_LOG2);
    memset(r->state, PAGE_INNER, pages);
    pages_total += pages - own;
    pages_free += pages - own;
    for (uintptr_t at = r->start; at < r->end;) {
        unsigned order = ORDER_COUNT - 1;

        while ((at & (order_bytes(order) - 1)) != 0 || order_bytes(order) > r->end - at)
            order--;
        block_insert(r, at, order);
        at += order_bytes(order);
    }
}

void *kmem_alloc(unsigned order, enum kmem_use use)
{
    unsigned have = order;
    uintptr_t addr;
    struct range *r;

    if (range_count == 0)
        return NULL;
    while (have < ORDER_COUNT && list_empty(&free_blocks[have]))
        have++;
    if (have >= ORDER_COUNT)
        return NULL;
    addr = (uintptr_t)free_blocks[have].next;
    r = range_of(addr);
    block_remove(r, addr);
    while (have > order) {
        have--;
        block_insert(r, addr + order_bytes(have), have);
    }
    *state_of(r, addr) = (uint8_t)(PAGE_USED | order);
    pages_free -= (size_t)1 << order;
    pages_used[use] += (size_t)1 << order;
    memset((void *)addr, 0, order_bytes(order));
    return (void *)addr;
}

void kmem_free(void *p, unsigned order, enum kmem_use use)
{
    uintptr_t addr = (uintptr_t)p;
    struct range *r = range_of(addr);

    ASSERT(r != NULL && (addr & (order_bytes(order) - 1)) == 0);
    ASSERT(*state_of(r, addr) == (PAGE_USED | order)); /* else freed twice or with another size */
    *state_of(r, addr) = PAGE_INNER;
    pages_free += (size_t)1 << order;
    pages_used[use] -= (size_t)1 << order;
    for (; order < ORDER_COUNT - 1; order++) {
        uintptr_t buddy = addr ^ order_bytes(order);

        if (buddy < r->start || buddy >= r->end || *state_of(r, buddy) != (PAGE_FREE | order))
            break;
        block_remove(r, buddy);
        addr &= ~(uintptr_t)order_bytes(order);
    }
    block_insert(r, addr, order);
}

void *kmem_alloc_coloured(word_t colour, unsigned log2, enum kmem_use use)
{
    size_t pages = (size_t)1 << log2;
    size_t wanted = colour & (pages - 1);
    char *block = kmem_alloc(log2, use);

    if (block == NULL)
        return NULL;
    /* From now on each page is a block of its own; all but one go back. */
    for (size_t i = 0; i < pages; i++)
        *state_of(range_of((uintptr_t)block), (uintptr_t)block + i * KMEM_PAGE_SIZE) = PAGE_USED;
    for (size_t i = 0; i < pages; i++) {
        if (i != wanted)
            kmem_free(block + i * KMEM_PAGE_SIZE, 0, use);
    }
    return block + wanted * KMEM_PAGE_SIZE;
}

size_t kmem_free_pages(void)
{
    return pages_free;
}

size_t kmem_total_pages(void)
{
    return pages_total;
}

size_t kmem_used_pages(enum kmem_use use)
{
    return pages_used[use];
}
