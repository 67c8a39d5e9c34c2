/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Every piece of the skeleton port, when called, tells its own name and a duty. The list of pieces comes from the contract
 * headers (calls.py).
 */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <arch/missing.h>

#include "null_calls.h"

static jmp_buf back;
static const char *missing_name;
static const char *missing_duty;

void port_missing(const char *name, const char *duty)
{
    missing_name = name;
    missing_duty = duty;
    longjmp(back, 1);
}

static int names_itself(const struct null_call *call)
{
    missing_name = missing_duty = "";
    if (setjmp(back) == 0)
        call->function();
    return strcmp(missing_name, call->name) == 0 && strlen(missing_duty) > 10;
}

int main(void)
{
    const unsigned count = sizeof(null_calls) / sizeof(null_calls[0]);
    int failed = 0;
    unsigned i;

    printf("1..%u\n", count);
    for (i = 0; i < count; i++) {
        int good = names_itself(&null_calls[i]);

        printf("%sok %u - %s: %s\n", good ? "" : "not ", i + 1, null_calls[i].name, missing_duty);
        failed |= !good;
    }
    return failed;
}
