/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * PSCI [ARM DEN 0022, "Power State Coordination Interface", 5.10 "SYSTEM_OFF"] and semihosting [ARM DUI 0471, "Semihosting",
 * SYS_EXIT_EXTENDED].
 */
#include <drv/psci.h>

#define SYSTEM_OFF        0x84000008u
#define SYS_EXIT_EXTENDED 0x20u
#define APPLICATION_EXIT  0x20026u

#ifdef __thumb__
#define SEMIHOSTING "svc 0xab"
#else
#define SEMIHOSTING "svc 0x123456"
#endif

void psci_system_off(bool hvc)
{
    register uint32_t r0 __asm__("r0") = SYSTEM_OFF;

    if (hvc)
        __asm__ volatile(".arch_extension virt\n\thvc #0"
                         : "+r"(r0)
                         :
                         : "r1", "r2", "r3", "memory");
    else
        __asm__ volatile(".arch_extension sec\n\tsmc #0" : "+r"(r0) : : "r1", "r2", "r3", "memory");
}

void semihosting_exit(unsigned status)
{
    uint32_t block[2] = {APPLICATION_EXIT, status};
    register uint32_t r0 __asm__("r0") = SYS_EXIT_EXTENDED;
    register uint32_t *r1 __asm__("r1") = block;

    __asm__ volatile(SEMIHOSTING : "+r"(r0) : "r"(r1) : "lr", "memory");
}
