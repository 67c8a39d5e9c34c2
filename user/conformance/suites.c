/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The list of suites.
 */
#include "suites.h"

extern const struct ct_suite kip_suite;
extern const struct ct_suite vregs_suite;
extern const struct ct_suite time_suite;
extern const struct ct_suite ipc_suite;
extern const struct ct_suite lipc_suite;
extern const struct ct_suite exregs_suite;
extern const struct ct_suite thread_suite;
extern const struct ct_suite string_suite;
extern const struct ct_suite map_suite;
extern const struct ct_suite unmap_suite;
extern const struct ct_suite propagate_suite;
extern const struct ct_suite sched_suite;
extern const struct ct_suite control_suite;
extern const struct ct_suite protocol_suite;
extern const struct ct_suite irq_suite;
extern const struct ct_suite sigma0_suite;
extern const struct ct_suite io_suite;
extern const struct ct_suite combo_suite;
extern const struct ct_suite latency_suite;
extern const struct ct_suite robust_suite;
extern const struct ct_suite smp_suite;

const struct ct_suite *const ct_suites[] = {
    &kip_suite,     &vregs_suite,    &time_suite, &ipc_suite,    &lipc_suite,      &exregs_suite,
    &thread_suite,  &string_suite,   &map_suite,  &unmap_suite,  &propagate_suite, &sched_suite,
    &control_suite, &protocol_suite, &irq_suite,  &sigma0_suite, &io_suite,        &combo_suite,
    &latency_suite, &robust_suite,   &smp_suite,  &arch_suite,
};
const unsigned ct_suite_count = sizeof(ct_suites) / sizeof(ct_suites[0]);
