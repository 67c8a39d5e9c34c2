/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the kernel: direct view, small pages (stubs, windows, devices), and the spaces' kernel part.
 *
 * The kernel entries of all top-level tables are copies of amd64_root, fixed after boot; only the space-local slot differs in
 * spaces that have I/O ports. start.S builds the direct view of the first 4 GB and the image in these tables.
 *
 * Where the CPU has PCIDs each space has one while they last (the others share 0 and flush at every switch). A space whose
 * translations change while it is not loaded is flushed when it is loaded next; so is one that takes over a PCID
 * [Intel SDM 325462-083, vol. 3A, 4.10.1 "Process-Context Identifiers (PCIDs)"].
 */
#include <hal/mmu.h>

#include <arch/boot.h>
#include <arch/cpu.h>
#include <config.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/bits.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>
#include <kernel/string.h>
#include <x86/pte.h>
#include <x86/regs.h>
#include <kernel/section.h>

#define ENTRIES        512u
#define SLOT(va, l)    ((word_t)(va) >> (12 + 9 * (l)) & (ENTRIES - 1))
#define KERNEL_SLOT    SLOT(ARCH_DIRECT_BASE, 3)
#define LOCAL_SLOT     SLOT(AMD64_TSS_BASE, 3)
#define KMAP_INDEX(va) (((word_t)(va)-AMD64_KMAP) >> 12)
#define KERNEL_PAGE    (PTE_P | PTE_A | PTE_D | PTE_G)
#define IO_MAP_SIZE    8192u
#define LOCAL_TABLES   3u
#define GB_LOG2        30u

typedef word_t table_t[ENTRIES] __attribute__((aligned(4096)));

table_t amd64_root;
table_t amd64_direct_pdpt;
table_t amd64_direct_pd[AMD64_DIRECT_BOOT_GB];
table_t amd64_image_pdpt;
word_t amd64_page_sizes;
paddr_t amd64_direct_end;
word_t amd64_pte_nx;

static table_t kmap_pd;
static table_t kmap;
static table_t local_tables[LOCAL_TABLES]; /* the default space-local slot: levels 2, 1, 0 */
static table_t stub_page;
static uint8_t ones[4096]
    __attribute__((aligned(4096))); /* a bitmap that forbids everything, and its end */
static vaddr_t device_next = AMD64_DEVICES;
static uint32_t pcid_used[(AMD64_CR3_PCID + 1) / 32] = {1};

/* ---- boot ---- */

static void fill_local(table_t *tables, const uint8_t *io_map)
{
    tables[0][SLOT(AMD64_TSS_BASE, 2)] = arch_v2p(tables[1]) | PTE_P | PTE_W;
    tables[1][SLOT(AMD64_TSS_BASE, 1)] = arch_v2p(tables[2]) | PTE_P | PTE_W;
    for (unsigned n = 0; n < CONFIG_MAX_CPUS; n++) {
        word_t *pte = &tables[2][n * (AMD64_TSS_STRIDE >> 12)];

        pte[0] = arch_v2p(&amd64_cpu_pages[n]) | KERNEL_PAGE | PTE_W | PTE_NX;
        for (unsigned i = 0; i < 2; i++)
            pte[1 + i] =
                arch_v2p(io_map == NULL ? ones : io_map + i * 4096) | PTE_P | PTE_A | PTE_NX;
        pte[3] = arch_v2p(ones) | KERNEL_PAGE | PTE_NX;
    }
}

BOOT_CODE static void features_use(void)
{
    amd64_page_sizes = BIT(12) | BIT(21);
    if (amd64_features.gb_pages)
        amd64_page_sizes |= BIT(GB_LOG2);
    if (amd64_features.nx) {
        x86_wrmsr(MSR_EFER, x86_rdmsr(MSR_EFER) | EFER_NXE);
        amd64_pte_nx = BIT(63);
    }
}

BOOT_CODE void amd64_boot_mmu(void)
{
    features_use();
    amd64_direct_end = BIT(GB_LOG2) * AMD64_DIRECT_BOOT_GB;
    amd64_root[0] = 0;
    amd64_root[KERNEL_SLOT] |= PTE_NX;
    memset(ones, 0xff, sizeof(ones));
    kmap[KMAP_INDEX(AMD64_STUB_PAGE)] = arch_v2p(stub_page) | PTE_P | PTE_A | PTE_U | PTE_G;
    for (unsigned n = 0; n < CONFIG_MAX_CPUS; n++)
        kmap[KMAP_INDEX(AMD64_GS_PAGES) + n] =
            arch_v2p(&amd64_gs_pages[n]) | PTE_P | PTE_A | PTE_U | PTE_G | PTE_NX;
    /* The user bit here and in start.S leaves the decision to the table's entries. */
    kmap_pd[SLOT(AMD64_KMAP, 1)] = arch_v2p(kmap) | PTE_P | PTE_W | PTE_U;
    amd64_image_pdpt[SLOT(AMD64_KMAP, 2)] = arch_v2p(kmap_pd) | PTE_P | PTE_W | PTE_U;
    fill_local(local_tables, NULL);
    amd64_root[LOCAL_SLOT] = arch_v2p(local_tables[0]) | PTE_P | PTE_W;
    amd64_threads_boot(amd64_root);
    x86_pat_init();
    x86_write_cr3(arch_v2p(amd64_root));
}

BOOT_CODE void *amd64_stub_page(void)
{
    return stub_page;
}

/* 1 GB pages, or tables of 2 MB pages as long as the pool gives some. */
BOOT_CODE void amd64_direct_extend(paddr_t end)
{
    end = MIN(end, MIN((paddr_t)AMD64_DIRECT_MAX, BIT(amd64_features.phys_bits)));
    while (amd64_direct_end < end) {
        paddr_t pa = amd64_direct_end;
        word_t *table;

        if (amd64_features.gb_pages) {
            amd64_direct_pdpt[SLOT(pa, 2)] = pa | KERNEL_PAGE | PTE_W | PTE_PS;
        } else {
            table = kmem_alloc(0, KMEM_TABLE);
            if (table == NULL)
                return;
            for (unsigned i = 0; i < ENTRIES; i++)
                table[i] = (pa + i * BIT(21)) | KERNEL_PAGE | PTE_W | PTE_PS;
            amd64_direct_pdpt[SLOT(pa, 2)] = arch_v2p(table) | PTE_P | PTE_W;
        }
        amd64_direct_end += BIT(GB_LOG2);
    }
}

/* ---- spaces ---- */

static word_t pcid_take(void)
{
    if (!amd64_features.pcid)
        return 0;
    for (unsigned i = 0; i < ARRAY_SIZE(pcid_used); i++) {
        if (pcid_used[i] != ~(uint32_t)0) {
            unsigned bit = bits_lsb(~(word_t)pcid_used[i]);

            pcid_used[i] |= (uint32_t)1 << bit;
            return i * 32 + bit;
        }
    }
    return 0;
}

static void pcid_give(word_t pcid)
{
    if (pcid != 0)
        pcid_used[pcid / 32] &= ~((uint32_t)1 << pcid % 32);
}

enum l4_error arch_space_init(struct arch_space *as)
{
    word_t *root = kmem_alloc(1, KMEM_TABLE);

    if (root == NULL)
        return L4_ERR_NO_MEM;
    memcpy(&root[KERNEL_SLOT], &amd64_root[KERNEL_SLOT], (ENTRIES - KERNEL_SLOT) * sizeof(word_t));
    as->root = root;
    as->cr3 = arch_v2p(root) | pcid_take();
    as->root_used = 0;
    as->local = NULL;
    as->io_map = NULL;
    return L4_OK;
}

void arch_space_fini(struct arch_space *as)
{
    /* "No processor runs in it", but this one may still have it loaded. */
    if (x86_space_is_loaded(as))
        x86_write_cr3(arch_v2p(amd64_root));
    if (as->local != NULL) {
        kmem_free(as->local, 2, KMEM_TABLE);
        kmem_free(as->io_map, 1, KMEM_TABLE);
    }
    pcid_give(as->cr3 & AMD64_CR3_PCID);
    x86_pt_free(as);
}

/* Reading CR3 gives root and PCID, never NO_FLUSH. */
void arch_space_switch(struct arch_space *as)
{
    word_t cr3 = as->cr3;

    if ((x86_read_cr3() ^ cr3) << 1 == 0)
        return;
    x86_write_cr3(cr3);
    if ((cr3 & AMD64_CR3_PCID) != 0)
        as->cr3 = cr3 | AMD64_CR3_NO_FLUSH;
}

bool x86_space_is_loaded(const struct arch_space *as)
{
    return ((x86_read_cr3() ^ as->cr3) & PTE_FRAME) == 0;
}

void x86_space_stale(struct arch_space *as)
{
    as->cr3 &= ~AMD64_CR3_NO_FLUSH;
}

/* Memory is mapped at its own address in sigma0. */
paddr_t x86_pa_last(void)
{
    return MIN(BIT(amd64_features.phys_bits), (paddr_t)ARCH_USER_END) - 1;
}

bool x86_pa_exists(paddr_t pa)
{
    return pa >> amd64_features.phys_bits == 0;
}

/* ---- small pages ---- */

static void kmap_set(vaddr_t va, word_t entry)
{
    kmap[KMAP_INDEX(va)] = entry | PTE_NX;
    x86_invlpg(va);
}

/* Only processor 0 runs for now; each further one has its own pair of windows. */
void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    vaddr_t va = AMD64_WINDOWS + slot * 4096;

    if (pa < ARCH_DIRECT_END)
        return arch_p2v(pa);
    kmap_set(va, align_down(pa, 12) | KERNEL_PAGE | PTE_W | x86_pte_attr(attr, false));
    return (void *)(va | (pa & 4095));
}

BOOT_CODE void *arch_map_device(uint64_t pa, size_t len)
{
    vaddr_t va = device_next | (pa & 4095);
    word_t pages = ((pa & 4095) + len + 4095) >> 12;

    if (pages > (AMD64_DEVICES_END - device_next) >> 12)
        panic("no room to map the device at %lx", (word_t)pa);
    for (word_t i = 0; i < pages; i++) {
        kmap_set(device_next,
                 (align_down(pa, 12) + i * 4096) | KERNEL_PAGE | PTE_W | PTE_PCD | PTE_PWT);
        device_next += 4096;
    }
    return (void *)va;
}

/* A space's own slot: the TSS page as everywhere, and bitmap pages of its own. The old entries of this slot may be in the TLB,
 * those of the bitmap are not global. */
uint8_t *x86_io_bitmap_get(struct arch_space *as, bool create)
{
    if (as->io_map != NULL || !create)
        return as->io_map;
    as->local = kmem_alloc(2, KMEM_TABLE);
    if (as->local == NULL)
        return NULL;
    as->io_map = kmem_alloc(1, KMEM_TABLE);
    if (as->io_map == NULL) {
        kmem_free(as->local, 2, KMEM_TABLE);
        as->local = NULL;
        return NULL;
    }
    memset(as->io_map, 0xff, IO_MAP_SIZE);
    fill_local((table_t *)(void *)as->local, as->io_map);
    as->root[LOCAL_SLOT] = arch_v2p(as->local) | PTE_P | PTE_W;
    x86_space_stale(as);
    if (x86_space_is_loaded(as))
        x86_write_cr3(as->cr3);
    return as->io_map;
}
