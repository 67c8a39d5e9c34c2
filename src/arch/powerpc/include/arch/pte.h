/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Entries of the page tables: the kernel's own format, which both families load their translation hardware from.
 * Usable from assembly.
 *
 * An entry of the directory is 0, a page of 4 MB (PTE_P set), or the address of a table of 4 KB pages in the direct view. The
 * rights bits and the memory type lie where Book E's MAS3 and MAS2 have them (MAS2: shifted by 7).
 *
 * Hardware keeps no record of accesses: a page gets into the TLB when it is first used (PTE_REF), and is writable there
 * only after the first write (PTE_UW, PTE_DIRTY).
 */
#pragma once

#define PTE_P     0x001
#define PTE_UR    0x002
#define PTE_W     0x004 /* writing is allowed */
#define PTE_UW    0x008 /* ... and happened, so the TLB may allow it */
#define PTE_DIRTY 0x010 /* was written; stays when writing is forbidden */
#define PTE_UX    0x020
#define PTE_REF   0x040 /* was used */
#define PTE_WB    0x080 /* attribute 2, write-back: no difference to hardware */
#define PTE_G     0x100 /* guarded */
#define PTE_M     0x200 /* coherent: SMP only */
#define PTE_I     0x400 /* cache inhibited */
#define PTE_WT    0x800 /* write-through */

#define PTE_FRAME 0xfffff000
#define PTE_USER  0x02a /* the bits for MAS3 */
