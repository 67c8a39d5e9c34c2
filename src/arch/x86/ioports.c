/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Sets of ports in a space's I/O permission bitmap.
 * [Intel SDM 325462-083, vol. 1, 19.5.2 "I/O Permission Bit Map"]
 */
#include <hal/mmu.h>

#include <kernel/bits.h>

static bool port_allowed(const struct arch_space *as, unsigned port)
{
    return (as->io_map[port / 8] >> port % 8 & 1) == 0;
}

void x86_io_ports_set(struct arch_space *as, unsigned first, unsigned count, bool allow)
{
    for (unsigned port = first; port < first + count; port++) {
        if (port % 8 == 0 && first + count - port >= 8) {
            as->io_map[port / 8] = allow ? 0 : 0xff;
            port += 7;
        } else if (allow) {
            as->io_map[port / 8] &= (uint8_t)~BIT(port % 8);
        } else {
            as->io_map[port / 8] |= (uint8_t)BIT(port % 8);
        }
    }
}

bool x86_io_ports_all(const struct arch_space *as, unsigned first, unsigned count)
{
    if (as->io_map == NULL)
        return false;
    for (unsigned port = first; port < first + count; port++)
        if (!port_allowed(as, port))
            return false;
    return true;
}

bool x86_io_ports_any(const struct arch_space *as, unsigned first, unsigned count)
{
    if (as->io_map == NULL)
        return false;
    for (unsigned port = first; port < first + count; port++)
        if (port_allowed(as, port))
            return true;
    return false;
}
