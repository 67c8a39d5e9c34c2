/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * bootmem.c against a map of pages: random memory maps whose entries override each other, claims that are found and claims
 * that are asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <hal/mmu.h>
#include <kernel/bootmem.h>
#include <kernel/print.h>
#include "tap.h"

#define PAGES 64u
#define FIRST_PAGE                                                                                 \
    (ARCH_DIRECT_END / BIT(12) - 48) /* the last pages lie beyond what the kernel reaches */
#define CLAIMS (BOOT_MODULES_MAX + 8)

unsigned fake_page_min = 12;

enum page_state { HOLE, FREE, OTHER, TAKEN };

static uint8_t page[PAGES];
static struct boot_info info;
static jmp_buf failed;
static char message[300];

void boot_fail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(message, sizeof(message), fmt, ap);
    va_end(ap);
    longjmp(failed, 1);
}

static paddr_t address(unsigned n)
{
    return (FIRST_PAGE + n) << 12;
}

static void random_map(void)
{
    memset(page, HOLE, sizeof(page));
    info.mem_count = 1 + (unsigned)rnd_below(8);
    for (unsigned i = 0; i < info.mem_count; i++) {
        unsigned first = (unsigned)rnd_below(PAGES);
        unsigned count = 1 + (unsigned)rnd_below(PAGES - first);
        bool conventional = i == 0 || rnd_below(3) != 0;

        info.mem[i] = (struct boot_mem){
            .first = address(first),
            .last = address(first + count) - 1,
            .type = conventional ? BOOT_MEM_CONVENTIONAL : BOOT_MEM_RESERVED,
        };
        memset(page + first, conventional ? FREE : OTHER, count);
    }
    for (unsigned n = 48; n < PAGES; n++)
        page[n] = HOLE;
}

static bool all_free(unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        if (i >= PAGES || page[i] != FREE)
            return false;
    }
    return true;
}

/* Highest place that has room, as find works: within one entry's range. */
static int best_place(unsigned count)
{
    int best = -1;

    for (unsigned i = 0; i < info.mem_count; i++) {
        unsigned first = (unsigned)(info.mem[i].first >> 12) - (unsigned)FIRST_PAGE;
        unsigned end = (unsigned)((info.mem[i].last + 1) >> 12) - (unsigned)FIRST_PAGE;

        for (unsigned n = first; info.mem[i].type == BOOT_MEM_CONVENTIONAL && n + count <= end;
             n++) {
            if (all_free(n, count) && (int)n > best)
                best = (int)n;
        }
    }
    return best;
}

static void find(void)
{
    unsigned count = 1 + (unsigned)rnd_below(6);
    int want = best_place(count);
    paddr_t got = bootmem_find(&info, (count << 12) - rnd_below(4096), "something", "file");

    CHECK(got == (want < 0 ? 0 : address((unsigned)want)));
    if (want >= 0) {
        memset(page + want, TAKEN, count);
    }
}

static void claim(void)
{
    unsigned first = (unsigned)rnd_below(PAGES);
    unsigned count = 1 + (unsigned)rnd_below(3);
    bool taken = false;

    for (unsigned i = first; i < first + count && i < PAGES; i++)
        taken = taken || page[i] == TAKEN;
    if (setjmp(failed) == 0) {
        bootmem_claim(&info, address(first), address(first + count) - 1, "a server", "its file");
        CHECK(all_free(first, count));
        memset(page + first, TAKEN, count);
        return;
    }
    CHECK(!all_free(first, count));
    CHECK(strstr(message, "a server [its file]") != NULL);
    CHECK((strstr(message, "overlaps") != NULL) == taken);
}

static void check_total(void)
{
    word_t total = 0;

    for (unsigned i = 0; i < info.mem_count; i++) {
        for (paddr_t at = info.mem[i].first; at < info.mem[i].last; at += BIT(12))
            total +=
                info.mem[i].type == BOOT_MEM_CONVENTIONAL && at < ARCH_DIRECT_END ? BIT(12) : 0;
    }
    CHECK(bootmem_total(&info) == total);
}

static void fill_up(void)
{
    static unsigned claims;

    info.mem_count = 1;
    info.mem[0] =
        (struct boot_mem){.first = BIT(12), .last = BIT(24) - 1, .type = BOOT_MEM_CONVENTIONAL};
    if (setjmp(failed) == 0) {
        for (; claims <= CLAIMS; claims++)
            CHECK(bootmem_find(&info, 1, "filler", "") != 0);
    }
    CHECK(strstr(message, "too many") != NULL);
}

static void one_boot(void)
{
    random_map();
    check_total();
    for (unsigned i = 0; i < CLAIMS; i++) {
        if (rnd_below(2) == 0)
            find();
        else
            claim();
    }
    fill_up();
}

/* Nothing is ever given back, so each round is a process of its own. */
int main(int argc, char **argv)
{
    tap_init(argc, argv, 1);
    fflush(stdout);
    for (tap_step = 0; tap_step < 400; tap_step++) {
        int status = -1;
        pid_t child = fork();

        if (child == 0) {
            tap_seed((unsigned)tap_step);
            one_boot();
            exit(0);
        }
        CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    }
    tap_ok("bootmem/boots");
    return 0;
}
