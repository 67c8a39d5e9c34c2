# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Count checks, read TAP, print the table at the end of ci/test."""

import re
import threading
import time
from dataclasses import dataclass, field

TAP = re.compile(r"^(not )?ok\b[ \t]*(\d+)?[ \t-]*([^#\r\n]*)(#[^\r\n]*)?", re.MULTILINE)
PLAN = re.compile(r"^1\.\.(\d+)", re.MULTILINE)


@dataclass
class Outcome:
    """What one check gave: counts, and the reasons of failures."""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list = field(default_factory=list)

    def expect(self, condition, note):
        """Count one more test; the note tells what is wrong if the condition is false."""
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            self.notes.append(note)
        return condition


def read_tap(text, outcome, what):
    """Count the lines of a TAP text; a plan that does not fit is one failure more."""
    count = 0
    for bad, _, name, comment in TAP.findall(text):
        count += 1
        directive = (comment or "").lstrip("# \t").upper()
        if directive.startswith("SKIP"):
            outcome.skipped += 1
        else:
            outcome.expect(not bad, f"{what}: not ok: {name.strip()}")
    plan = PLAN.search(text)
    if not plan:
        outcome.expect(False, f"{what}: no TAP plan (1..N) after {count} tests")
    elif int(plan.group(1)) != count:
        outcome.expect(False, f"{what}: plan of {plan.group(1)} tests, {count} were reported")
    return count


class Table:
    """Rows of the final table; safe to use from several threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.rows = []

    def run(self, where, name, check):
        """Run a check, which fills an Outcome; an exception is a failure."""
        outcome = Outcome()
        started = time.monotonic()
        try:
            check(outcome)
        except Exception as error:  # pylint: disable=broad-except
            outcome.expect(False, f"{type(error).__name__}: {error}")
        if outcome.passed + outcome.failed + outcome.skipped == 0:
            outcome.expect(False, "no test was executed")
        seconds = time.monotonic() - started
        with self.lock:
            self.rows.append((where, name, outcome, seconds))
            mark = "ok    " if not outcome.failed else "FAILED"
            print(f"{mark} {where} {name} ({seconds:.1f} s)", flush=True)
            for note in outcome.notes:
                print(f"       {note}", flush=True)
        return not outcome.failed

    def finish(self):
        """Print the table and the closing line; returns the exit status."""
        print(f"\n{'where':<16} {'test':<36} {'passed':>7} {'failed':>7} {'skipped':>7} {'time':>8}")
        total = Outcome()
        for where, name, outcome, seconds in sorted(self.rows, key=lambda row: row[0]):
            print(f"{where:<16} {name:<36} {outcome.passed:>7} {outcome.failed:>7} "
                  f"{outcome.skipped:>7} {seconds:>6.1f} s")
            total.passed += outcome.passed
            total.failed += outcome.failed
            total.skipped += outcome.skipped
        skipped = f", {total.skipped} skipped" if total.skipped else ""
        print(f"\n{total.passed} passed, {total.failed} failed{skipped}", flush=True)
        return 0 if total.passed and not total.failed else 1
