/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Kernel configuration page: the kernel interface page as a boot loader sees it.
 */
#pragma once

#include <l4/types.h>

typedef struct {
    L4_Word_t sp;
    L4_Word_t ip;
    L4_Word_t low;
    L4_Word_t high;
} L4_KernelRootServer_t;

typedef struct {
    L4_Word_t magic;
    L4_Word_t __padding04[3];
    L4_KernelRootServer_t Kdebug; /* sp: initialisation, ip: entry */
    L4_KernelRootServer_t sigma0;
    L4_KernelRootServer_t sigma1;
    L4_KernelRootServer_t root_server;
    L4_Word_t __padding50;
    struct {
        L4_BITFIELD2(L4_Word_t, n : __L4_BITS(16, 32), MemDescPtr : __L4_BITS(16, 32))
    } MemoryInfo;
    L4_Word_t Kdebug_config[2];
    struct {
        L4_Word_t low;
        L4_Word_t high;
    } MainMem;
    L4_Word_t __padding68[4];
    struct {
        L4_Word_t low;
        L4_Word_t high;
    } DedicatedMem[5];
    L4_Word_t __paddingA0[6];
    L4_Word_t BootInfo;
    L4_Word_t __paddingBC;
} L4_KernelConfigurationPage_t;
