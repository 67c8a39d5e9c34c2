/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The mapping database against its model: the input chooses page sizes, operations, arguments and interruptions.
 */
#define main test_main
#include "../host/test_mapdb.c"
#undef main
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        word_t sizes;
        word_t units;
        unsigned rights;
    } sets[] = {
        {BIT(12), 96, 7}, {BIT(12) | BIT(15), 160, 2}, {BIT(12) | BIT(14) | BIT(17), 256, 0}};
    static bool ready;
    unsigned set;

    (void)test_main;
    if (!ready) {
        kmem_add(pool, pool + sizeof(pool));
        mapdb_init();
        ready = true;
    }
    fuzz_input(data, size);
    set = (unsigned)rnd_below(3);
    world_init(sets[set].sizes, 12, sets[set].units, sets[set].rights);
    for (unsigned n = 0; fuzz_more() && n < 400; n++) {
        tap_preempt_one_in = (unsigned)(rnd_below(3) * 2);
        random_op();
        if (n % 8 == 0)
            compare();
    }
    tap_preempt_one_in = 0;
    compare();
    world_fini();
    return 0;
}
