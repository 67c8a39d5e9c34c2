/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * MIPS64: the system-call entries. The words of the kernel interface page are offsets from the
 * page.
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
    char *page = (char *)L4_GetKernelInterface();
    const L4_KernelInterfacePage_t *kip = (const L4_KernelInterfacePage_t *)(const void *)page;

    __L4_Ipc = (__L4_Ipc_t)(page + kip->Ipc);
    __L4_Lipc = (__L4_Lipc_t)(page + kip->Lipc);
    __L4_ExchangeRegisters = (__L4_ExchangeRegisters_t)(page + kip->ExchangeRegisters);
    __L4_ThreadControl = (__L4_ThreadControl_t)(page + kip->ThreadControl);
    __L4_SystemClock = (__L4_SystemClock_t)(page + kip->SystemClock);
    __L4_ThreadSwitch = (__L4_ThreadSwitch_t)(page + kip->ThreadSwitch);
    __L4_Schedule = (__L4_Schedule_t)(page + kip->Schedule);
    __L4_Unmap = (__L4_Unmap_t)(page + kip->Unmap);
    __L4_SpaceControl = (__L4_SpaceControl_t)(page + kip->SpaceControl);
    __L4_ProcessorControl = (__L4_ProcessorControl_t)(page + kip->ProcessorControl);
    __L4_MemoryControl = (__L4_MemoryControl_t)(page + kip->MemoryControl);
}
