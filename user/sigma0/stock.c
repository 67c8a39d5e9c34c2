/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What sigma0 has and who has it. [L4 X.2 r7, "Sigma0"; docs: api.md 6.6]
 *
 * Memory is known by its descriptors in the kernel interface page, later ones over earlier ones.
 * The owner of a range is the thread that asked for it: sigma0 cannot see the address space of a
 * sender.
 */
#include <l4/kcp.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4io.h>

#include "region.h"
#include "stock.h"

#define STATIC_NODES 256
#define NUM_PORTS    65536

/* Nodes kept in reserve: for setting a page for more of them aside, and for one request. */
#define RESERVE (2 * REGION_NODES_PER_SET)

static struct region static_nodes[STATIC_NODES];
static struct region_list memory;
static struct region_list ports;
static int has_ports;
static L4_Word_t page_log2;
static L4_Word_t user_base;

static void fail(const char *what)
{
    printf("sigma0: %s\n", what);
    for (;;)
        L4_Sleep(L4_Never);
}

L4_Word_t stock_page_log2(void)
{
    return page_log2;
}

int stock_is_root(L4_ThreadId_t t)
{
    return L4_ThreadNo(t) == user_base + 2;
}

/* The owner word of a thread. The root task's stays the same when its version changes. */
static L4_Word_t owner_of(L4_ThreadId_t t)
{
    return stock_is_root(t) ? L4_GlobalId(user_base + 2, 1).raw : t.raw;
}

/*
 * Set-up
 */

static void claim(L4_Word_t low, L4_Word_t high, L4_Word_t kind, L4_Word_t owner)
{
    if (!region_set(&memory, low, high, kind, owner))
        fail("too many memory descriptors");
}

static void read_descriptors(void *kip)
{
    L4_MemoryDesc_t *m;
    L4_Word_t i;

    for (i = 0; (m = L4_MemoryDesc(kip, i)) != 0; i++) {
        L4_Word_t kind = L4_MemoryDescType(m) & 0xF;
        L4_Word_t low = L4_MemoryDescLow(m);
        L4_Word_t high = L4_MemoryDescHigh(m);

        if (L4_IsMemoryDescVirtual(m) || low > high)
            continue;
        if (kind > L4_SharedMemoryType && kind < L4_BootLoaderSpecificMemoryType)
            kind = L4_ReservedMemoryType;
        claim(low, high, kind, 0);
    }
}

/* The pages of an initial program belong to it; high is the first byte behind it, 0 for none. */
static void read_server(const L4_KernelRootServer_t *server, L4_Word_t kind, L4_Word_t owner)
{
    L4_Word_t mask = ((L4_Word_t)1 << page_log2) - 1;

    if (server->high > server->low)
        claim(server->low & ~mask, (server->high - 1) | mask, kind, owner);
}

void stock_init(void *kip)
{
    const L4_KernelConfigurationPage_t *config = (const L4_KernelConfigurationPage_t *)kip;

    if (L4_PageSizeMask(kip) == 0)
        fail("the kernel names no page size");
    page_log2 = (L4_Word_t)__L4_Lsb(L4_PageSizeMask(kip));
    user_base = L4_ThreadIdUserBase(kip);
    region_pool_add(static_nodes, sizeof(static_nodes));
    if (!region_list_init(&memory, 0, ~(L4_Word_t)0, L4_UndefinedMemoryType))
        fail("no memory");
    has_ports = L4_HasFeature("ioflexpages") != 0;
    if (has_ports && !region_list_init(&ports, 0, NUM_PORTS - 1, KIND_PORTS))
        fail("no memory");
    read_descriptors(kip);
    read_server(&config->Kdebug, L4_ReservedMemoryType, 0);
    read_server(&config->sigma0, L4_ConventionalMemoryType, L4_Myself().raw);
    read_server(&config->sigma1, L4_ConventionalMemoryType, L4_GlobalId(user_base + 1, 1).raw);
    read_server(&config->root_server, L4_ConventionalMemoryType, L4_GlobalId(user_base + 2, 1).raw);
}

/*
 * Rules
 */

static int region_permits(const struct region *r, L4_ThreadId_t who, int by_fault)
{
    int own = r->owner == owner_of(who);

    switch (r->kind) {
    case L4_ReservedMemoryType:
        return 0;
    case L4_SharedMemoryType:
        return !by_fault;
    case L4_ConventionalMemoryType:
        return r->owner == 0 || own;
    case L4_BootLoaderSpecificMemoryType:
        return stock_is_root(who) || own || (r->owner == 0 && !by_fault);
    default:
        return own || (r->owner == 0 && !by_fault);
    }
}

int stock_may_have(L4_ThreadId_t who, L4_Word_t low, L4_Word_t high, int by_fault)
{
    struct region *r = region_find(&memory, low);

    for (;; r = r->next) {
        if (!region_permits(r, who, by_fault))
            return 0;
        if (r->high >= high)
            return 1;
    }
}

int stock_find_any(L4_Word_t log2, L4_Word_t *low)
{
    L4_Word_t mask = ((L4_Word_t)1 << log2) - 1;
    struct region *r;

    for (r = memory.last; r; r = r->prev) {
        if (r->kind != L4_ConventionalMemoryType || r->owner != 0 || r->high - r->low < mask)
            continue;
        *low = (r->high - mask) & ~mask;
        if (*low >= r->low)
            return 1;
    }
    return 0;
}

void stock_refill(void)
{
    L4_Word_t bytes = (L4_Word_t)1 << page_log2;
    L4_Word_t low;

    if (region_pool_free() >= RESERVE || !stock_find_any(page_log2, &low))
        return;
    if (region_set(&memory, low, low + bytes - 1, L4_ConventionalMemoryType, L4_Myself().raw))
        region_pool_add((void *)low, bytes);
}

/*
 * Takes the range piece by piece, since its regions may differ in kind. What is shared, or the
 * boot loader's and the root task's to look at, gets no owner; pieces that have one keep it.
 */
int stock_take(L4_ThreadId_t who, L4_Word_t low, L4_Word_t high)
{
    for (;;) {
        struct region *r = region_find(&memory, low);
        L4_Word_t end = r->high < high ? r->high : high;

        if (r->kind != L4_SharedMemoryType && r->owner == 0) {
            L4_Word_t kind = r->kind;

            if (!region_set(&memory, low, end, kind, owner_of(who)))
                return 0;
        }
        if (end == high)
            return 1;
        low = end + 1;
    }
}

int stock_take_ports(L4_ThreadId_t who, L4_Word_t port, L4_Word_t log2)
{
    L4_Word_t owner = owner_of(who);
    L4_Word_t high;
    struct region *r;

    if (!has_ports || log2 > 16)
        return 0;
    port &= ~(((L4_Word_t)1 << log2) - 1);
    high = port + ((L4_Word_t)1 << log2) - 1;
    for (r = region_find(&ports, port); r && r->low <= high; r = r->next)
        if (r->owner != 0 && r->owner != owner)
            return 0;
    return region_set(&ports, port, high, KIND_PORTS, owner);
}

/*
 * Report
 */

static const char *kind_name(L4_Word_t kind)
{
    switch (kind) {
    case L4_UndefinedMemoryType:
        return "undescribed";
    case L4_ConventionalMemoryType:
        return "conventional";
    case L4_ReservedMemoryType:
        return "reserved";
    case L4_DedicatedMemoryType:
        return "dedicated";
    case L4_SharedMemoryType:
        return "shared";
    case L4_BootLoaderSpecificMemoryType:
        return "boot loader's";
    case L4_ArchitectureSpecificMemoryType:
        return "architecture's";
    default:
        return "ports";
    }
}

static void dump_list(const struct region_list *list)
{
    const struct region *r;
    int digits = (int)sizeof(L4_Word_t) * 2;

    for (r = list->first; r; r = r->next) {
        printf("sigma0: %0*lx-%0*lx %s", digits, r->low, digits, r->high, kind_name(r->kind));
        if (r->owner)
            printf(", owner %lx\n", r->owner);
        else
            printf("\n");
    }
}

void stock_dump(void)
{
    dump_list(&memory);
    if (has_ports)
        dump_list(&ports);
    printf("sigma0: %lu nodes free\n", region_pool_free());
}
