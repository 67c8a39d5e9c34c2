/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * From the loader to kernel_start.
 *
 * YAMON, and QEMU in its place, hands over argument strings and name-value pairs in lists of 32-bit pointers [YAMON Reference
 * Manual MD00009, "Program Invocation"]. Other loaders leave what they like in the registers: what does not look like
 * such a list is not read, and the size of memory is asked for with the option mem=.
 */
#include <arch/boot.h>
#include <drv/bootimage.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/bits.h>
#include <kernel/boot.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <plat/malta.h>
#include <kernel/section.h>

#define ARGS_MAX      8u
#define ENV_MAX       32u
#define CMDLINE_MAX   512u
#define DEFAULT_RAM   (32ul << 20)
#define LOADER_FIRST  0x80000000u /* CKSEG0: 16 MB that every board has */
#define LOADER_LAST   0x80ffffffu
#define RESERVED_LAST 0xfffu /* vectors */

extern char image_start[];
extern char image_end[];

static struct boot_info boot_info;
static char loader_line[CMDLINE_MAX];

/* A 32-bit pointer of the loader. NULL if it does not lead to low memory. */
static const void *loader_pointer(uint32_t p, unsigned align)
{
    if (p < LOADER_FIRST || p > LOADER_LAST || (p & (align - 1)) != 0)
        return NULL;
    return (const void *)(word_t)(long)(int32_t)p;
}

static const char *list_string(const uint32_t *list, unsigned i)
{
    return list == NULL ? NULL : loader_pointer(list[i], 1);
}

/* Joins the arguments behind the program's name. */
static void read_arguments(word_t count, const uint32_t *list)
{
    size_t used = 0;

    for (unsigned i = 1; i < MIN(count, (word_t)ARGS_MAX); i++) {
        const char *s = list_string(list, i);

        while (s != NULL && *s != '\0' && used < CMDLINE_MAX - 2)
            loader_line[used++] = *s++;
        loader_line[used++] = ' ';
    }
    loader_line[used] = '\0';
}

/* Value of a number in the environment; 0 if it is not there. */
BOOT_CODE static word_t environment(const uint32_t *list, const char *name)
{
    for (unsigned i = 0; list != NULL && i < ENV_MAX; i++) {
        const char *s = list_string(list, 2 * i);
        const char *value = list_string(list, 2 * i + 1);
        unsigned long n = 0;

        if (s == NULL || value == NULL)
            return 0;
        if (strcmp(s, name) == 0)
            return option_size(value, &n) ? n : 0;
    }
    return 0;
}

BOOT_CODE static word_t ram_size(const char *cmdline, const uint32_t *env)
{
    const char *option = option_find(cmdline, "mem");
    unsigned long size = MAX(environment(env, "ememsize"), environment(env, "memsize"));

    if (option != NULL && !option_size(option, &size))
        size = 0;
    return size != 0 ? size : DEFAULT_RAM;
}

static void add_memory(struct boot_info *info, paddr_t first, paddr_t last, enum boot_mem_type type)
{
    info->mem[info->mem_count++] =
        (struct boot_mem){.first = first, .last = last, .type = (uint8_t)type};
}

static void describe_memory(struct boot_info *info, word_t size)
{
    size = MIN(size, (word_t)MALTA_HIGH_RAM_MAX);
    add_memory(info, 0, MIN(size, (word_t)MALTA_LOW_RAM_MAX) - 1, BOOT_MEM_CONVENTIONAL);
    if (size > MALTA_LOW_RAM_MAX)
        add_memory(info, MALTA_HIGH_RAM + MALTA_LOW_RAM_MAX, MALTA_HIGH_RAM + size - 1,
                   BOOT_MEM_CONVENTIONAL);
    add_memory(info, 0, RESERVED_LAST, BOOT_MEM_RESERVED);
    add_memory(info, MALTA_GT64120, MALTA_GT64120 + MALTA_GT64120_SIZE - 1, BOOT_MEM_RESERVED);
}

BOOT_CODE void plat_boot(word_t a0, word_t a1, word_t a2, word_t a3)
{
    struct boot_info *info = &boot_info;
    const uint32_t *args = loader_pointer((uint32_t)a1, 4);
    const uint32_t *env = loader_pointer((uint32_t)a2, 4);

    (void)a3;
    info->image_first = arch_v2p(image_start);
    info->image_last = arch_v2p(image_end) - 1;
    if (args != NULL && a0 != 0 && a0 <= ARGS_MAX)
        read_arguments(a0, args);
    else
        env = NULL;
    bootimage_read(info, info->image_last + 1, loader_line);
    describe_memory(info, ram_size(info->cmdline, env));
    kernel_start(info);
}
