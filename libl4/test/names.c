/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * All headers in C11: every name is there, layouts and constants are right. Compiled only.
 */
#include <l4/arch.h>
#include <l4/bootinfo.h>
#include <l4/ipc.h>
#include <l4/kcp.h>
#include <l4/kdebug.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/misc.h>
#include <l4/pagefault.h>
#include <l4/procdesc.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>
#include <l4/tracebuffer.h>
#include <l4/types.h>
#include <l4io.h>
#if defined(L4_ARCH_AMD64)
#include <l4/amd64/compat.h>
#endif

#include "layout.inc"

#define USE(f)  sink((void (*)(void))(f));
#define TYPE(t) size_sink(sizeof(t));

void libl4_names(void (*sink)(void (*)(void)), void (*size_sink)(L4_Size_t));
void libl4_layouts(void);

void libl4_names(void (*sink)(void (*)(void)), void (*size_sink)(L4_Size_t))
{
#include "names.inc"
#include "types.inc"
    USE(printf)
    USE(snprintf)
    USE(vsnprintf)
    USE(putc)
    USE(getc)
}

void libl4_layouts(void)
{
    check_layouts();
    L4_KDB_Enter("text");
    enter_kdebug("text");
    (void)kd_inchar();
}
