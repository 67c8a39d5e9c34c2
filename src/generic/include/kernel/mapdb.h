/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Mapping database: who got which page from whom.
 *
 * One node per mapping of any page size, in a tree per origin frame (design.md 6). A mapping's node is the cookie of its
 * page-table entry, so a node is found from (space, address) by arch_pt_lookup. The origin nodes belong to sigma0's space,
 * which owns all memory but the kernel's: they are made when sigma0 first touches or hands out a page.
 *
 * All operations are restartable: when preempt_pending() says that an interrupt waits they stop in a consistent state
 * with L4_AGAIN; the caller repeats the call with the same arguments and the same cursor later.
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/fpage.h>
#include <kernel/types.h>

struct space;

/* Progress of an interrupted operation; zero it before the first call. */
struct mapdb_cursor {
    word_t pos;    /* how far inside the range */
    word_t status; /* access bits found so far */
};

void mapdb_init(void);

/* Map or grant item: sends memory of `from` named by fpage `snd` (with the rights in it) and `base` into `window` of
 * space `to` (api.md 5.1-5.5). KIP and UTCB pages, the kernel's memory and addresses outside the user area are skipped.
 * Fails: L4_ERR_NO_MEM when kernel memory ran out (pages before stay mapped); L4_AGAIN. */
enum l4_error mapdb_map(struct space *from, struct space *to, word_t snd, word_t base,
                        word_t window, bool grant, struct mapdb_cursor *cur);

/* Unmap of one fpage (api.md 4.7): revokes the rights in `fpage` from the mappings derived from the space's pages, and
 * with `flush` from the pages themselves. On L4_OK *accessed holds the rwx bits that were used since the last query. */
enum l4_error mapdb_unmap(struct space *space, word_t fpage, bool flush, unsigned *accessed,
                          struct mapdb_cursor *cur);

/* Removes every mapping of the space with all that was derived from it (R91). */
enum l4_error mapdb_clear(struct space *space, struct mapdb_cursor *cur);

/* sigma0 touched an address: gives it the page 1:1 with all rights. Returns L4_ERR_PARAM if the address is not memory
 * that sigma0 may have, L4_ERR_NO_MEM. */
enum l4_error mapdb_sigma0_fault(struct space *sigma0, vaddr_t va);

/* MemoryControl: gives the pages of the space inside `fpage` the attribute, for sigma0 after creating them, and recursively their derived mappings.
 * Returns, with nothing changed, L4_ERR_PRIVILEGE if a page is not mapped (sigma0: is not memory), L4_ERR_PARAM if the
 * fpage is smaller than the smallest page. */
enum l4_error mapdb_set_attr(struct space *space, word_t fpage, unsigned attr,
                             struct mapdb_cursor *cur);

/* The kernel itself read or wrote the page of this cookie in the user's name: counts as an access. */
void mapdb_note_access(void *cookie, unsigned rwx);

/* Nodes in use; debug check of all invariants reachable from the space (asserts). */
size_t mapdb_count(void);
void mapdb_check(struct space *space);
