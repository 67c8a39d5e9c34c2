/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * First instructions of the kernel: from flat 32-bit protected mode without paging to C in 64-bit mode.
 *
 * Entered by a multiboot loader (EAX magic, EBX information), or by a loader of the generic boot protocol with nothing
 * defined. The tables built here are the kernel's own for good: the direct view of the first 4 GB in 2 MB pages, and the first
 * of them once more as the kernel's image; the direct view also lies at 0 until C takes it away.
 */
#include <arch/layout.h>
#include <arch/selectors.h>
#include <x86/pte.h>
#include <x86/regs.h>

#define PHYS(sym) ((sym) - AMD64_KERNEL_BASE)
#define STACK_SIZE 8192
#define PML4_SLOT(va) ((((va) >> 39) & 511) * 8)
#define PDPT_SLOT(va) ((((va) >> 30) & 511) * 8)
#define KERNEL_PAGE (PTE_P | PTE_W | PTE_A | PTE_D | PTE_G | PTE_PS)
#define TABLE (PTE_P | PTE_W)
#define COM1 0x3f8

    .section .boot, "ax"
    .code32
    .globl  _start
_start:
    cli
    cld
    movl    %eax, %ebp                      /* magic */
    movl    %ebx, %esi                      /* information */
    movl    $PHYS(amd64_stack_top), %esp
    movl    $PHYS(__bss_start), %edi
    movl    $PHYS(__bss_end), %ecx
    subl    %edi, %ecx
    shrl    $2, %ecx
    xorl    %eax, %eax
    rep stosl

    movl    $0x80000000, %eax               /* is there a 64-bit mode? */
    cpuid
    cmpl    $0x80000001, %eax
    jb      no_long_mode
    movl    $0x80000001, %eax
    cpuid
    btl     $29, %edx
    jnc     no_long_mode

    movl    $PHYS(amd64_direct_pd), %edi    /* 4 GB, page by page */
    movl    $(AMD64_DIRECT_BOOT_GB * 512), %ecx
    movl    $KERNEL_PAGE, %eax
    xorl    %edx, %edx
1:  movl    %eax, (%edi)
    movl    %edx, 4(%edi)
    addl    $8, %edi
    addl    $0x200000, %eax
    adcl    $0, %edx
    loop    1b
    movl    $PHYS(amd64_direct_pdpt), %edi
    movl    $PHYS(amd64_direct_pd) + TABLE, %eax
    movl    $AMD64_DIRECT_BOOT_GB, %ecx
1:  movl    %eax, (%edi)
    addl    $8, %edi
    addl    $0x1000, %eax
    loop    1b
    movl    $PHYS(amd64_direct_pd) + TABLE, %eax
    movl    %eax, PHYS(amd64_image_pdpt) + PDPT_SLOT(AMD64_KERNEL_BASE)
    movl    $PHYS(amd64_direct_pdpt) + TABLE, %eax
    movl    %eax, PHYS(amd64_root)
    movl    %eax, PHYS(amd64_root) + PML4_SLOT(ARCH_DIRECT_BASE)
    movl    $PHYS(amd64_image_pdpt) + TABLE + PTE_U, %eax
    movl    %eax, PHYS(amd64_root) + PML4_SLOT(AMD64_KERNEL_BASE)

    movl    $CR4_PAE, %eax
    movl    %eax, %cr4
    movl    $PHYS(amd64_root), %eax
    movl    %eax, %cr3
    movl    $MSR_EFER, %ecx
    rdmsr
    orl     $EFER_LME, %eax
    wrmsr
    movl    %cr0, %eax
    orl     $(CR0_PG | CR0_WP | CR0_PE), %eax
    andl    $~(CR0_CD | CR0_NW), %eax
    movl    %eax, %cr0
    lgdt    gdt_pointer
    ljmp    $SEL_KERNEL_CS, $1f

/* Says so on the screen and on the first serial line, which the loader may have set up. */
no_long_mode:
    movl    $message, %esi
    movl    $0xb8000, %edi
    movb    $0x07, %ah
2:  lodsb
    testb   %al, %al
    jz      4f
    stosw
    movl    $0x10000, %ecx
3:  movw    $(COM1 + 5), %dx
    movb    %al, %bl
    inb     %dx, %al
    testb   $0x20, %al
    movb    %bl, %al
    loopz   3b
    movw    $COM1, %dx
    outb    %al, %dx
    jmp     2b
4:  hlt
    jmp     4b

message:
    .asciz  "Pecan: this kernel needs a 64-bit processor (amd64)"

    .balign 8
gdt:
    .quad   0
    .quad   0x00209b0000000000              /* SEL_KERNEL_CS: 64-bit code */
gdt_pointer:
    .short  15
    .long   gdt

    .code64
1:  movq    $2f, %rax
    jmp     *%rax

    .section .boot_code, "ax"
2:  xorl    %eax, %eax
    movl    %eax, %ss
    movl    %eax, %ds
    movl    %eax, %es
    movl    %eax, %fs
    movl    %eax, %gs
    movq    $amd64_stack_top - 16, %rsp
    movl    %ebp, %edi                      /* magic */
    movl    %esi, %esi                      /* information */
    xorl    %ebp, %ebp                      /* backtraces end here */
    pushq   %rbp
    jmp     amd64_boot

    .bss
    .balign 16
    .space  STACK_SIZE
    .globl  amd64_stack_top
amd64_stack_top:

    .section .note.GNU-stack, "", @progbits
