/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From the boot code to the first user instruction.
 *
 * Without a loader that knows the generic booting protocol the kernel does that loader's work itself: it moves the modules out
 * of the way, loads sigma0 and the root task to their physical addresses, describes memory in the KIP and writes the boot
 * information (api.md 6.8-6.10).
 */
#include <hal/kip.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/boot.h>
#include <kernel/bootinfo.h>
#include <kernel/bootmem.h>
#include <kernel/irq.h>
#include <kernel/kip.h>
#include <kernel/kmem.h>
#include <kernel/loader.h>
#include <kernel/mapdb.h>
#include <kernel/memory.h>
#include <kernel/print.h>
#include <kernel/sched.h>
#include <kernel/space.h>
#include <kernel/string.h>
#include <kernel/tcb.h>
#include <kernel/thread.h>
#include <kernel/section.h>

#define MODULE_SIGMA0 0u
#define MODULE_ROOT   1u
#define POOL_SHARE    8u
#define POOL_MIN      ((word_t)2 << 20)
#define POOL_MAX      ((word_t)128 << 20)

/* Subtypes of loader-specific memory (api.md 2.2). */
#define LOADER_INFO   1u
#define LOADER_SERVER 2u
#define LOADER_MODULE 3u

static struct range {
    paddr_t first;
    paddr_t last;
} reserved[8];
static unsigned reserved_count;

BOOT_CODE void memory_reserve(paddr_t first, paddr_t last)
{
    if (reserved_count == ARRAY_SIZE(reserved))
        boot_fail("too many ranges of kernel memory");
    reserved[reserved_count++] = (struct range){first, last};
}

bool memory_is_kernels(paddr_t first, paddr_t last)
{
    for (unsigned i = 0; i < reserved_count; i++) {
        if (first <= reserved[i].last && reserved[i].first <= last)
            return true;
    }
    return false;
}

/* ---- the pool ---- */

BOOT_CODE static void pool_use(paddr_t first, word_t size)
{
    memory_reserve(first, first + size - 1);
    kmem_add(arch_p2v(first), (char *)arch_p2v(first) + size);
}

BOOT_CODE static word_t pool_size(const struct boot_info *info)
{
    const char *option = option_find(info->cmdline, "kmem");
    unsigned long size;

    if (option == NULL)
        return align_up(MAX(POOL_MIN, MIN(POOL_MAX, bootmem_total(info) / POOL_SHARE)),
                        ARCH_PAGE_MIN);
    if (!option_size(option, &size) || size < (512ul << 10))
        boot_fail("kmem= wants a size of at least 512K, such as 16M");
    return align_up((word_t)size, ARCH_PAGE_MIN);
}

BOOT_CODE static void pool_create(const struct boot_info *info)
{
    word_t size = pool_size(info);
    paddr_t first = bootmem_find(info, size, "kernel memory", "kmem=");

    if (first == 0)
        boot_fail("no room for %lu KB of kernel memory (option kmem=)", (unsigned long)size >> 10);
    pool_use(first, size);
    kip_add_mem(&kip, BOOT_MEM_RESERVED, 0, false, first, first + size - 1);
}

/* A loader has set memory aside: the reserved descriptors that are not the kernel's image. */
BOOT_CODE static void pool_from_kip(const struct boot_info *info)
{
    struct kip_mem m;

    for (unsigned i = 0; kip_get_mem(i, &m); i++) {
        if (m.virt || m.type != BOOT_MEM_RESERVED || m.first >= ARCH_DIRECT_END)
            continue;
        m.first = align_up(m.first, ARCH_PAGE_MIN);
        m.last = MIN(m.last, (word_t)ARCH_DIRECT_END - 1);
        if (m.first <= info->image_last && info->image_first <= m.last)
            m.first = align_up(info->image_last + 1, ARCH_PAGE_MIN);
        if (m.first < m.last)
            pool_use(m.first, align_down(m.last + 1, ARCH_PAGE_MIN) - m.first);
    }
    if (kmem_total_pages() == 0)
        boot_fail("the boot loader reserved no memory for the kernel");
}

/* ---- modules and servers ---- */

/* Modules go to the top of memory, in the order of their addresses, the highest first: since they slide upwards only, none is
 * overwritten before it has moved. */
BOOT_CODE static void modules_move(struct boot_info *info)
{
    bool moved[BOOT_MODULES_MAX] = {false};

    for (unsigned n = 0; n < info->module_count; n++) {
        struct boot_module *top = NULL;
        unsigned index = 0;
        paddr_t to;

        for (unsigned i = 0; i < info->module_count; i++) {
            if (!moved[i] && (top == NULL || info->module[i].start > top->start)) {
                top = &info->module[i];
                index = i;
            }
        }
        moved[index] = true;
        if (top->start >= ARCH_DIRECT_END || top->size > ARCH_DIRECT_END - top->start)
            boot_fail("boot module %u (%s) lies beyond the memory that the kernel reaches", index,
                      top->cmdline);
        to = bootmem_find(info, MAX(top->size, (word_t)1), "a boot module", top->cmdline);
        if (to == 0 || to < top->start)
            boot_fail("boot module %u (%s, %lu KB) is too large for the memory of this machine",
                      index, top->cmdline, (unsigned long)top->size >> 10);
        memmove(arch_p2v(to), arch_p2v(top->start), top->size);
        top->start = to;
    }
}

BOOT_CODE static void server_load(const struct boot_info *info, unsigned module, struct program *p,
                                  const char *name, struct kip_server *server)
{
    const struct boot_module *m = &info->module[module];
    const char *error;

    p->name = name;
    p->file = arch_p2v(m->start);
    p->file_size = m->size;
    error = program_check(p);
    if (error != NULL)
        boot_fail("%s (boot module %u, %s) is %s", name, module, m->cmdline, error);
    bootmem_claim(info, p->first, p->last, name, m->cmdline);
    program_load(p);
    server->sp = 0;
    server->ip = p->entry;
    server->low = p->first;
    server->high = p->last + 1;
}

/* Memory descriptors in the order that gives the right one the last word. */
BOOT_CODE static void describe_memory(const struct boot_info *info)
{
    kip.memory_info &= ~bits_mask(WORD_BITS / 2);
    for (unsigned i = 0; i < info->mem_count; i++) {
        const struct boot_mem *m = &info->mem[i];

        if (!kip_add_mem(&kip, m->type, m->subtype, false, m->first, m->last))
            boot_fail("the memory map has too many entries");
    }
}

BOOT_CODE static void describe_modules(const struct boot_info *info, const struct program *sigma0,
                                       const struct program *root, paddr_t bootinfo,
                                       word_t bootinfo_size)
{
    bool fits =
        kip_add_mem(&kip, BOOT_MEM_LOADER, LOADER_SERVER, false, sigma0->first, sigma0->last) &&
        kip_add_mem(&kip, BOOT_MEM_LOADER, LOADER_SERVER, false, root->first, root->last);

    for (unsigned i = MODULE_ROOT + 1; i < info->module_count; i++) {
        const struct boot_module *m = &info->module[i];

        fits = fits && kip_add_mem(&kip, BOOT_MEM_LOADER, LOADER_MODULE, false, m->start,
                                   align_up(m->start + MAX(m->size, (word_t)1), ARCH_PAGE_MIN) - 1);
    }
    fits = fits && kip_add_mem(&kip, BOOT_MEM_LOADER, LOADER_INFO, false, bootinfo,
                               bootinfo + bootinfo_size - 1);
    if (!fits)
        boot_fail("too many boot modules");
}

/* The work of a boot loader, done here. */
BOOT_CODE static void load_system(struct boot_info *info)
{
    struct program sigma0 = {0};
    struct program root = {0};
    word_t size;
    paddr_t at;

    if (info->module_count <= MODULE_SIGMA0)
        boot_fail("no sigma0: the first boot module must be sigma0, the second the root task");
    if (info->module_count <= MODULE_ROOT)
        boot_fail("no root task: the second boot module must be the root task");
    describe_memory(info);
    bootmem_claim(info, info->image_first, info->image_last, "the kernel", info->cmdline);
    pool_create(info);
    modules_move(info);
    server_load(info, MODULE_SIGMA0, &sigma0, "sigma0", &kip.sigma0);
    server_load(info, MODULE_ROOT, &root, "the root task", &kip.root);
    size = align_up(bootinfo_size(info), ARCH_PAGE_MIN);
    at = bootmem_find(info, size, "boot information", "");
    if (at == 0)
        boot_fail("no memory for the boot information");
    bootinfo_write(info, &sigma0, &root, at);
    kip.boot_info = at;
    describe_modules(info, &sigma0, &root, at, size);
}

/* ---- start ---- */

BOOT_CODE static void print_banner(const char *cmdline)
{
    const char *banner = option_find(cmdline, "banner");

    if (banner != NULL) {
        while (*banner != '\0' && *banner != ' ')
            printk("%c", *banner == '_' ? ' ' : *banner), banner++;
        printk("\n");
    }
    printk("%s\n", kip_version_string());
}

BOOT_CODE static void start_servers(void)
{
    word_t base = kip_user_base(&kip);
    tid_t sigma0 = tid_make(base, 1);
    tid_t root = tid_make(base + 2, 1);

    if (kip.sigma0.high == 0)
        boot_fail("no sigma0");
    thread_create_server(sigma0, TID_NIL, root, kip.sigma0.ip, kip.sigma0.sp, true);
    if (kip.sigma1.high != 0)
        thread_create_server(tid_make(base + 1, 1), sigma0, root, kip.sigma1.ip, kip.sigma1.sp,
                             false);
    if (kip.root.high != 0)
        thread_create_server(root, sigma0, root, kip.root.ip, kip.root.sp, false);
}

/* From here on no code runs that is marked as boot code: its pages, [code, end), go to the pool. (noipa: the linker would see their names in here.) */
static __attribute__((noreturn, noipa)) void boot_finish(char *code, char *end)
{
    if (code < end)
        kmem_add(code, end);
    printk("%lu KB of kernel memory, 2^%u thread numbers, starting sigma0 and the root task\n",
           (unsigned long)(kmem_total_pages() << (KMEM_PAGE_LOG2 - 10)), GLUE_THREAD_BITS);
    glue_enter_user();
}

BOOT_CODE void kernel_start(struct boot_info *info)
{
    extern char boot_code_start[];
    extern char boot_code_end[];

    plat_console_init(info->cmdline);
    print_banner(info->cmdline);
    glue_init(info->cmdline);
    memory_reserve(info->image_first, info->image_last);
    if (info->patched_kip)
        pool_from_kip(info);
    else
        load_system(info);
    sched_init(&cpus[0], 0);
    arch_cpu_init(&cpus[0]);
    plat_init(info->cmdline);
    kip_add_mem(&kip, BOOT_MEM_CONVENTIONAL, 0, true, 0, (word_t)ARCH_USER_END - 1);
    kip_add_mem(&kip, BOOT_MEM_RESERVED, 0, false, info->image_first, info->image_last);
    kip_finish(&kip);
    tcb_init();
    space_init();
    mapdb_init();
    irq_init();
    start_servers();
    boot_finish(arch_p2v(arch_v2p(boot_code_start)), arch_p2v(arch_v2p(boot_code_end)));
}
