/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Loading of the initial servers from ELF files (api.md 6.10).
 */
#pragma once

#include <kernel/types.h>

/* A program as it will lie in memory; physical addresses, inclusive ends. */
struct program {
    const char *name; /* for messages */
    const uint8_t *file;
    word_t file_size;
    paddr_t first;
    paddr_t last;
    word_t entry;
    paddr_t text_first; /* of the first loaded segment */
    word_t text_size;
    word_t memory_size;
};

/* Checks the ELF file and finds out where it goes. NULL if it is fine, else the reason why it is not. */
const char *program_check(struct program *p);

/* Copies the segments to their physical addresses and clears the rest. Contract: checked, and the memory is free. */
void program_load(const struct program *p);
