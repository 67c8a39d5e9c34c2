/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * All headers in the oldest language they serve: gnu99 as .c, gnu++98 as .cc. Compiled only.
 */
#include <l4/arch.h>
#include <l4/bootinfo.h>
#include <l4/ipc.h>
#include <l4/kcp.h>
#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/pagefault.h>
#include <l4/procdesc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/tracebuffer.h>
#include <l4io.h>

L4_Word_t libl4_oldest(void);

L4_Word_t libl4_oldest(void)
{
    return L4_MyGlobalId().raw;
}
