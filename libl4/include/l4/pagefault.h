/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Page-fault messages as structures.
 */
#pragma once

#include <l4/types.h>
#include <l4/message.h>

typedef union {
    L4_Word_t raw[3];
    struct {
        union {
            L4_MsgTag_t tag;
            struct {
                L4_BITFIELD4(L4_Word_t, __counts : 16, rwx : 3, __zero : 1, label
                             : __L4_BITS(12, 44))
            } X;
        } tag;
        L4_Word_t fault_address;
        L4_Word_t fault_ip;
    } X;
} L4_PfRequest_t;

typedef union {
    L4_Word_t raw[3];
    struct {
        L4_MsgTag_t tag;
        L4_MapItem_t MapItem;
    } X;
} L4_PfReply_t;
