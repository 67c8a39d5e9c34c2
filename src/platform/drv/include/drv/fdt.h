/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Flattened device trees, read where the loader left them. Nothing in them is trusted to be well formed: what lies outside reads
 * as absent [Devicetree Specification 0.4, 5 "Flattened Devicetree (DTB) Format"].
 */
#pragma once

#include <kernel/types.h>

#define FDT_DEPTH 8u

struct fdt {
    paddr_t at;
    uint32_t size;
    uint32_t structs;
    uint32_t structs_end;
    uint32_t strings;
    uint32_t reserved; /* memory reservation block */
};

/* A node: where its name and its properties begin; how addresses and sizes in its `reg` are written. */
struct fdt_node {
    uint32_t name;
    uint32_t props;
    unsigned depth; /* of the root: 1 */
    uint8_t address_cells;
    uint8_t size_cells;
};

/* A property's value. */
struct fdt_prop {
    uint32_t at;
    uint32_t len;
};

struct fdt_walk {
    uint32_t next;
    unsigned depth;
    uint8_t cells
        [FDT_DEPTH + 1]
        [2]; /* #address-cells and #size-cells that the node of a depth sets for its children */
};

/* Is there a tree at this address? Fills in *f. */
bool fdt_open(struct fdt *f, paddr_t at);
/* The reservation number n; false: no more. */
bool fdt_reservation(const struct fdt *f, unsigned n, uint64_t *start, uint64_t *size);

/* All nodes in the order of the tree: start with a walk of zeros. False: no more. */
bool fdt_next(const struct fdt *f, struct fdt_walk *w, struct fdt_node *n);

/* Does the node's name begin like this, up to its end or its unit address? */
bool fdt_is_named(const struct fdt *f, const struct fdt_node *n, const char *name);
bool fdt_is_compatible(const struct fdt *f, const struct fdt_node *n, const char *name);
bool fdt_find(const struct fdt *f, const struct fdt_node *n, const char *name, struct fdt_prop *p);
/* Does the property begin with this string? */
bool fdt_is_string(const struct fdt *f, const struct fdt_prop *p, const char *s);
/* Copies the property, cut to size - 1 bytes, and ends it with NUL. */
void fdt_string(const struct fdt *f, const struct fdt_prop *p, char *buf, size_t size);
/* Cell number i of the property; 0 if it is not that long. */
uint32_t fdt_cell(const struct fdt *f, const struct fdt_prop *p, unsigned i);
/* Pair number i of the node's `reg`. */
bool fdt_reg(const struct fdt *f, const struct fdt_node *n, unsigned i, uint64_t *start,
             uint64_t *size);
