/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The reference model of the mapping database: a flat table of pages, every rule of api.md 4.7 and 5 written in the plainest
 * way, recursive, without interruption.
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/types.h>

#define MODEL_SPACES 5 /* 0 is sigma0 */
#define MODEL_UNITS  4096
#define MODEL_PAGES  (MODEL_SPACES * MODEL_UNITS)

struct mpage {
    int space;
    word_t va;
    word_t pa;
    unsigned log2;
    unsigned rights;
    unsigned attr;
    unsigned hw;   /* accesses that nobody asked for yet */
    unsigned pend; /* not yet reported to the page's own query */
    unsigned up;   /* not yet seen by the parent */
    int parent;    /* -1: origin */
    int live_at;   /* place in model_live */
};

extern struct mpage model_page[MODEL_PAGES];
extern int model_live[MODEL_PAGES];
extern int model_count;
extern long model_failure; /* creation fails after so many; negative: never */

void model_reset(void);
int model_find(int space, word_t va); /* -1: nothing there */
enum l4_error model_map(int from, int to, word_t snd, word_t base, word_t window, bool grant);
unsigned model_unmap(int space, word_t fpage, bool flush);
enum l4_error model_sigma0_fault(word_t va);
enum l4_error model_set_attr(int space, word_t fpage, unsigned attr);

/* The world, from test_mapdb.c. */
bool world_is_kernels(word_t pa);        /* the smallest page at pa */
bool world_is_kip(int space, word_t va); /* the smallest page at va */
