# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Why lines of src/generic are reached by no test: tests/coverage/reasons.txt, compared with what was measured."""

import re
from collections import Counter

from .common import ROOT, Problem

LIST = ROOT / "tests" / "coverage" / "reasons.txt"
# The first line of a function's definition, as clang-format leaves it.
FUNCTION = re.compile(r"^[A-Za-z_].*?\b(\w+)\(")
ENTRY = re.compile(r"^(\S+) (\w+): (.*)$")


def parse(text):
    """A dict from (file, function, text of the line) to how often the line is excused there."""
    found = Counter()
    reason = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            reason = line[3:]
            continue
        entry = ENTRY.match(line)
        if not entry or not reason:
            raise Problem(f"tests/coverage/reasons.txt:{number}: not 'FILE FUNCTION: LINE' below a reason")
        found[entry.groups()] += 1
    return found


def keys(path, name, numbers):
    """(file, function, text) of some lines of a file. Line numbers would change with every edit."""
    function = ""
    wanted = set(numbers)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        start = FUNCTION.match(line)
        if start and not line.endswith(";"):
            function = start.group(1)
        if number in wanted:
            yield (name, function, line.strip()), number


def compare(top, missed):
    """Problems: lines of `missed` (a dict from file to numbers) without a reason, and reasons for lines that are reached
    or not there."""
    left = parse(LIST.read_text(encoding="utf-8"))
    for path in sorted(missed):
        name = str(path.relative_to(top))
        for key, number in keys(path, name, missed[path]):
            if left[key] > 0:
                left[key] -= 1
            else:
                yield f"{name}:{number}: reached by no test, and no reason is given: {key[1]}: {key[2]}"
    for (name, function, text), count in left.items():
        if count > 0:
            yield f"a reason is given for a line that is reached or not there: {name} {function}: {text}"
