/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * 8259 interrupt controllers [Intel 8259A data sheet 231468-003, "Programming the 8259A"].
 */
#include <drv/i8259.h>

#include <plat/io.h>
#include <kernel/section.h>

#define MASTER 0x20u
#define SLAVE  0xa0u
#define CMD    0u /* w: ICW1, OCW2, OCW3; r: ISR or IRR */
#define DATA   1u /* rw: mask; w: ICW2-ICW4 after ICW1 */

#define ICW1_INIT     0x11u /* edge triggered, cascade, ICW4 follows */
#define ICW4_8086     0x01u
#define OCW2_EOI      0x60u /* specific: with line number */
#define OCW3_READ_ISR 0x0bu

static uint16_t masks;

static void write_masks(void)
{
    plat_io_write8(MASTER + DATA, (uint8_t)masks);
    plat_io_write8(SLAVE + DATA, (uint8_t)(masks >> 8));
}

BOOT_CODE void i8259_init(uint8_t vector)
{
    plat_io_write8(MASTER + CMD, ICW1_INIT);
    plat_io_write8(SLAVE + CMD, ICW1_INIT);
    plat_io_write8(MASTER + DATA, vector);
    plat_io_write8(SLAVE + DATA, (uint8_t)(vector + 8));
    plat_io_write8(MASTER + DATA, 1u << I8259_CASCADE);
    plat_io_write8(SLAVE + DATA, I8259_CASCADE);
    plat_io_write8(MASTER + DATA, ICW4_8086);
    plat_io_write8(SLAVE + DATA, ICW4_8086);
    masks = (uint16_t) ~(1u << I8259_CASCADE);
    write_masks();
}

void i8259_mask(unsigned line)
{
    masks |= (uint16_t)(1u << line);
    write_masks();
}

void i8259_unmask(unsigned line)
{
    masks &= (uint16_t) ~(1u << line);
    write_masks();
}

void i8259_mask_all(void)
{
    masks = 0xffff;
    write_masks();
}

void i8259_eoi(unsigned line)
{
    if (line >= 8) {
        plat_io_write8(SLAVE + CMD, (uint8_t)(OCW2_EOI | (line & 7)));
        line = I8259_CASCADE;
    }
    plat_io_write8(MASTER + CMD, (uint8_t)(OCW2_EOI | line));
}

bool i8259_is_real(unsigned line)
{
    unsigned chip = line >= 8 ? SLAVE : MASTER;

    if ((line & 7) != 7)
        return true;
    plat_io_write8(chip + CMD, OCW3_READ_ISR);
    if ((plat_io_read8(chip + CMD) & 0x80) != 0)
        return true;
    if (line >= 8) /* the master did see an interrupt */
        i8259_eoi(I8259_CASCADE);
    return false;
}
