/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * OpenPIC interrupt controllers, Freescale's MPIC among them; one processor.
 */
#pragma once

#include <kernel/types.h>

#define OPENPIC_NONE (~0u)

struct openpic {
    void *base;
    bool little;      /* registers are little-endian */
    unsigned sources; /* number of them; filled in by openpic_init */
};

/* Resets the controller; all sources masked. Vector numbers are source numbers. */
void openpic_init(struct openpic *pic);
/* Level- or edge-triggered, active high or low. Leaves it masked. Sources from 0 on. */
void openpic_setup(struct openpic *pic, unsigned source, bool level, bool high);
void openpic_set_mask(struct openpic *pic, unsigned source, bool masked);
/* Takes the interrupt that is due; OPENPIC_NONE: none. openpic_end must follow. */
unsigned openpic_claim(struct openpic *pic);
void openpic_end(struct openpic *pic);
