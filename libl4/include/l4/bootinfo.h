/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Boot information: a header and a list of records, left by the boot loader at the physical
 * address in the kernel interface page.
 */
#pragma once

#include <l4/types.h>

#define L4_BOOTINFO_MAGIC   ((L4_Word_t)0x14B0021D)
#define L4_BOOTINFO_VERSION 1

#define L4_BootInfo_Module     0x0001
#define L4_BootInfo_SimpleExec 0x0002
#define L4_BootInfo_EFITables  0x0101
#define L4_BootInfo_Multiboot  0x0102

typedef struct {
    L4_Word_t magic;
    L4_Word_t version;
    L4_Word_t size;
    L4_Word_t first_entry;
    L4_Word_t num_entries;
    L4_Word_t __reserved[3];
} L4_BootInfo_t;

typedef struct {
    L4_Word_t type;
    L4_Word_t version;
    L4_Word_t offset_next;
} L4_BootRec_t;

typedef struct {
    L4_Word_t type;
    L4_Word_t version;
    L4_Word_t offset_next;
    L4_Word_t start;
    L4_Word_t size;
    L4_Word_t cmdline_offset;
} L4_Boot_Module_t;

typedef struct {
    L4_Word_t type;
    L4_Word_t version;
    L4_Word_t offset_next;
    L4_Word_t text_pstart;
    L4_Word_t text_vstart;
    L4_Word_t text_size;
    L4_Word_t data_pstart;
    L4_Word_t data_vstart;
    L4_Word_t data_size;
    L4_Word_t bss_pstart;
    L4_Word_t bss_vstart;
    L4_Word_t bss_size;
    L4_Word_t initial_ip;
    L4_Word_t flags;
    L4_Word_t label;
    L4_Word_t cmdline_offset;
} L4_Boot_SimpleExec_t;

typedef struct {
    L4_Word_t type;
    L4_Word_t version;
    L4_Word_t offset_next;
    L4_Word_t systab;
    L4_Word_t memmap;
    L4_Word_t memmap_size;
    L4_Word_t memdesc_size;
    L4_Word_t memdesc_version;
} L4_Boot_EFI_t;

typedef struct {
    L4_Word_t type;
    L4_Word_t version;
    L4_Word_t offset_next;
    L4_Word_t address;
} L4_Boot_MBI_t;

L4_INLINE L4_Bool_t L4_BootInfo_Valid(const void *ptr)
{
    const L4_BootInfo_t *b = (const L4_BootInfo_t *)ptr;

    return b->magic == L4_BOOTINFO_MAGIC && b->version == L4_BOOTINFO_VERSION;
}

L4_INLINE L4_Word_t L4_BootInfo_Size(const void *ptr)
{
    return ((const L4_BootInfo_t *)ptr)->size;
}

L4_INLINE L4_Word_t L4_BootInfo_Entries(const void *ptr)
{
    return ((const L4_BootInfo_t *)ptr)->num_entries;
}

L4_INLINE L4_BootRec_t *L4_BootInfo_FirstEntry(const void *ptr)
{
    return (L4_BootRec_t *)((L4_Word_t)ptr + ((const L4_BootInfo_t *)ptr)->first_entry);
}

L4_INLINE L4_Word_t L4_BootRec_Type(const L4_BootRec_t *r)
{
    return r->type;
}

L4_INLINE L4_BootRec_t *L4_BootRec_Next(const L4_BootRec_t *r)
{
    return (L4_BootRec_t *)((L4_Word_t)r + r->offset_next);
}

/* The command line at an offset from its record; null for offset 0. */
L4_INLINE char *__L4_BootRec_Cmdline(const L4_BootRec_t *r, L4_Word_t offset)
{
    return offset ? (char *)((L4_Word_t)r + offset) : (char *)0;
}

#define __L4_BOOT_GETTER(name, type, field)                                                        \
    L4_INLINE L4_Word_t name(const L4_BootRec_t *r)                                                \
    {                                                                                              \
        return ((const type *)(const void *)r)->field;                                             \
    }

__L4_BOOT_GETTER(L4_Module_Start, L4_Boot_Module_t, start)
__L4_BOOT_GETTER(L4_Module_Size, L4_Boot_Module_t, size)

L4_INLINE char *L4_Module_Cmdline(const L4_BootRec_t *r)
{
    return __L4_BootRec_Cmdline(r, ((const L4_Boot_Module_t *)(const void *)r)->cmdline_offset);
}

__L4_BOOT_GETTER(L4_SimpleExec_TextPstart, L4_Boot_SimpleExec_t, text_pstart)
__L4_BOOT_GETTER(L4_SimpleExec_TextVstart, L4_Boot_SimpleExec_t, text_vstart)
__L4_BOOT_GETTER(L4_SimpleExec_TextSize, L4_Boot_SimpleExec_t, text_size)
__L4_BOOT_GETTER(L4_SimpleExec_DataPstart, L4_Boot_SimpleExec_t, data_pstart)
__L4_BOOT_GETTER(L4_SimpleExec_DataVstart, L4_Boot_SimpleExec_t, data_vstart)
__L4_BOOT_GETTER(L4_SimpleExec_DataSize, L4_Boot_SimpleExec_t, data_size)
__L4_BOOT_GETTER(L4_SimpleExec_BssPstart, L4_Boot_SimpleExec_t, bss_pstart)
__L4_BOOT_GETTER(L4_SimpleExec_BssVstart, L4_Boot_SimpleExec_t, bss_vstart)
__L4_BOOT_GETTER(L4_SimpleExec_BssSize, L4_Boot_SimpleExec_t, bss_size)
__L4_BOOT_GETTER(L4_SimpleExec_InitialIP, L4_Boot_SimpleExec_t, initial_ip)
__L4_BOOT_GETTER(L4_SimpleExec_Flags, L4_Boot_SimpleExec_t, flags)
__L4_BOOT_GETTER(L4_SimpleExec_Label, L4_Boot_SimpleExec_t, label)

/* Flags and label are scratch fields, also behind a pointer to const. */
L4_INLINE void L4_SimpleExec_Set_Flags(const L4_BootRec_t *r, L4_Word_t flags)
{
    ((L4_Boot_SimpleExec_t *)(L4_Word_t)r)->flags = flags;
}

L4_INLINE void L4_SimpleExec_Set_Label(const L4_BootRec_t *r, L4_Word_t label)
{
    ((L4_Boot_SimpleExec_t *)(L4_Word_t)r)->label = label;
}

L4_INLINE char *L4_SimpleExec_Cmdline(const L4_BootRec_t *r)
{
    return __L4_BootRec_Cmdline(r, ((const L4_Boot_SimpleExec_t *)(const void *)r)->cmdline_offset);
}

__L4_BOOT_GETTER(L4_EFI_Systab, L4_Boot_EFI_t, systab)
__L4_BOOT_GETTER(L4_EFI_Memmap, L4_Boot_EFI_t, memmap)
__L4_BOOT_GETTER(L4_EFI_MemmapSize, L4_Boot_EFI_t, memmap_size)
__L4_BOOT_GETTER(L4_EFI_MemdescSize, L4_Boot_EFI_t, memdesc_size)
__L4_BOOT_GETTER(L4_EFI_MemdescVersion, L4_Boot_EFI_t, memdesc_version)
__L4_BOOT_GETTER(L4_MBI_Address, L4_Boot_MBI_t, address)

#if defined(__cplusplus)
static inline L4_Word_t L4_Type(const L4_BootRec_t *r)
{
    return L4_BootRec_Type(r);
}

static inline L4_BootRec_t *L4_Next(const L4_BootRec_t *r)
{
    return L4_BootRec_Next(r);
}
#endif
