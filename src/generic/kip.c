/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The kernel interface page as it lies in the kernel image.
 *
 * A boot loader that knows the generic booting protocol finds it by its magic and writes servers, memory descriptors and
 * boot information into it before the kernel runs (api.md 2, 6.10); without such a loader boot.c does the same.
 */
#include <config.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <hal/utcb.h>
#include <kernel/bits.h>
#include <kernel/kip.h>
#include <kernel/l4time.h>
#include <kernel/string.h>
#include <kernel/section.h>

#define USER_BASE_GAP 32u
#define VERSION_TEXT  "Pecan " PECAN_VERSION " (L4 X.2 microkernel)"

struct kern_desc {
    word_t kernel_id;
    word_t gen_date;
    word_t version;
    char supplier[sizeof(word_t)];
    char strings[KIP_KERN_DESC_SIZE - 4 * sizeof(word_t)];
};

/* The whole page. The linker scripts give its start the name `kip`, which everybody else uses. */
struct kip_page {
    struct kip k;
    struct kip_proc_desc proc[KIP_PROC_MAX];
    struct kern_desc desc;
    word_t mem[KIP_MEM_DESC_MAX][2];
    char stubs[KIP_SIZE - KIP_MEM_DESC - sizeof(word_t[KIP_MEM_DESC_MAX][2])];
};

_Static_assert(offsetof(struct kip_page, desc) == KIP_KERN_DESC, "KIP layout");
_Static_assert(offsetof(struct kip_page, mem) == KIP_MEM_DESC, "KIP layout");
_Static_assert(offsetof(struct kip_page, stubs) <= KIP_STUBS, "KIP layout");
_Static_assert(sizeof(struct kip_page) == KIP_SIZE, "KIP layout");

/* MemoryInfo packs the number of descriptors and their place into the halves of a word. */
#define MEMORY_INFO(ptr, n) ((word_t)(ptr) << (WORD_BITS / 2) | (n))

struct kip_page kip_page
    __attribute__((aligned(4096), section(".kip"))) =
        {
            .k =
                {
                    .magic = {'L', '4', 0xe6, 'K'},
                    .api_version = KIP_API_VERSION,
                    .api_flags = GLUE_API_FLAGS,
                    .kern_desc_ptr = KIP_KERN_DESC,
                    .memory_info = MEMORY_INFO(KIP_MEM_DESC, KIP_MEM_DESC_MAX),
                    .utcb_info = 1 | GLUE_UTCB_SIZE_LOG2 << 10 | GLUE_UTCB_AREA_MIN_LOG2 << 16,
                    .kip_area_info = GLUE_KIP_AREA_MIN_LOG2,
                    .proc_desc_ptr = KIP_PROC_DESC,
                    .thread_info = GLUE_THREAD_BITS,
                    .page_info = ARCH_PAGE_INFO_IMAGE,
                    .processor_info = (word_t)(sizeof(word_t) == 4 ? 4 : 5) << (WORD_BITS - 4),
                },
            .desc =
                {
                    .kernel_id = KIP_KERNEL_ID,
                    .gen_date =
                        PECAN_DATE_DAY | PECAN_DATE_MONTH << 5 | (PECAN_DATE_YEAR - 2000) << 9,
                    .version = PECAN_VERSION_WORD,
                    .supplier = {'P', 'C', 'A', 'N'},
                    .strings = VERSION_TEXT,
                },
};

BOOT_CODE const char *kip_version_string(void)
{
    return VERSION_TEXT;
}

BOOT_CODE unsigned kip_mem_count(const struct kip *k)
{
    return (unsigned)(k->memory_info & bits_mask(WORD_BITS / 2));
}

BOOT_CODE bool kip_add_mem(struct kip *k, word_t type, word_t subtype, bool virt, word_t first,
                           word_t last)
{
    unsigned n = kip_mem_count(k);

    if (n >= KIP_MEM_DESC_MAX)
        return false;
    kip_page.mem[n][0] =
        align_down(first, 10) | type | subtype << 4 | (virt ? MEM_DESC_VIRTUAL : 0);
    kip_page.mem[n][1] = align_down(last, 10);
    k->memory_info = MEMORY_INFO(KIP_MEM_DESC, n + 1);
    return true;
}

BOOT_CODE bool kip_get_mem(unsigned n, struct kip_mem *m)
{
    if (n >= kip_mem_count(&kip) || n >= KIP_MEM_DESC_MAX)
        return false;
    m->type = (unsigned)kip_page.mem[n][0] & 0xf;
    m->virt = (kip_page.mem[n][0] & MEM_DESC_VIRTUAL) != 0;
    m->first = align_down(kip_page.mem[n][0], 10);
    m->last = kip_page.mem[n][1] | bits_mask(10);
    return true;
}

BOOT_CODE static void add_features(void)
{
    char *s = kip_page.desc.strings + strlen(kip_page.desc.strings) + 1;
    const char *end = kip_page.desc.strings + sizeof(kip_page.desc.strings) - 1;
    const char *feature = "pagerexregs";

    for (unsigned i = 0; feature != NULL; feature = glue_feature(i++)) {
        size_t n = strlen(feature) + 1;

        if (s + n >= end)
            break;
        memcpy(s, feature, n);
        s += n;
    }
    *s = '\0';
}

/* Smallest Time period that is not shorter than us. */
BOOT_CODE static word_t time_at_least(time_us_t us)
{
    unsigned t = l4time_from_us(us);

    return l4time_period_us(t) < us ? l4time_from_us(us + (us >> 9) + 1) : t;
}

BOOT_CODE void kip_finish(struct kip *k)
{
    word_t system_base = plat_irq_count();
    unsigned cpus_used = CONFIG_MAX_CPUS;

    k->page_info = ARCH_PAGE_SIZES | ARCH_PAGE_RIGHTS;
    k->thread_info = GLUE_THREAD_BITS | system_base << 8 | (system_base + USER_BASE_GAP) << 20;
    k->clock_info =
        time_at_least(plat_clock_precision_us()) | time_at_least(plat_timer_precision_us()) << 16;
    cpus_used = MIN(cpus_used, MAX(plat_cpu_count(), 1u));
    k->processor_info |= cpus_used - 1;
    for (unsigned i = 0; i < cpus_used; i++) {
        kip_page.proc[i].external_khz = plat_bus_khz(i);
        kip_page.proc[i].internal_khz = plat_cpu_khz(i);
    }
    add_features();
    glue_kip_fill(k);
}
