/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Root task that reads the boot information and the memory descriptors as programs of others do, and says what is wrong.
 *
 * Expects two programs, as many data modules as its command line says (modules=N), each beginning with "module " and its
 * number, and descriptors in which these lie.
 */
#include <l4/bootinfo.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4io.h>

#define MEM_CONVENTIONAL 1
#define MEM_RESERVED     2
#define MEM_INFO         0x1e
#define MEM_SERVER       0x2e
#define MEM_MODULE       0x3e

int main(void);

static void *kip;
static int failures;

static void expect(int condition, const char *what)
{
    printf("%s - %s\n", condition ? "ok" : "not ok", what);
    failures += !condition;
}

/* The type of the last descriptor that speaks of an address. */
static L4_Word_t type_at(L4_Word_t address)
{
    L4_Word_t n = L4_NumMemoryDescriptors(kip);
    L4_Word_t type = 0;
    L4_Word_t i;

    for (i = 0; i < n; i++) {
        L4_MemoryDesc_t *m = L4_MemoryDesc(kip, i);

        if (!L4_IsMemoryDescVirtual(m) && address >= L4_MemoryDescLow(m) &&
            address <= L4_MemoryDescHigh(m))
            type = L4_MemoryDescType(m);
    }
    return type;
}

/* What follows a word in a text, or null. */
static const char *behind(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        int i = 0;

        while (word[i] != '\0' && text[i] == word[i])
            i++;
        if (word[i] == '\0')
            return text + i;
    }
    return (const char *)0;
}

static int number_after(const char *text, const char *word)
{
    const char *at = text ? behind(text, word) : (const char *)0;
    int n = 0;

    if (!at)
        return -1;
    for (; *at >= '0' && *at <= '9'; at++)
        n = n * 10 + (*at - '0');
    return n;
}

static void check_module(const L4_BootRec_t *r, int number)
{
    L4_Word_t start = L4_Module_Start(r);
    const char *text = (const char *)start;
    const char *cmdline = L4_Module_Cmdline(r);

    printf("# module %d at %lx, %lu bytes, '%s'\n", number, start, L4_Module_Size(r),
           cmdline ? cmdline : "(none)");
    expect(type_at(start) == MEM_MODULE && type_at(start + L4_Module_Size(r) - 1) == MEM_MODULE,
           "the module's memory is described");
    expect(cmdline && number_after(cmdline, "number=") == number, "it has its command line");
    expect(number_after(text, "module ") == number, "its content is there");
}

static void check_program(const L4_BootRec_t *r, const char *name)
{
    const char *cmdline = L4_SimpleExec_Cmdline(r);
    L4_Word_t first = L4_SimpleExec_TextPstart(r);

    printf("# program at %lx, %lu bytes, '%s'\n", first, L4_SimpleExec_TextSize(r),
           cmdline ? cmdline : "(none)");
    expect(type_at(first) == MEM_SERVER, "the program's memory is described");
    expect(cmdline && behind(cmdline, name), "the program has its name");
    expect(L4_SimpleExec_InitialIP(r) >= first &&
               L4_SimpleExec_InitialIP(r) < first + L4_SimpleExec_TextSize(r),
           "its entry point lies inside");
}

static void check_records(const void *info)
{
    const L4_BootRec_t *r = L4_BootInfo_FirstEntry(info);
    const char *cmdline = "";
    L4_Word_t left = L4_BootInfo_Entries(info);
    int programs = 0;
    int modules = 0;

    for (; left > 0; left--, r = L4_BootRec_Next(r)) {
        if (L4_BootRec_Type(r) == L4_BootInfo_SimpleExec) {
            if (programs == 1)
                cmdline = L4_SimpleExec_Cmdline(r);
            check_program(r, programs++ == 0 ? "sigma0" : "bootcheck");
        } else if (L4_BootRec_Type(r) == L4_BootInfo_Module) {
            check_module(r, ++modules);
        } else if (L4_BootRec_Type(r) == L4_BootInfo_Multiboot) {
            const L4_Word32_t *mbi = (const L4_Word32_t *)L4_MBI_Address(r);

            expect(type_at(L4_MBI_Address(r)) == MEM_INFO, "the multiboot copy is described");
            expect((mbi[0] & 4) && behind((const char *)(L4_Word_t)mbi[4], "modules="),
                   "its command line is the root task's");
        }
    }
    expect(programs == 2, "there are two programs");
    expect(cmdline && number_after(cmdline, "modules=") == modules,
           "there are as many modules as the command line says");
}

int main(void)
{
    const void *info;
    L4_MemoryDesc_t *first;

    kip = L4_GetKernelInterface();
    info = (const void *)L4_BootInfo(kip);
    first = L4_MemoryDesc(kip, 0);
    expect(L4_NumMemoryDescriptors(kip) > 4, "there are memory descriptors");
    expect(first && L4_MemoryDescLow(first) == 0, "the first one covers memory from 0 on");
    expect(info && L4_BootInfo_Valid(info), "there is boot information");
    if (failures == 0) {
        expect(type_at((L4_Word_t)info) == MEM_INFO, "its memory is described");
        check_records(info);
    }
    printf("PECAN-EXIT %d\n", failures != 0);
    for (;;)
        L4_Sleep(L4_Never);
}
