/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Debugger entry without an interactive debugger, and names for addresses.
 */
#include <config.h>
#include <hal/debug.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/tcb.h>

extern const unsigned long ksym_addr[];
extern const char ksym_names[];
extern const unsigned int ksym_count;

/* Programs end in loops around this trap: what a thread says again and again from one place is printed once. */
static bool is_repeated(const struct tcb *tcb, const char *message)
{
    static tid_t last_id;
    static word_t last_ip;
    static word_t last_hash;
    word_t hash = 0;
    bool same;

    while (*message != '\0')
        hash = hash * 31 + (unsigned char)*message++;
    same = last_id == tcb->id && last_ip == glue_frame_ip(tcb) && last_hash == hash;
    last_id = tcb->id;
    last_ip = glue_frame_ip(tcb);
    last_hash = hash;
    return same;
}

void debug_enter(struct tcb *tcb, const char *message)
{
    if (!CONFIG_KDB_TRAPS || is_repeated(tcb, message))
        return;
    printk("--- %s --- (thread %lx, ip %lx)\n", message, (unsigned long)tcb->id,
           (unsigned long)glue_frame_ip(tcb));
}

const char *debug_symbol(word_t addr, word_t *offset)
{
    const char *name = ksym_names;
    unsigned found = ksym_count;

    for (unsigned i = 0; i < ksym_count && ksym_addr[i] <= addr; i++)
        found = i;
    if (found == ksym_count) {
        *offset = 0;
        return "";
    }
    for (unsigned i = 0; i < found; i++)
        name += strlen(name) + 1;
    *offset = addr - ksym_addr[found];
    return name;
}
