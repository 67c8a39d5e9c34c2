/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * First instructions of the kernel: from flat protected mode without paging to C at its virtual address.
 *
 * Entered by a multiboot loader (EAX magic, EBX information), or by a loader of the generic boot protocol with nothing
 * defined. The early table maps the first 4 MB with 4 KB pages, at 0 and at the direct view, so that even a CPU without 4 MB
 * pages gets far enough to say so.
 */
#include <arch/layout.h>
#include <x86/regs.h>

#define PHYS(sym) ((sym) - ARCH_DIRECT_BASE)
#define BOOT_STACK_SIZE 8192

    .section .boot, "ax"
    .globl  _start
_start:
    cli
    cld
    movl    %eax, %ebp                      /* magic */
    movl    $PHYS(__bss_start), %edi
    movl    $PHYS(__bss_end), %ecx
    subl    %edi, %ecx
    shrl    $2, %ecx
    xorl    %eax, %eax
    rep stosl
    movl    $PHYS(ia32_kmap), %edi          /* borrowed until ia32_boot */
    movl    $1024, %ecx
    movl    $0x003, %eax                    /* present, writable */
1:  stosl
    addl    $0x1000, %eax
    loop    1b
    movl    $PHYS(ia32_kernel_pd), %edi
    movl    $PHYS(ia32_kmap) + 0x003, %eax
    movl    %eax, (%edi)
    movl    %eax, (ARCH_DIRECT_BASE >> 20)(%edi)
    movl    %edi, %cr3
    movl    %cr0, %eax
    orl     $(CR0_PG | CR0_WP), %eax
    andl    $~(CR0_CD | CR0_NW), %eax
    movl    %eax, %cr0
    movl    $1f, %eax
    jmp     *%eax

    .section .boot_code, "ax"
1:  movl    $ia32_boot_stack_top, %esp
    movl    %ebx, %edx                      /* information */
    movl    %ebp, %eax                      /* magic */
    xorl    %ebp, %ebp                      /* backtraces end here */
    pushl   $0
    jmp     ia32_boot

    .bss
    .balign 16
    .space  BOOT_STACK_SIZE
    .globl  ia32_boot_stack_top
ia32_boot_stack_top:

    .section .note.GNU-stack, "", @progbits
