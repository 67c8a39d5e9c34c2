/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * A pair of 8259 interrupt controllers as in every PC: lines 0-15, the second one behind line 2.
 */
#pragma once

#include <kernel/types.h>

#define I8259_LINES   16u
#define I8259_CASCADE 2u

/* Line n raises `vector` + n. All lines masked but the cascade. */
void i8259_init(uint8_t vector);
void i8259_mask(unsigned line);
void i8259_unmask(unsigned line);
void i8259_mask_all(void);
/* End of interrupt for this line. */
void i8259_eoi(unsigned line);
/* False: lines 7 and 15 were reported for an interrupt that went away; what has to be acknowledged then is. */
bool i8259_is_real(unsigned line);
