/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Address spaces: their areas, their UTCB pages, their end.
 */
#include <hal/kip.h>
#include <kernel/assert.h>
#include <kernel/kip.h>
#include <kernel/mapdb.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/tcb.h>
#include <kernel/section.h>

static struct slab space_slab;
static struct slab utcb_slab;

BOOT_CODE void space_init(void)
{
    slab_init(&space_slab, "space", sizeof(struct space), sizeof(word_t));
    slab_init(&utcb_slab, "utcb page", sizeof(struct utcb_page), sizeof(word_t));
}

/* ---- the quick table of UTCB owners ---- */

#define OWNERS_MAX (KMEM_PAGE_SIZE / sizeof(struct tcb *))

static struct tcb **owner_slot(struct space *space, tid_t lid)
{
    return &space->owners[(lid >> GLUE_UTCB_SIZE_LOG2) & space->owners_mask];
}

static void owners_clear(struct space *space, struct tcb **owners, word_t count)
{
    space->owners = owners;
    space->owners_mask = count - 1;
    for (word_t i = 0; i < count; i++)
        owners[i] = tcb_dummy();
}

/* Slots clash: the table gets a page of its own. Without memory it stays small, which costs time only. */
static void owners_grow(struct space *space)
{
    struct tcb **owners = kmem_alloc(0, KMEM_OTHER);

    if (owners == NULL)
        return;
    owners_clear(space, owners, OWNERS_MAX);
    for (struct tcb *t = space->threads; t != NULL; t = t->space_next) {
        if (t->local_id != 0)
            *owner_slot(space, t->local_id) = t;
    }
}

static void owners_add(struct space *space, struct tcb *tcb)
{
    if (*owner_slot(space, tcb->local_id) != tcb_dummy() && space->owners == space->first_owners)
        owners_grow(space);
    *owner_slot(space, tcb->local_id) = tcb;
}

static void owners_remove(struct space *space, struct tcb *tcb)
{
    if (*owner_slot(space, tcb->local_id) == tcb)
        *owner_slot(space, tcb->local_id) = tcb_dummy();
}

/* ---- areas ---- */

struct space *space_create(void)
{
    struct space *space = slab_alloc(&space_slab);

    if (space == NULL)
        return NULL;
    if (arch_space_init(&space->arch) != L4_OK) {
        slab_free(&space_slab, space);
        return NULL;
    }
    list_init(&space->utcb_pages);
    owners_clear(space, space->first_owners, SPACE_FIRST_OWNERS);
    glue_space_init(space);
    return space;
}

static bool ranges_meet(word_t a_first, word_t a_last, word_t fpage)
{
    word_t first = fpage_base(fpage);

    return fpage_size_log2(fpage) != 0 && a_first <= (first | bits_mask(fpage_size_log2(fpage))) &&
           first <= a_last;
}

bool space_is_kernels(const struct space *space, word_t first, word_t last)
{
    return ranges_meet(first, last, space->kip_area) || ranges_meet(first, last, space->utcb_area);
}

bool space_is_mappable(const struct space *space, word_t first, word_t last)
{
    return first <= last && last < ARCH_USER_END && !space_is_kernels(space, first, last);
}

/* Does the fpage name at least 2^min bytes, all in the user area? */
static bool area_is_good(word_t fpage, unsigned min)
{
    unsigned s = fpage_size_log2(fpage);

    return s >= min && s < WORD_BITS && (fpage_base(fpage) | bits_mask(s)) < ARCH_USER_END;
}

enum l4_error space_configure(struct space *space, word_t kip_area, word_t utcb_area)
{
    enum l4_error error;

    if (space_is_configured(space))
        return L4_OK;
    if (!area_is_good(utcb_area, GLUE_UTCB_AREA_MIN_LOG2))
        return L4_ERR_UTCB_AREA;
    if (!area_is_good(kip_area, GLUE_KIP_AREA_MIN_LOG2) ||
        ranges_meet(fpage_base(kip_area),
                    fpage_base(kip_area) | bits_mask(fpage_size_log2(kip_area)), utcb_area))
        return L4_ERR_KIP_AREA;
    error = arch_pt_map(&space->arch, fpage_base(kip_area), arch_v2p(&kip), KMEM_PAGE_LOG2,
                        arch_rights_ceil(FPAGE_R | FPAGE_X), 0, NULL);
    if (error != L4_OK)
        return error;
    space->kip_area = kip_area;
    space->utcb_area = utcb_area;
    space->utcb_base = fpage_base(utcb_area);
    space->utcb_size = BIT(fpage_size_log2(utcb_area));
    return L4_OK;
}

/* ---- UTCBs ---- */

bool space_utcb_valid(const struct space *space, word_t utcb)
{
    return (word_t)(utcb - space->utcb_base) < space->utcb_size &&
           (utcb & bits_mask(GLUE_UTCB_SIZE_LOG2)) == 0;
}

static struct utcb_page *utcb_page_find(struct space *space, word_t utcb)
{
    word_t va = align_down(utcb, KMEM_PAGE_LOG2);
    struct arch_mapping m;

    if (!arch_pt_lookup(&space->arch, va, va + KMEM_PAGE_SIZE, &m))
        return NULL;
    return (struct utcb_page *)((uintptr_t)m.cookie & ~(uintptr_t)1);
}

static unsigned utcb_slot(word_t utcb)
{
    return (unsigned)((utcb & bits_mask(KMEM_PAGE_LOG2)) >> GLUE_UTCB_SIZE_LOG2);
}

struct tcb *space_utcb_owner(struct space *space, word_t utcb)
{
    struct utcb_page *page;

    if (!space_utcb_valid(space, utcb))
        return NULL;
    page = utcb_page_find(space, utcb);
    return page != NULL ? page->owner[utcb_slot(utcb)] : NULL;
}

static struct utcb_page *utcb_page_create(struct space *space, word_t utcb)
{
    struct utcb_page *page = slab_alloc(&utcb_slab);
    word_t va = align_down(utcb, KMEM_PAGE_LOG2);

    if (page == NULL)
        return NULL;
    page->kernel = kmem_alloc_coloured(va >> KMEM_PAGE_LOG2, ARCH_COLOURS_LOG2, KMEM_UTCB);
    if (page->kernel != NULL) {
        if (arch_pt_map(&space->arch, va, arch_v2p(page->kernel), KMEM_PAGE_LOG2,
                        arch_rights_ceil(FPAGE_R | FPAGE_W), 0,
                        (void *)((uintptr_t)page | 1)) == L4_OK) {
            list_push_back(&space->utcb_pages, &page->link);
            return page;
        }
        kmem_free(page->kernel, 0, KMEM_UTCB);
    }
    slab_free(&utcb_slab, page);
    return NULL;
}

enum l4_error space_utcb_claim(struct space *space, word_t utcb, struct tcb *tcb)
{
    struct utcb_page *page = utcb_page_find(space, utcb);
    char *kernel;

    ASSERT(space_utcb_valid(space, utcb));
    if (page == NULL)
        page = utcb_page_create(space, utcb);
    if (page == NULL)
        return L4_ERR_NO_MEM;
    if (page->owner[utcb_slot(utcb)] != NULL)
        return L4_ERR_UTCB_AREA;
    page->owner[utcb_slot(utcb)] = tcb;
    kernel = page->kernel + (utcb & bits_mask(KMEM_PAGE_LOG2));
    memset(kernel, 0, (size_t)1 << GLUE_UTCB_SIZE_LOG2);
    tcb->utcb = (word_t *)(void *)(kernel + GLUE_UTCB_ANCHOR);
    tcb->utcb_location = utcb;
    tcb->local_id = utcb + GLUE_UTCB_LOCAL_ID;
    owners_add(space, tcb);
    return L4_OK;
}

void space_utcb_release(struct space *space, struct tcb *tcb)
{
    struct utcb_page *page = utcb_page_find(space, tcb->utcb_location);

    ASSERT(page != NULL && page->owner[utcb_slot(tcb->utcb_location)] == tcb);
    page->owner[utcb_slot(tcb->utcb_location)] = NULL;
    owners_remove(space, tcb);
}

/* ---- threads and the end ---- */

void space_set_redirector(struct space *space, tid_t redirector)
{
    space->redirector = redirector;
    for (struct tcb *t = space->threads; t != NULL; t = t->space_next) {
        t->fast_block &= (uint8_t)~BLOCK_REDIRECT;
        if (redirector != TID_NIL)
            t->fast_block |= BLOCK_REDIRECT;
    }
}

void space_enter(struct space *space, struct tcb *tcb)
{
    tcb->space = space;
    glue_thread_enters(tcb, space);
    tcb->fast_block &= (uint8_t)~BLOCK_REDIRECT;
    if (space->redirector != TID_NIL)
        tcb->fast_block |= BLOCK_REDIRECT;
    tcb->space_next = space->threads;
    tcb->space_link = &space->threads;
    if (space->threads != NULL)
        space->threads->space_link = &tcb->space_next;
    space->threads = tcb;
    space->thread_count++;
}

void space_leave(struct tcb *tcb)
{
    *tcb->space_link = tcb->space_next;
    if (tcb->space_next != NULL)
        tcb->space_next->space_link = tcb->space_link;
    tcb->space_link = NULL;
    tcb->space->thread_count--;
}

enum l4_error space_clear(struct space *space)
{
    struct mapdb_cursor cursor = {0};

    ASSERT(space->thread_count == 0);
    space->dying = true;
    return mapdb_clear(space, &cursor);
}

void space_free(struct space *space)
{
    while (!list_empty(&space->utcb_pages)) {
        struct utcb_page *page = container_of(space->utcb_pages.next, struct utcb_page, link);

        list_remove(&page->link);
        kmem_free(page->kernel, 0, KMEM_UTCB);
        slab_free(&utcb_slab, page);
    }
    if (space->owners != space->first_owners)
        kmem_free(space->owners, 0, KMEM_OTHER);
    glue_space_fini(space);
    arch_space_fini(&space->arch);
    slab_free(&space_slab, space);
}
