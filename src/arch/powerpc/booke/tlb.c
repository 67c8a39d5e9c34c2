/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Book E: the two TLBs.
 *
 * TLB0 caches the page tables of users, 4 KB pages, under the PID of their space; miss.S fills it. TLB1 holds all that the kernel
 * needs, so the kernel never misses: direct view, page of stubs, windows, devices, each one entry under PID 0, which
 * matches every PID.
 */
#include <hal/mmu.h>

#include <arch/boot.h>
#include <arch/pte.h>
#include <arch/regs.h>
#include <kernel/assert.h>
#include <kernel/fpage.h>
#include <kernel/section.h>

#define DIRECT_LOG2   28u
#define DIRECT_PARTS  (ARCH_DIRECT_END >> DIRECT_LOG2)
#define WINDOW_SLOTS  2u
#define MAX_TLB1_LOG2 30u
#define MAX_DEVICES   8u

struct ppc_boot_regs ppc_boot_regs;

__attribute__((noreturn)) void ppc_boot(unsigned kernel_entry);

static unsigned tlb1_kernel; /* entry of the first part of the direct view */
static unsigned tlb1_next;
static unsigned direct_parts = 1;
static unsigned window_entry[WINDOW_SLOTS];
static word_t window_page[WINDOW_SLOTS];
static vaddr_t device_next = PPC_DEVICES;

static struct device {
    uint64_t pa;
    vaddr_t va;
    word_t size;
} devices[MAX_DEVICES];

/* MAS1 0: the entry is dropped. */
static void tlb1_write(unsigned n, word_t mas1, word_t mas2, uint64_t pa, word_t rights)
{
    ppc_mtspr(SPR_MAS0, MAS0_TLB1 | n << 16);
    ppc_mtspr(SPR_MAS1, mas1);
    ppc_mtspr(SPR_MAS2, mas2);
    ppc_mtspr(SPR_MAS3, (word_t)pa | rights);
    ppc_mtspr(SPR_MAS7, (word_t)(pa >> 32));
    ppc_isync();
    __asm__ volatile("tlbwe" : : : "memory");
    ppc_isync();
    ppc_mtspr(SPR_MAS7, 0);
}

BOOT_CODE static unsigned tlb1_alloc(void)
{
    unsigned n = tlb1_next == tlb1_kernel ? tlb1_next + 1 : tlb1_next;

    if (n >= (ppc_mfspr(SPR_TLB1CFG) & 0xfff))
        panic("no TLB1 entry left");
    tlb1_next = n + 1;
    return n;
}

extern char hot_page[];

BOOT_CODE static void tlb1_map(vaddr_t va, uint64_t pa, unsigned size_log2, word_t wimg,
                               word_t rights)
{
    tlb1_write(tlb1_alloc(), MAS1_V | MAS1_IPROT | MAS1_TSIZE(size_log2), va | wimg, pa, rights);
}

/* Runs in the direct view; what is left of the loader's translation goes. */
BOOT_CODE void ppc_boot(unsigned kernel_entry)
{
    unsigned count = (unsigned)ppc_mfspr(SPR_TLB1CFG) & 0xfff;

    tlb1_kernel = kernel_entry;
    for (unsigned n = 0; n < count; n++) {
        if (n != kernel_entry)
            tlb1_write(n, 0, 0, 0, 0);
    }
    ppc_tlb_flush_users();
    ppc_mtspr(SPR_MAS4, MAS1_TSIZE(12));
    for (unsigned i = 0; i < WINDOW_SLOTS; i++)
        window_entry[i] = tlb1_alloc();
    tlb1_map(PPC_HOT, arch_v2p(hot_page), ARCH_PAGE_MIN, 0, MAS3_KERNEL);
    plat_boot(&ppc_boot_regs);
}

BOOT_CODE void ppc_direct_extend(paddr_t end)
{
    for (; direct_parts < DIRECT_PARTS && end > direct_parts << DIRECT_LOG2; direct_parts++) {
        paddr_t pa = (paddr_t)direct_parts << DIRECT_LOG2;

        tlb1_map(ARCH_DIRECT_BASE + pa, pa, DIRECT_LOG2, 0, MAS3_KERNEL);
    }
}

BOOT_CODE void ppc_stubs_map(const void *page)
{
    tlb1_map(PPC_STUBS, arch_v2p(page), ARCH_PAGE_MIN, 0, MAS3_STUBS);
}

/* What a word says of a physical address (arch/family.h). */
static uint64_t physical(paddr_t pa)
{
    if (pa >> 28 != PPC_ALIAS)
        return pa;
    return (uint64_t)PPC_ALIAS_UPPER << 32 | (word_t)PPC_ALIAS_RPN << 28 | (pa & bits_mask(28));
}

/* Write-through and inhibited memory is seen as users see it. */
void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    vaddr_t va = PPC_WINDOWS + slot * BIT(ARCH_PAGE_MIN);
    word_t page = align_down(pa, ARCH_PAGE_MIN) | attr;

    if (pa < ARCH_DIRECT_END)
        return arch_p2v(pa);
    if (window_page[slot] != page) {
        word_t wimg = attr == 1 || pa >> 28 == PPC_ALIAS ? MAS2_I | MAS2_G : attr == 3 ? MAS2_W : 0;

        tlb1_write(window_entry[slot], MAS1_V | MAS1_IPROT | MAS1_TSIZE(ARCH_PAGE_MIN), va | wimg,
                   physical(align_down(pa, ARCH_PAGE_MIN)), MAS3_KERNEL);
        window_page[slot] = page;
    }
    return (void *)(va | (pa & bits_mask(ARCH_PAGE_MIN)));
}

/* One entry for all that lies in the smallest power of four that holds it. */
BOOT_CODE void *arch_map_device(uint64_t pa, size_t len)
{
    unsigned log2 = ARCH_PAGE_MIN;
    struct device *d = devices;
    uint64_t base;

    for (; d < devices + MAX_DEVICES && d->size != 0; d++) {
        if (pa >= d->pa && pa + len <= d->pa + d->size)
            return (void *)(d->va + (vaddr_t)(pa - d->pa));
    }
    while (log2 < MAX_TLB1_LOG2 && pa >> log2 != (pa + len - 1) >> log2)
        log2 += 2;
    base = pa >> log2 << log2;
    device_next = align_up(device_next, log2);
    if (d == devices + MAX_DEVICES || device_next < PPC_DEVICES ||
        BIT(log2) > PPC_DEVICES_END - device_next)
        panic("no room to map the device at %08lx", (word_t)pa);
    *d = (struct device){base, device_next, BIT(log2)};
    tlb1_map(device_next, base, log2, MAS2_I | MAS2_G, MAS3_KERNEL);
    device_next += BIT(log2);
    return (void *)(d->va + (vaddr_t)(pa - base));
}

void ppc_tlb_flush_users(void)
{
    ppc_mtspr(SPR_MMUCSR0, MMUCSR0_TLB0_FI);
    while ((ppc_mfspr(SPR_MMUCSR0) & MMUCSR0_TLB0_FI) != 0)
        ;
    ppc_isync();
}

/* tlbsx finds the entry as translation would; it is written back invalid. */
void ppc_tlb_drop(word_t tag, vaddr_t va)
{
    word_t mas1;

    ppc_mtspr(SPR_MAS6, tag << 16);
    ppc_isync();
    __asm__ volatile("tlbsx 0, %0" : : "r"(va) : "memory");
    mas1 = ppc_mfspr(SPR_MAS1);
    if ((mas1 & MAS1_V) == 0)
        return;
    ppc_mtspr(SPR_MAS1, mas1 & ~(word_t)MAS1_V);
    ppc_isync();
    __asm__ volatile("tlbwe" : : : "memory");
    ppc_isync();
}

/* An entry is there and refuses: it may be older than the first write. */
bool ppc_mmu_fault(struct arch_space *as, vaddr_t va, unsigned access)
{
    if (ppc_pt_access(as, va, access) == 0)
        return false;
    ppc_tlb_drop(as->tag, va);
    return true;
}
