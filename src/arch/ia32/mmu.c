/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the kernel: direct view, small pages (windows, devices, thread table), and the spaces' kernel part.
 *
 * The kernel entries of all page directories are copies of ia32_kernel_pd, fixed after boot; only the space-local slot
 * differs in spaces that have I/O ports. One table, ia32_kmap, serves all small pages.
 */
#include <hal/mmu.h>

#include <hal/platform.h>
#include <config.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>
#include <kernel/string.h>
#include <arch/boot.h>
#include <arch/cpu.h>
#include <x86/cpuid.h>
#include <x86/pte.h>
#include <x86/regs.h>
#include <kernel/section.h>

#define PD_ENTRIES     1024u
#define PD_INDEX(va)   ((word_t)(va) >> 22)
#define KERNEL_INDEX   PD_INDEX(ARCH_DIRECT_BASE)
#define SLOT_INDEX     PD_INDEX(IA32_TSS_BASE)
#define KMAP_BASE      ARCH_THREAD_TABLE
#define KMAP_INDEX(va) (((word_t)(va)-KMAP_BASE) >> 12)
#define KERNEL_PAGE    (PTE_P | PTE_A | PTE_D | PTE_G)
#define IO_MAP_SIZE    8192u

typedef word_t table_t[PD_ENTRIES] __attribute__((aligned(4096)));

table_t ia32_kernel_pd;
table_t ia32_kmap;
static table_t slot_table; /* the default space-local slot */
static uint8_t ones[4096]
    __attribute__((aligned(4096))); /* a bitmap that forbids everything, and its end */
static vaddr_t device_next = IA32_DEVICES;
static struct tcb **thread_dummies; /* the page shown where nobody populated the table */

static void fill_slot(word_t *table, const uint8_t *io_map)
{
    for (unsigned n = 0; n < CONFIG_MAX_CPUS; n++) {
        word_t *pte = &table[n * (IA32_TSS_STRIDE >> 12)];

        pte[0] = arch_v2p(&ia32_cpu_pages[n]) | KERNEL_PAGE | PTE_W;
        for (unsigned i = 0; i < 2; i++)
            pte[1 + i] = arch_v2p(io_map == NULL ? ones : io_map + i * 4096) | PTE_P | PTE_A;
        pte[3] = arch_v2p(ones) | KERNEL_PAGE;
    }
}

/* The table of small pages was borrowed by start.S; from here on the direct view is made of 4 MB pages. */
BOOT_CODE void ia32_boot_mmu(void)
{
    if (!x86_has(X86_PSE)) {
        plat_console_init("");
        panic("this processor has no 4 MB pages (PSE)");
    }
    x86_write_cr4((x86_read_cr4() & ~(word_t)(CR4_PGE | CR4_TSD)) | CR4_PSE);
    for (word_t pa = 0; pa < ARCH_DIRECT_END; pa += BIT(22))
        ia32_kernel_pd[PD_INDEX(ARCH_DIRECT_BASE + pa)] = pa | KERNEL_PAGE | PTE_W | PTE_PS;
    ia32_kernel_pd[0] = 0;
    x86_write_cr3(arch_v2p(ia32_kernel_pd));
    memset(ia32_kmap, 0, sizeof(ia32_kmap));
    memset(ones, 0xff, sizeof(ones));
    for (unsigned n = 0; n < CONFIG_MAX_CPUS; n++)
        ia32_kmap[KMAP_INDEX(IA32_GS_PAGES) + n] =
            arch_v2p(&ia32_gs_pages[n]) | PTE_P | PTE_A | PTE_U | PTE_G;
    fill_slot(slot_table, NULL);
    /* The user bit here leaves the decision to the table's entries. */
    ia32_kernel_pd[PD_INDEX(KMAP_BASE)] = arch_v2p(ia32_kmap) | PTE_P | PTE_W | PTE_U;
    ia32_kernel_pd[SLOT_INDEX] = arch_v2p(slot_table) | PTE_P | PTE_W;
    x86_pat_init();
    x86_write_cr3(arch_v2p(ia32_kernel_pd));
    if (x86_has(X86_PGE))
        x86_write_cr4(x86_read_cr4() | CR4_PGE);
}

enum l4_error arch_space_init(struct arch_space *as)
{
    word_t *root = kmem_alloc(1, KMEM_TABLE);

    if (root == NULL)
        return L4_ERR_NO_MEM;
    memcpy(&root[KERNEL_INDEX], &ia32_kernel_pd[KERNEL_INDEX],
           (PD_ENTRIES - KERNEL_INDEX) * sizeof(word_t));
    as->root = root;
    as->cr3 = arch_v2p(root);
    as->root_used = 0;
    as->local = NULL;
    as->io_map = NULL;
    return L4_OK;
}

void arch_space_fini(struct arch_space *as)
{
    /* "No processor runs in it", but this one may still have it loaded. */
    if (x86_space_is_loaded(as))
        x86_write_cr3(arch_v2p(ia32_kernel_pd));
    if (as->local != NULL) {
        kmem_free(as->local, 0, KMEM_TABLE);
        kmem_free(as->io_map, 1, KMEM_TABLE);
    }
    x86_pt_free(as);
}

void arch_space_switch(struct arch_space *as)
{
    if (!x86_space_is_loaded(as))
        x86_write_cr3(as->cr3);
}

bool x86_space_is_loaded(const struct arch_space *as)
{
    return x86_read_cr3() == as->cr3;
}

/* Loading CR3 drops everything. */
void x86_space_stale(struct arch_space *as)
{
    (void)as;
}

paddr_t x86_pa_last(void)
{
    return WORD_MAX;
}

bool x86_pa_exists(paddr_t pa)
{
    (void)pa;
    return true;
}

static void kmap_set(vaddr_t va, word_t entry)
{
    ia32_kmap[KMAP_INDEX(va)] = entry;
    x86_invlpg(va);
}

/* Only processor 0 runs for now; each further one has its own pair of windows. */
void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    vaddr_t va = IA32_WINDOWS + slot * 4096;

    if (pa < ARCH_DIRECT_END)
        return arch_p2v(pa);
    kmap_set(va, align_down(pa, 12) | KERNEL_PAGE | PTE_W | x86_pte_attr(attr, false));
    return (void *)(va | (pa & 4095));
}

BOOT_CODE void *arch_map_device(uint64_t pa, size_t len)
{
    vaddr_t va = device_next | ((vaddr_t)pa & 4095);
    word_t pages = (((word_t)pa & 4095) + len + 4095) >> 12;

    if (pa + len > 0x100000000ull)
        panic("device at %x:%08x lies beyond 4 GB", (unsigned)(pa >> 32), (unsigned)pa);
    if (pages > (IA32_DEVICES_END - device_next) >> 12)
        panic("no room to map the device at %08lx", (word_t)pa);
    for (word_t i = 0; i < pages; i++) {
        kmap_set(device_next,
                 (align_down((word_t)pa, 12) + i * 4096) | KERNEL_PAGE | PTE_W | PTE_PCD | PTE_PWT);
        device_next += 4096;
    }
    return (void *)va;
}

#define SLOTS_PER_PAGE (4096u / sizeof(struct tcb *))
#define THREAD_PAGES   (ARCH_THREAD_TABLE_SIZE >> 12)

static void thread_page_fill(struct tcb **page, struct tcb *dummy)
{
    for (unsigned i = 0; i < SLOTS_PER_PAGE; i++)
        page[i] = dummy;
}

BOOT_CODE void arch_thread_table_init(struct tcb *dummy)
{
    thread_dummies = kmem_alloc(0, KMEM_OTHER);
    if (thread_dummies == NULL)
        panic("no memory for the thread table");
    thread_page_fill(thread_dummies, dummy);
    for (unsigned i = 0; i < THREAD_PAGES; i++)
        kmap_set(ARCH_THREAD_TABLE + i * 4096, arch_v2p(thread_dummies) | KERNEL_PAGE);
}

static bool thread_page_present(word_t page)
{
    return (ia32_kmap[KMAP_INDEX(ARCH_THREAD_TABLE) + page] & PTE_W) != 0;
}

bool arch_thread_table_populate(word_t number)
{
    word_t page = number / SLOTS_PER_PAGE;
    struct tcb **slots;

    if (thread_page_present(page))
        return true;
    slots = kmem_alloc(0, KMEM_OTHER);
    if (slots == NULL)
        return false;
    thread_page_fill(slots, thread_dummies[0]);
    kmap_set(ARCH_THREAD_TABLE + page * 4096, arch_v2p(slots) | KERNEL_PAGE | PTE_W);
    return true;
}

bool arch_thread_table_populated(word_t *number)
{
    for (word_t page = *number / SLOTS_PER_PAGE; page < THREAD_PAGES; page++) {
        if (thread_page_present(page)) {
            *number = MAX(*number, page * SLOTS_PER_PAGE);
            return true;
        }
    }
    return false;
}

/* A space's own slot: the TSS page as everywhere, and bitmap pages of its own. The old entries of this slot may be in the TLB,
 * those of the bitmap are not global. */
uint8_t *x86_io_bitmap_get(struct arch_space *as, bool create)
{
    if (as->io_map != NULL || !create)
        return as->io_map;
    as->local = kmem_alloc(0, KMEM_TABLE);
    if (as->local == NULL)
        return NULL;
    as->io_map = kmem_alloc(1, KMEM_TABLE);
    if (as->io_map == NULL) {
        kmem_free(as->local, 0, KMEM_TABLE);
        as->local = NULL;
        return NULL;
    }
    memset(as->io_map, 0xff, IO_MAP_SIZE);
    fill_slot(as->local, as->io_map);
    as->root[SLOT_INDEX] = arch_v2p(as->local) | PTE_P | PTE_W;
    if (x86_space_is_loaded(as))
        x86_write_cr3(as->cr3);
    return as->io_map;
}
