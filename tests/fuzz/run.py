#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
#
# Runs a fuzz target with its seeds for a fixed number of inputs, the same ones each time; with --time S for S seconds,
# with new inputs each time. A crashing input is kept and named.

import argparse
import os
import random
import subprocess
import sys
import tempfile


def main():
    p = argparse.ArgumentParser(description='Runs a fuzz target (tests/fuzz).')
    p.add_argument('program', help='the built target')
    p.add_argument('name', help='its name in the seed file')
    p.add_argument('--seeds', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), 'seeds.txt'))
    p.add_argument('--runs', type=int, default=5000, help='number of inputs (default 5000)')
    p.add_argument('--time', type=int, default=0, help='run for so many seconds instead')
    p.add_argument('--keep', default='.', help='folder for crashing inputs (default: the current one)')
    a = p.parse_args()
    env = dict(os.environ)
    # Boot-time memory of the fake machine is never given back.
    env['ASAN_OPTIONS'] = 'detect_leaks=0'
    with tempfile.TemporaryDirectory() as corpus:
        with open(a.seeds, encoding='ascii') as f:
            seeds = [line.split() for line in f if not line.startswith('#')]
        for i, words in enumerate(seeds):
            if words and words[0] == a.name:
                with open(os.path.join(corpus, 'seed%d' % i), 'wb') as out:
                    out.write(bytes.fromhex(words[1] if len(words) > 1 else ''))
        command = [a.program, corpus, '-max_len=1200', '-detect_leaks=0', '-timeout=60', '-verbosity=0',
                   '-artifact_prefix=' + os.path.join(a.keep, a.name + '-')]
        if a.time:
            command += ['-max_total_time=%d' % a.time, '-seed=%d' % random.randrange(1, 1 << 30)]
        else:
            command += ['-runs=%d' % a.runs, '-seed=1']
        print('# ' + ' '.join(command), flush=True)
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == '__main__':
    sys.exit(main())
