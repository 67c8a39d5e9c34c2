/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PowerPC: the system-call entries, absolute addresses in the kernel interface page.
 */
#include <l4/kip.h>

__L4_Ipc_t __L4_Ipc;
__L4_Lipc_t __L4_Lipc;
__L4_ExchangeRegisters_t __L4_ExchangeRegisters;
__L4_ThreadControl_t __L4_ThreadControl;
__L4_SystemClock_t __L4_SystemClock;
__L4_ThreadSwitch_t __L4_ThreadSwitch;
__L4_Schedule_t __L4_Schedule;
__L4_Unmap_t __L4_Unmap;
__L4_SpaceControl_t __L4_SpaceControl;
__L4_ProcessorControl_t __L4_ProcessorControl;
__L4_MemoryControl_t __L4_MemoryControl;

void __L4_Init(void)
{
    const L4_KernelInterfacePage_t *kip = (L4_KernelInterfacePage_t *)L4_GetKernelInterface();

    __L4_Ipc = (__L4_Ipc_t)kip->Ipc;
    __L4_Lipc = (__L4_Lipc_t)kip->Lipc;
    __L4_ExchangeRegisters = (__L4_ExchangeRegisters_t)kip->ExchangeRegisters;
    __L4_ThreadControl = (__L4_ThreadControl_t)kip->ThreadControl;
    __L4_SystemClock = (__L4_SystemClock_t)kip->SystemClock;
    __L4_ThreadSwitch = (__L4_ThreadSwitch_t)kip->ThreadSwitch;
    __L4_Schedule = (__L4_Schedule_t)kip->Schedule;
    __L4_Unmap = (__L4_Unmap_t)kip->Unmap;
    __L4_SpaceControl = (__L4_SpaceControl_t)kip->SpaceControl;
    __L4_ProcessorControl = (__L4_ProcessorControl_t)kip->ProcessorControl;
    __L4_MemoryControl = (__L4_MemoryControl_t)kip->MemoryControl;
}
