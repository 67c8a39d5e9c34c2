/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The architecture's share of the kernel interface page and of the control calls.
 *
 * <glue/kip.h> supplies the areas of the initial servers: GLUE_ROOT_UTCB_AREA, GLUE_ROOT_KIP_AREA (fpages),
 * GLUE_API_FLAGS, and GLUE_ELF_MACHINE for the loader.
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/types.h>

struct kip;
struct space;
struct tcb;

/* The page itself: part of the kernel image, so that a loader can find and patch it (api.md 6.10). */
extern struct kip kip;

/* Reads the boot options that concern the glue. Context: boot, first. */
void glue_init(const char *cmdline);

/* Fills in system-call entries and whatever else only the architecture knows. Context: boot. */
void glue_kip_fill(struct kip *k);

/* Feature strings beyond the neutral ones, by number; NULL ends the list. */
const char *glue_feature(unsigned n);

/* SpaceControl's control word; returns the old one. */
word_t glue_space_control(struct space *space, word_t control);

/* Fpages that name no memory (x86: I/O ports). Map or grant `snd` from one space into another one's `window`;
 * unmap returns the access bits. Only called if glue_fpage_is_special(). */
bool glue_fpage_is_special(word_t fpage);
enum l4_error glue_special_map(struct space *from, struct space *to, word_t snd, word_t window,
                               bool grant);
unsigned glue_special_unmap(struct space *space, word_t fpage, bool flush);

/* MemoryControl's cache operations, which need no privilege. False: the call is none of these; true: done, with *error. */
bool glue_cache_control(struct tcb *self, word_t control, const word_t attribute[4],
                        enum l4_error *error);

/* The thread enters a space: sets tcb->glue_root if the fast path wants it. */
void glue_thread_enters(struct tcb *tcb, struct space *space);

/* Part of creating and freeing a space. */
void glue_space_init(struct space *space);
void glue_space_fini(struct space *space);

#include <glue/kip.h>
