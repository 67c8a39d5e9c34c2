/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Virtual memory of the kernel, address-space identifiers, and the TLB.
 *
 * The kernel's entries of all first-level tables are copies of arm_kernel_table, fixed after boot. The kernel's pages are global, those
 * of users are tagged with the space's ASID, so a switch flushes nothing. ASIDs are handed out in order; when all are used up,
 * they are taken from everybody, with a flush of everything.
 */
#include <hal/mmu.h>

#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/pte.h>
#include <arch/regs.h>
#include <config.h>
#include <kernel/assert.h>
#include <kernel/fpage.h>
#include <kernel/kmem.h>
#include <kernel/string.h>

#define KERNEL_INDEX   PT1_INDEX(ARCH_DIRECT_BASE)
#define KMAP_INDEX(va) (((word_t)(va)-ARM_KMAP) >> 12)

/* Walk attributes of TTBR0 where walks are coherent (IRGN and RGN write-back), and where not (RGN only). */
#define TTBR_COHERENT  0x48u
#define TTBR_UNCACHED  0x08u
#define MMFR3_COHERENT 20
#define ASID_COUNT     256u
#define SLOTS_PER_PAGE (4096 / sizeof(struct tcb *))

word_t arm_kernel_table[PT1_ENTRIES] __attribute__((aligned(16384)));
static word_t kmap[PT2_ENTRIES] __attribute__((aligned(1024)));
static word_t utcb_table[PT2_ENTRIES] __attribute__((aligned(1024)));
static word_t cpu_table[PT2_ENTRIES] __attribute__((aligned(1024)));
static word_t thread_table[PT2_ENTRIES] __attribute__((aligned(1024)));

static paddr_t direct_end = ARM_RAM_BASE + ARM_EARLY_SIZE;
static paddr_t ram_end = ARM_RAM_BASE + ARM_EARLY_SIZE;
static vaddr_t device_next = ARM_DEVICES;
static word_t walk_bits;
static bool walks_coherent;
static struct tcb **thread_dummies;

/* Number 0 is nobody's. An owner that has lost its ASID has 0 in arch_space.asid. */
static struct arch_space *asid_owner[ASID_COUNT];
static word_t asid_next = 1;

/* ---- entries and the TLB ---- */

/* Writes to tables are seen by the walker after a barrier, and where walks do not look into the caches, after a clean
 * [ARM DDI 0406C.d, B3.10.1 "General TLB maintenance requirements"]. */
void arm_pte_written(const word_t *entry, unsigned count)
{
    if (!walks_coherent) {
        arm_dsb();
        for (unsigned i = 0; i < count; i += 4)
            arm_write_dccmvau((word_t)(entry + i));
    }
    arm_dsb();
}

void arm_tlb_invalidate(const struct arch_space *as, vaddr_t va)
{
    if (as->asid == 0)
        return; /* flushed when it was lost */
    arm_write_tlbimva(align_down(va, 12) | as->asid);
    arm_dsb();
    arm_isb();
}

/* Every ASID is in use: takes them all away. Instruction caches may be tagged with ASIDs, branch predictors too
 * [ARM DDI 0406C.d, B3.11.2 "Instruction caches" and B2.2.4 "Branch predictors"]. Contract: ASID 0 is loaded. */
static void asid_rollover(void)
{
    for (word_t i = 1; i < ASID_COUNT; i++) {
        if (asid_owner[i] != NULL)
            asid_owner[i]->asid = 0;
        asid_owner[i] = NULL;
    }
    asid_next = 1;
    arm_write_tlbiall(0);
    arm_write_iciallu(0);
    arm_write_bpiall(0);
    arm_dsb();
}

/* ASID 0 is used for no user page, so no walk of the moment between the two writes is kept
 * [ARM DDI 0406C.d, B3.10.4 "Synchronization of changes of ASID and TTBR"]. The fast path does the same; the exception return
 * takes the place of the last barrier, as the kernel's own pages are global [A3.8.3 "Memory barriers", "Instruction
 * Synchronization Barrier"]. Cortex-A9 wants a DSB before the ASID changes (erratum 754322); its board says so. */
static inline __attribute__((always_inline)) void load_table(word_t ttbr, word_t asid)
{
#ifdef ARM_ERRATUM_754322
    arm_dsb();
#endif
    arm_write_contextidr(0);
    arm_isb();
    arm_write_ttbr0(ttbr);
    arm_isb();
#ifdef ARM_ERRATUM_754322
    arm_dsb();
#endif
    arm_write_contextidr(asid);
}

/* The writable thread ID register belongs to no thread: the next space finds 0. */
static inline __attribute__((always_inline)) void load_space(const struct arch_space *as)
{
    load_table(as->ttbr, as->asid);
    arm_write_tpidrurw(0);
}

static __attribute__((noinline)) void load_with_new_asid(struct arch_space *as)
{
    if (asid_next == ASID_COUNT) {
        load_table(arch_v2p(arm_kernel_table) | walk_bits, 0);
        arm_isb();
        asid_rollover();
    }
    as->asid = asid_next++;
    asid_owner[as->asid] = as;
    load_space(as);
}

void arch_space_switch(struct arch_space *as)
{
    if (as->asid == 0)
        load_with_new_asid(as);
    else
        load_space(as);
}

void arm_space_leave(const struct arch_space *as)
{
    /* "No processor runs in it", but this one may still have it loaded. */
    if (arm_read_ttbr0() == as->ttbr) {
        load_table(arch_v2p(arm_kernel_table) | walk_bits, 0);
        arm_isb();
    }
    if (as->asid != 0)
        asid_owner[as->asid] = NULL;
}

/* Revocations are complete when the page-table functions return, as long as one processor runs. */
void arch_tlb_flush(void)
{
}

/* ---- the kernel's own translation ---- */

static word_t section(paddr_t pa, bool execute)
{
    return pa | pte_section.type | pte_section.af | (execute ? 0 : pte_section.xn) |
           pte_attr(&pte_section, pa, 0);
}

/* Sections of RAM in the direct view. Only the kernel image can be executed. */
static void direct_map(paddr_t from, paddr_t to)
{
    extern char image_start[];
    extern char image_end[];

    for (paddr_t pa = from; pa < to; pa += BIT(20)) {
        word_t va = pa + ARM_VIRT_OFFSET;
        bool image = va + BIT(20) > (word_t)image_start && va < (word_t)image_end;

        arm_kernel_table[PT1_INDEX(va)] = section(pa, image);
    }
    arm_pte_written(&arm_kernel_table[PT1_INDEX(from + ARM_VIRT_OFFSET)], (to - from) >> 20);
}

static word_t small_page(paddr_t pa, word_t extra, unsigned attr)
{
    return align_down(pa, 12) | pte_small.type | pte_small.af | extra |
           pte_attr(&pte_small, pa, attr);
}

static void kernel_page_set(word_t *slot, vaddr_t va, word_t entry)
{
    *slot = entry;
    arm_pte_written(slot, 1);
    arm_write_tlbimvaa(va);
    arm_dsb();
    arm_isb();
}

static void kmap_set(vaddr_t va, word_t entry)
{
    kernel_page_set(&kmap[KMAP_INDEX(va)], va, entry);
}

void arm_boot_mmu(void)
{
    walks_coherent = (arm_read_mmfr3() >> MMFR3_COHERENT & 15) != 0;
    walk_bits = walks_coherent ? TTBR_COHERENT : TTBR_UNCACHED;
    for (unsigned i = 0; i < KERNEL_INDEX; i++)
        arm_kernel_table[i] = 0;
    direct_map(ARM_RAM_BASE, direct_end);
    for (unsigned n = 0; n < CONFIG_MAX_CPUS; n++)
        arm_utcb_pages[n].utcb = 0;
    /* Users read, nobody writes: the kernel has its own view of it. */
    utcb_table[0] =
        small_page(arch_v2p(&arm_utcb_pages[0]), pte_small.user | pte_small.ro | pte_small.xn, 0);
    cpu_table[0] = small_page(arch_v2p(&arm_utcb_pages[0]), pte_small.xn, 0);
    arm_kernel_table[PT1_INDEX(ARM_KMAP)] = arch_v2p(kmap) | PT1_TABLE;
    arm_kernel_table[PT1_INDEX(ARM_UTCB_WORD)] = arch_v2p(utcb_table) | PT1_TABLE;
    arm_kernel_table[PT1_INDEX(ARM_CPU_PAGE)] = arch_v2p(cpu_table) | PT1_TABLE;
    arm_kernel_table[PT1_INDEX(ARCH_THREAD_TABLE)] = arch_v2p(thread_table) | PT1_TABLE;
    arm_pte_written(utcb_table, PT2_ENTRIES);
    arm_pte_written(cpu_table, PT2_ENTRIES);
    arm_pte_written(kmap, PT2_ENTRIES);
    arm_pte_written(arm_kernel_table, PT1_ENTRIES);
    load_table(arch_v2p(arm_kernel_table) | walk_bits, 0);
    arm_isb();
    arm_write_tlbiall(0);
    arm_write_bpiall(0);
    arm_dsb();
    arm_isb();
}

bool arm_is_ram(paddr_t pa)
{
    return pa >= ARM_RAM_BASE && pa < ram_end;
}

void arm_ram_found(paddr_t end)
{
    ram_end = end;
    end = MIN(align_down(end, 20), (paddr_t)ARCH_DIRECT_END);
    if (end > direct_end) {
        direct_map(direct_end, end);
        direct_end = end;
    }
    arm_isb();
}

/* Only processor 0 runs for now; each further one has its own pair of windows. Memory that is mapped with another attribute is not
 * looked at through the direct view [ARM DDI 0406C.d, A3.5.7 "Mismatched memory attributes"]. */
void *arch_window(unsigned slot, paddr_t pa, unsigned attr)
{
    vaddr_t va = ARM_WINDOWS + slot * 4096;

    if (attr == 0 && pa >= ARM_RAM_BASE && pa < direct_end)
        return arch_p2v(pa);
    kmap_set(va, small_page(pa, pte_small.xn, attr));
    return (void *)(va | (pa & 4095));
}

void *arch_map_device(uint64_t pa, size_t len)
{
    vaddr_t va = device_next | ((vaddr_t)pa & 4095);
    word_t pages = (((word_t)pa & 4095) + len + 4095) >> 12;

    if (pa + len > 0x100000000ull)
        panic("device at %x:%08x lies beyond 4 GB", (unsigned)(pa >> 32), (unsigned)pa);
    if (pages > (ARM_DEVICES_END - device_next) >> 12)
        panic("no room to map the device at %08lx", (word_t)pa);
    for (word_t i = 0; i < pages; i++) {
        kmap_set(device_next, small_page((paddr_t)pa + i * 4096, pte_small.xn, PTE_ATTR_DEVICE));
        device_next += 4096;
    }
    return (void *)va;
}

/* ---- thread table (hal/mmu.h, arch_thread_slot) ---- */

static void thread_page_fill(struct tcb **page, struct tcb *dummy)
{
    for (word_t i = 0; i < SLOTS_PER_PAGE; i++)
        page[i] = dummy;
}

/* An entry that leads to another page goes through an invalid one. */
static void thread_page_set(word_t page, struct tcb **slots, word_t extra)
{
    vaddr_t va = ARCH_THREAD_TABLE + page * 4096;

    kernel_page_set(&thread_table[page], va, 0);
    kernel_page_set(&thread_table[page], va, small_page(arch_v2p(slots), pte_small.xn | extra, 0));
}

/* Numbers without threads: read-only views of one page. */
void arch_thread_table_init(struct tcb *dummy)
{
    thread_dummies = kmem_alloc(0, KMEM_TABLE);
    if (thread_dummies == NULL)
        panic("no memory for the thread table");
    thread_page_fill(thread_dummies, dummy);
    for (word_t page = 0; page < PT2_ENTRIES; page++)
        thread_page_set(page, thread_dummies, pte_small.ro);
}

static bool thread_page_present(word_t page)
{
    return (thread_table[page] & pte_small.ro) == 0;
}

bool arch_thread_table_populate(word_t number)
{
    word_t page = number / SLOTS_PER_PAGE;
    struct tcb **slots;

    if (thread_page_present(page))
        return true;
    slots = kmem_alloc(0, KMEM_TABLE);
    if (slots == NULL)
        return false;
    thread_page_fill(slots, thread_dummies[0]);
    thread_page_set(page, slots, 0);
    return true;
}

bool arch_thread_table_populated(word_t *number)
{
    for (word_t page = *number / SLOTS_PER_PAGE; page < PT2_ENTRIES; page++) {
        if (thread_page_present(page)) {
            *number = MAX(*number, page * SLOTS_PER_PAGE);
            return true;
        }
    }
    return false;
}

/* ---- spaces ---- */

enum l4_error arch_space_init(struct arch_space *as)
{
    word_t *root = kmem_alloc(PT1_ORDER, KMEM_TABLE);

    if (root == NULL)
        return L4_ERR_NO_MEM;
    memcpy(&root[KERNEL_INDEX], &arm_kernel_table[KERNEL_INDEX],
           (PT1_ENTRIES - KERNEL_INDEX) * sizeof(word_t));
    if (!walks_coherent)
        arm_dcache_flush(root, PT1_ENTRIES * sizeof(word_t));
    arm_dsb();
    as->root = root;
    as->ttbr = arch_v2p(root) | walk_bits;
    as->asid = 0;
    return L4_OK;
}
