/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Open Firmware's client interface.
 */
#include <drv/openfw.h>

#include <kernel/string.h>
#include <kernel/section.h>

#define MAX_ARGS  8u
#define MAX_CELLS 32u

static int (*client)(void *args);

/* The first result, OPENFW_NONE if the call failed. */
BOOT_CODE static uint32_t call(const char *service, unsigned args, const uint32_t *arg)
{
    struct {
        uint32_t service;
        uint32_t args;
        uint32_t results;
        uint32_t cell[MAX_ARGS];
    } c = {.service = (uint32_t)(word_t)service, .args = args, .results = 1};

    for (unsigned i = 0; i < args; i++)
        c.cell[i] = arg[i];
    c.cell[args] = OPENFW_NONE;
    return client(&c) != 0 ? OPENFW_NONE : c.cell[args];
}

BOOT_CODE void openfw_init(word_t entry)
{
    client = (int (*)(void *))entry;
}

BOOT_CODE uint32_t openfw_find(const char *path)
{
    uint32_t arg[] = {(uint32_t)(word_t)path};

    return call("finddevice", 1, arg);
}

BOOT_CODE unsigned openfw_prop(uint32_t package, const char *name, void *buf, unsigned size)
{
    uint32_t arg[] = {package, (uint32_t)(word_t)name, (uint32_t)(word_t)buf, size};
    uint32_t len;

    if (package == OPENFW_NONE)
        return 0;
    len = call("getprop", 4, arg);
    return len == OPENFW_NONE ? 0 : len < size ? len : size;
}

BOOT_CODE uint32_t openfw_cell(uint32_t package, const char *name, unsigned i, uint32_t otherwise)
{
    uint32_t cells[MAX_CELLS];
    unsigned len = openfw_prop(package, name, cells, sizeof(cells));

    return len / 4 > i ? cells[i] : otherwise;
}

BOOT_CODE void openfw_quiesce(void)
{
    call("quiesce", 0, NULL);
}
