/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The list of suites.
 */
#include "suites.h"

extern const struct ct_suite kip_suite, vregs_suite, time_suite, ipc_suite, lipc_suite,
    exregs_suite, thread_suite, string_suite, map_suite, unmap_suite, propagate_suite, sched_suite,
    control_suite, protocol_suite, irq_suite, sigma0_suite;

const struct ct_suite *const ct_suites[] = {
    &kip_suite,     &vregs_suite,    &time_suite, &ipc_suite,    &lipc_suite,      &exregs_suite,
    &thread_suite,  &string_suite,   &map_suite,  &unmap_suite,  &propagate_suite, &sched_suite,
    &control_suite, &protocol_suite, &irq_suite,  &sigma0_suite, &arch_suite};
const unsigned ct_suite_count = sizeof(ct_suites) / sizeof(ct_suites[0]);
