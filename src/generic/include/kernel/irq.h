/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Interrupts: noted by the handlers below, turned into messages at the kernel's exit.
 */
#pragma once

#include <kernel/errors.h>
#include <kernel/types.h>

struct tcb;

/* The interrupt arrived and is masked at its controller (and acknowledged there). Context: interrupt handler, user or
 * kernel mode interrupted. */
void irq_note(unsigned irq);
/* The one-shot timer fired. */
void timer_note(void);

/* Turns noted interrupts into messages. Context: kernel exit. */
void irq_deliver(void);

void irq_init(void);
/* ThreadControl on an interrupt thread (api.md 4.3.5): pager names the handler. */
enum l4_error irq_control(struct tcb *self, tid_t dest, tid_t pager);
/* The handler dies: its lines fall silent. */
void irq_handler_gone(struct tcb *handler);
/* The interrupt thread got its acknowledge. */
void irq_acknowledged(struct tcb *irq_thread);
