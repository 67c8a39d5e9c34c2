/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * IA-32: the system-call stubs and their table of entries, together in one page of their own.
 *
 * void __L4_Xxx(void): registers in and out by the kernel's convention; the stub touches none and
 * leaves the stack as it is.
 */
        .macro  stub name
        .globl  \name
        .type   \name, @function
        .p2align 4
\name:
        jmp     *entry_\name
        .size   \name, . - \name
        .endm

        .macro  entry name
entry_\name:
        .long   0
        .endm

        .section .l4_syscalls, "awx", @progbits
        .p2align 12
        .globl  __L4_syscalls_page
__L4_syscalls_page:
        stub    __L4_Ipc
        stub    __L4_Lipc
        stub    __L4_ExchangeRegisters
        stub    __L4_ThreadControl
        stub    __L4_SystemClock
        stub    __L4_ThreadSwitch
        stub    __L4_Schedule
        stub    __L4_Unmap
        stub    __L4_SpaceControl
        stub    __L4_ProcessorControl
        stub    __L4_MemoryControl

        /*
         * The table lies far from the code: a write near code makes processors drop it from their
         * instruction buffers. Order: the words of the kernel interface page from SpaceControl on.
         */
        .p2align 11
        .globl  __l4_syscall_table
__l4_syscall_table:
        entry   __L4_SpaceControl
        entry   __L4_ThreadControl
        entry   __L4_ProcessorControl
        entry   __L4_MemoryControl
        entry   __L4_Ipc
        entry   __L4_Lipc
        entry   __L4_Unmap
        entry   __L4_ExchangeRegisters
        entry   __L4_SystemClock
        entry   __L4_ThreadSwitch
        entry   __L4_Schedule
        .p2align 12

        .section .note.GNU-stack, "", @progbits
