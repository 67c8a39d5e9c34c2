/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Classic processors: hashed page table, segments, BATs [PowerPC Microprocessor Family: The Programming Environments, 7
 * "Memory Management"].
 *
 * The hash table caches the page tables of users; a miss is an exception that enters the page. Spaces are told apart by VSIDs.
 * The kernel itself lies under BATs, except for the page of stubs and the windows: their entries, VSIDs below 16, are
 * never replaced.
 */
#include <hal/mmu.h>

#include <arch/boot.h>
#include <arch/pte.h>
#include <arch/regs.h>
#include <kernel/assert.h>
#include <kernel/section.h>
#include <kernel/string.h>

#define GROUP_SIZE   8u
#define GROUPS       (PPC_HASH_SIZE / 64u)
#define HPTE_V       0x80000000u
#define HPTE_H       0x40u
#define HPTE_R       0x100u
#define HPTE_C       0x80u
#define HPTE_PP_RW   2u
#define HPTE_PP_RO   3u
#define HPTE_PP_KERN 0u
#define DIRECT_LOG2  28u
#define DIRECT_PARTS (ARCH_DIRECT_END >> DIRECT_LOG2)
#define DEVICE_LOG2  24u
#define DEVICE_BAT   3u

extern char hot_start[];
extern char hot_end[];

static unsigned direct_parts = 1;
static word_t window_page[2];
static word_t device_base;
static bool taken_over;

struct hpte {
    volatile word_t high;
    volatile word_t low;
};

static struct hpte *group(word_t hash)
{
    return (struct hpte *)arch_p2v(PPC_HASH) + hash % GROUPS * GROUP_SIZE;
}

static word_t vsid_of(word_t tag, vaddr_t va)
{
    return (tag & bits_mask(24)) | va >> 28;
}

static word_t hash_of(word_t vsid, vaddr_t va)
{
    return (vsid & bits_mask(19)) ^ (va >> ARCH_PAGE_MIN & 0xffff);
}

static word_t high_word(word_t vsid, vaddr_t va)
{
    return HPTE_V | vsid << 7 | (va >> 22 & 0x3f);
}

static void tlbie(vaddr_t va)
{
    __asm__ volatile("sync; tlbie %0; sync" : : "r"(va) : "memory");
}

static struct hpte *find(word_t vsid, vaddr_t va)
{
    word_t hash = hash_of(vsid, va);
    word_t want = high_word(vsid, va);

    for (unsigned second = 0; second < 2; second++) {
        struct hpte *g = group(hash);

        for (unsigned i = 0; i < GROUP_SIZE; i++) {
            if (g[i].high == want)
                return &g[i];
        }
        hash = ~hash;
        want |= HPTE_H;
    }
    return NULL;
}

static bool is_bolted(const struct hpte *e)
{
    return (e->high >> 7 & bits_mask(24)) < 16;
}

/* A free entry of the page's two groups, or one that is replaced. */
static struct hpte *victim(word_t hash, word_t *second)
{
    static unsigned next;
    struct hpte *e;

    for (*second = 0; *second < 2; ++*second) {
        struct hpte *g = group(*second != 0 ? ~hash : hash);

        for (unsigned i = 0; i < GROUP_SIZE; i++) {
            if ((g[i].high & HPTE_V) == 0)
                return &g[i];
        }
    }
    *second = 0;
    do {
        e = &group(hash)[next++ % GROUP_SIZE];
    } while (is_bolted(e));
    return e;
}

/* The address, without its segment, of the page that an entry translates; tlbie goes by it. */
static vaddr_t page_of(const struct hpte *e)
{
    word_t hash = (word_t)(e - (struct hpte *)arch_p2v(PPC_HASH)) / GROUP_SIZE;

    if ((e->high & HPTE_H) != 0)
        hash = ~hash;
    return (e->high & 0x3f) << 22 | ((hash ^ e->high >> 7) & bits_mask(10)) << ARCH_PAGE_MIN;
}

/* The record of accesses is in the page table; R and C are set so that hardware need not. */
static void enter(word_t vsid, vaddr_t va, word_t low)
{
    struct hpte *e = find(vsid, va);
    word_t second = 0;

    if (e == NULL)
        e = victim(hash_of(vsid, va), &second);
    else
        second = (e->high & HPTE_H) != 0;
    if ((e->high & HPTE_V) != 0) {
        vaddr_t old = page_of(e);

        e->high = 0;
        tlbie(old);
    }
    e->low = low | HPTE_R | HPTE_C;
    ppc_sync();
    e->high = high_word(vsid, va) | (second != 0 ? HPTE_H : 0);
    ppc_sync();
}

void ppc_tlb_drop(word_t tag, vaddr_t va)
{
    struct hpte *e = find(vsid_of(tag, va), va);

    if (e != NULL) {
        e->high = 0;
        tlbie(va);
    }
}

static void tlb_flush(void)
{
    for (vaddr_t va = 0; va < BIT(18); va += BIT(ARCH_PAGE_MIN))
        __asm__ volatile("tlbie %0" : : "r"(va) : "memory");
    ppc_sync();
}

void ppc_tlb_flush_users(void)
{
    for (unsigned i = 0; i < GROUPS * GROUP_SIZE; i++) {
        struct hpte *e = (struct hpte *)arch_p2v(PPC_HASH) + i;

        if (!is_bolted(e))
            e->high = 0;
    }
    tlb_flush();
}

void ppc_segments_load(word_t tag)
{
    for (word_t seg = 1; seg < SEG_USER_LAST; seg++)
        __asm__ volatile("mtsrin %0, %1" : : "r"(tag | seg), "r"(seg << 28) : "memory");
}

static bool is_narrow(vaddr_t va)
{
    return va >> 28 == 0 || va >> 28 == SEG_SECOND;
}

bool ppc_mmu_fault(struct arch_space *as, vaddr_t va, unsigned access)
{
    word_t pte = ppc_pt_access(as, va, access);

    if (pte == 0)
        return false;
    if (!is_narrow(va) && (as->tag & SEG_WIDE) == 0) {
        as->tag |= SEG_WIDE;
        ppc_tag_load(as->tag);
    }
    enter(vsid_of(as->tag, va), va,
          (pte & PTE_FRAME) | (pte >> 5 & 0x78) | ((pte & PTE_UW) != 0 ? HPTE_PP_RW : HPTE_PP_RO));
    return true;
}

/* ---- the kernel's own ---- */

BOOT_CODE void ppc_stubs_map(const void *page)
{
    enter(PPC_STUBS >> 28, PPC_STUBS, arch_v2p(page) | HPTE_PP_RO);
}

void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    vaddr_t va = PPC_WINDOWS + slot * BIT(ARCH_PAGE_MIN);
    word_t page = align_down(pa, ARCH_PAGE_MIN);

    if (pa < ARCH_DIRECT_END)
        return arch_p2v(pa);
    if (window_page[slot] != (page | attr)) {
        enter(va >> 28, va, page | (attr == 1 ? 0x28 : attr == 3 ? 0x40 : 0) | HPTE_PP_KERN);
        window_page[slot] = page | attr;
    }
    return (void *)(va | (pa & bits_mask(ARCH_PAGE_MIN)));
}

/* All devices of a board lie in one 16 MB block, which one BAT shows. */
BOOT_CODE void *arch_map_device(uint64_t pa, size_t len)
{
    word_t base = align_down((word_t)pa, DEVICE_LOG2);

    if (device_base == 0) {
        device_base = base;
        ppc_mtspr(SPR_DBAT0 + 2 * DEVICE_BAT + 1, base | BAT_DEVICE | BAT_RW);
        ppc_mtspr(SPR_DBAT0 + 2 * DEVICE_BAT, PPC_DEVICES | BAT_16M | BAT_VS);
        ppc_isync();
    }
    if (base != device_base || pa + len > (uint64_t)base + BIT(DEVICE_LOG2))
        panic("no room to map the device at %08lx", (word_t)pa);
    return (void *)(PPC_DEVICES + ((word_t)pa - base));
}

/* BATs 1 and 2; the numbers of the registers must be constant. */
BOOT_CODE void ppc_direct_extend(paddr_t end)
{
    word_t bits = BAT_256M | BAT_VS;

    if (end > 1ul << DIRECT_LOG2 && direct_parts == 1) {
        ppc_mtspr(SPR_DBAT0 + 3, 1ul << DIRECT_LOG2 | BAT_RW);
        ppc_mtspr(SPR_DBAT0 + 2, (ARCH_DIRECT_BASE + (1ul << DIRECT_LOG2)) | bits);
        direct_parts = 2;
    }
    if (end > 2ul << DIRECT_LOG2 && direct_parts == 2) {
        ppc_mtspr(SPR_DBAT0 + 5, 2ul << DIRECT_LOG2 | BAT_RW);
        ppc_mtspr(SPR_DBAT0 + 4, (ARCH_DIRECT_BASE + (2ul << DIRECT_LOG2)) | bits);
        direct_parts = 3;
    }
    ppc_isync();
}

/* Everything that runs here lies under BAT 0, so translation can be exchanged while it is on. */
BOOT_CODE void ppc_classic_takeover(void)
{
    if (taken_over)
        return;
    taken_over = true;
    ppc_write_msr(ppc_read_msr() & ~(word_t)(MSR_EE | MSR_FP));
    memset(arch_p2v(PPC_HASH), 0, PPC_HASH_SIZE);
    memset(hot_start, 0, (size_t)(hot_end - hot_start));
    ppc_sync();
    ppc_mtspr(SPR_SDR1, PPC_HASH | PPC_HASH_MASK);
    for (word_t seg = 0; seg < 16; seg++)
        __asm__ volatile("mtsrin %0, %1" : : "r"(SEG_KEYS | seg), "r"(seg << 28));
    ppc_isync();
    tlb_flush();
}
