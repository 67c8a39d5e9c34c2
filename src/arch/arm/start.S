/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * First instructions of the kernel: from a loader, MMU off, to C at its virtual address.
 *
 * The head is that of an ARM Linux zImage, so that loaders of such images take the flat boot image [Linux
 * Documentation/arm/booting.rst]; in: r0 0, r1 machine number, r2 device tree or tag list. QEMU's ELF loader leaves 0 in all of
 * them. A flat image may lie anywhere: it moves itself to where it is linked. Caches are off or clean, as that protocol demands.
 */
#include <arch/layout.h>
#include <arch/regs.h>

#define BOOT_STACK_SIZE 8192
#define HCPTR_ONES      0x33ff
#define ZIMAGE_MAGIC    0x016f2818

/* First-level entries: sections, privileged, readable and writable, access flag set (AFE), normal memory, write-back and
 * write-allocate (TEX 1, C, B) [ARM DDI 0406C.d, B3.5.1 "Short-descriptor translation table format descriptors"]. */
#define SECTION         0x0000140e
#define TTBR_WALK       0x48 /* walks: inner and outer write-back; ignored bits on CPUs without the multiprocessing extensions */

    .arch_extension virt
    .section .boot, "ax"
    .globl  _start
_start:
    .rept   8
    nop
    .endr
    b       begin
    .word   ZIMAGE_MAGIC
    .word   0                               /* start: position independent */
image_size:
    .word   0                               /* end; the maker of boot images fills it in */

begin:
    mov     r9, r2
    mrs     r3, cpsr
    and     r3, r3, #PSR_MODE_MASK
    cmp     r3, #PSR_MODE_HYP
    bne     1f

    /* Leave the hypervisor's mode for good: nothing of what follows is trapped, identification registers show the truth, the
     * virtual counter is the physical one [ARM DDI 0406C.d, B1.14 "Traps to the hypervisor", B4.1.65 "HCPTR" for the bits that
     * are one, B8.1.2 "The virtual counter"]. */
    mov     r3, #0
    mcr     p15, 4, r3, c1, c1, 0           /* HCR */
    mcr     p15, 4, r3, c1, c1, 3           /* HSTR */
    mcrr    p15, 4, r3, r3, c14             /* CNTVOFF */
    ldr     r3, =HCPTR_ONES
    mcr     p15, 4, r3, c1, c1, 2           /* HCPTR */
    mrc     p15, 4, r3, c1, c1, 1           /* HDCR: only HPMN, how many counters are the system's */
    and     r3, r3, #0x1f
    mcr     p15, 4, r3, c1, c1, 1
    mrc     p15, 4, r3, c14, c1, 0          /* CNTHCTL: PL1PCTEN, PL1PCEN */
    orr     r3, r3, #3
    mcr     p15, 4, r3, c14, c1, 0
    mrc     p15, 0, r3, c0, c0, 0           /* VPIDR: MIDR */
    mcr     p15, 4, r3, c0, c0, 0
    mrc     p15, 0, r3, c0, c0, 5           /* VMPIDR: MPIDR */
    mcr     p15, 4, r3, c0, c0, 5
    adr     r3, 1f
    msr     elr_hyp, r3
    mov     r3, #PSR_MODE_SVC | PSR_I | PSR_F
    msr     spsr_cxsf, r3
    eret
1:  cpsid   aif, #PSR_MODE_SVC
    mrc     p15, 0, r3, c1, c0, 0           /* SCTLR: no translation, no caches yet */
    bic     r3, r3, #SCTLR_M | SCTLR_C
    bic     r3, r3, #SCTLR_I
    mcr     p15, 0, r3, c1, c0, 0
    isb

    /* Where are we? Backwards copy: the destination is above. */
    adr     r4, _start
    ldr     r5, =_start
    cmp     r4, r5
    beq     3f
    ldr     r6, image_size
    add     r6, r6, #3
    bic     r6, r6, #3
2:  subs    r6, r6, #4
    ldr     r7, [r4, r6]
    str     r7, [r5, r6]
    bne     2b
    dsb
    mov     r3, #0
    mcr     p15, 0, r3, c7, c5, 0           /* ICIALLU */
    dsb
    isb
    ldr     r3, =3f
    bx      r3

3:  ldr     r4, =__bss_start - ARM_VIRT_OFFSET
    ldr     r5, =__bss_end - ARM_VIRT_OFFSET
    mov     r3, #0
4:  str     r3, [r4], #4
    cmp     r4, r5
    blo     4b

    /* The early table: RAM's first part at its own and at the kernel's address. */
    ldr     r4, =arm_kernel_table - ARM_VIRT_OFFSET
    ldr     r5, =ARM_RAM_BASE | SECTION
    add     r6, r4, #ARM_RAM_BASE >> 18
    add     r7, r4, #ARCH_DIRECT_BASE >> 18
    mov     r8, #ARM_EARLY_SIZE >> 20
5:  str     r5, [r6], #4
    str     r5, [r7], #4
    add     r5, r5, #0x100000
    subs    r8, r8, #1
    bne     5b

    mov     r3, #0
    mcr     p15, 0, r3, c7, c5, 0           /* ICIALLU */
    mcr     p15, 0, r3, c7, c5, 6           /* BPIALL */
    mcr     p15, 0, r3, c8, c7, 0           /* TLBIALL */
    mcr     p15, 0, r3, c2, c0, 2           /* TTBCR: everything by TTBR0, short descriptors */
    mcr     p15, 0, r3, c13, c0, 1          /* CONTEXTIDR: ASID 0 */
    orr     r4, r4, #TTBR_WALK
    mcr     p15, 0, r4, c2, c0, 0           /* TTBR0 */
    mov     r3, #1
    mcr     p15, 0, r3, c3, c0, 0           /* DACR: domain 0 checks rights */
    dsb
    isb
    mrc     p15, 0, r3, c1, c0, 0
    ldr     r4, =SCTLR_CLEAR
    bic     r3, r3, r4
    ldr     r4, =SCTLR_SET
    orr     r3, r3, r4
    mcr     p15, 0, r3, c1, c0, 0
    isb
    ldr     r3, =6f
    bx      r3
    .ltorg

    .section .boot_code, "ax"
6:  ldr     r3, =arm_vectors
    mcr     p15, 0, r3, c12, c0, 0          /* VBAR */
    ldr     sp, =arm_boot_stack_top
    mov     r0, #0
    mov     r1, #0
    mov     r2, r9
    mov     fp, #0                          /* backtraces end here */
    mov     lr, #0
    ldr     r3, =arm_boot
    bx      r3                              /* ARM or Thumb */
    .ltorg

    .bss
    .balign 16
    .space  BOOT_STACK_SIZE
    .globl  arm_boot_stack_top
arm_boot_stack_top:

    .section .note.GNU-stack, "", %progbits
