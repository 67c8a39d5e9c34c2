# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Messages, errors and places that all scripts share."""

import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("PECAN_BUILD", ROOT / "build"))

EXIT_USAGE = 2
EXIT_TIMEOUT = 124


class Problem(Exception):
    """Something that the caller can put right: the message says what and how. Exit status 2."""


def say(text):
    """A line about what is being done. On standard error: standard output is the guest's."""
    print(f"[pecan] {text}", file=sys.stderr, flush=True)


def short(path):
    """A path as short as it can be told from the current folder."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("../..") else relative


def run_main(main):
    """Run a script's main; turn problems and Ctrl-C into messages and exit statuses. A script that
    is told to end ends its emulator as well."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        status = main(sys.argv[1:])
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr)
        status = EXIT_USAGE
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        status = 130
    except BrokenPipeError:
        status = 141
        sys.stderr.close()
    sys.exit(status)
