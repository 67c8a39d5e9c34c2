/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * ARM: the entries of the system calls. The words of the kernel interface page are offsets from the
 * page.
 */
#include <l4/kip.h>

__L4_Ipc_t __L4_Ipc;
__L4_Lipc_t __L4_Lipc;
__L4_Unmap_t __L4_Unmap;
__L4_ExchangeRegisters_t __L4_ExchangeRegisters;
__L4_ThreadControl_t __L4_ThreadControl;
__L4_SpaceControl_t __L4_SpaceControl;
__L4_Schedule_t __L4_Schedule;
__L4_MemoryControl_t __L4_MemoryControl;
__L4_SystemClock_t __L4_SystemClock;
__L4_ThreadSwitch_t __L4_ThreadSwitch;
__L4_ProcessorControl_t __L4_ProcessorControl;

void __L4_Init(void)
{
    const L4_KernelInterfacePage_t *kip = (const L4_KernelInterfacePage_t *)L4_GetKernelInterface();
    L4_Word_t base = (L4_Word_t)kip;

    __L4_Ipc = (__L4_Ipc_t)(base + kip->Ipc);
    __L4_Lipc = (__L4_Lipc_t)(base + kip->Lipc);
    __L4_Unmap = (__L4_Unmap_t)(base + kip->Unmap);
    __L4_ExchangeRegisters = (__L4_ExchangeRegisters_t)(base + kip->ExchangeRegisters);
    __L4_ThreadControl = (__L4_ThreadControl_t)(base + kip->ThreadControl);
    __L4_SpaceControl = (__L4_SpaceControl_t)(base + kip->SpaceControl);
    __L4_Schedule = (__L4_Schedule_t)(base + kip->Schedule);
    __L4_MemoryControl = (__L4_MemoryControl_t)(base + kip->MemoryControl);
    __L4_SystemClock = (__L4_SystemClock_t)(base + kip->SystemClock);
    __L4_ThreadSwitch = (__L4_ThreadSwitch_t)(base + kip->ThreadSwitch);
    __L4_ProcessorControl = (__L4_ProcessorControl_t)(base + kip->ProcessorControl);
}
