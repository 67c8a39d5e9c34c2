/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The empty symbol table of the first link of the kernel.
 *
 * tools/ksyms.py makes the real one from that link's result; same names, same sections.
 */

extern const unsigned long ksym_addr[];
extern const char ksym_names[];
extern const unsigned int ksym_count;

#define TABLE(name) __attribute__((weak, section(".ksyms." #name), used))

TABLE(count) const unsigned int ksym_count = 0;
TABLE(addr) const unsigned long ksym_addr[] = {~0ul};
TABLE(names) const char ksym_names[] = "";
