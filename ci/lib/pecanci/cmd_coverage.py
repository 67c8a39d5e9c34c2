# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/coverage: lines and branches of src/generic that tests reach: host tests (gcov) and the conformance suite (QEMU)."""

import argparse
import json
import subprocess
from collections import defaultdict
from pathlib import Path

from . import build as builder
from . import executed, reasons
from .boards import DEFAULT_BOARD, find_board
from .build import locked, run_logged
from .common import BUILD, ROOT, Problem, run_main, say, short
from .packages import ensure

GENERIC = ROOT / "src" / "generic"
MINIMUM = 95.0


def parser():
    result = argparse.ArgumentParser(
        prog="ci/coverage", allow_abbrev=False,
        description="Show which lines and branches of src/generic the host tests reach (gcov), which lines the "
                    "conformance suite reaches on a board (a plugin of QEMU; the kernel is the usual one), and which "
                    "lines neither does. Those must be in tests/coverage/reasons.txt.")
    result.add_argument("--board", default=DEFAULT_BOARD, help=f"where the suite runs (default {DEFAULT_BOARD})")
    result.add_argument("--lines", action="store_true", help="list every line that neither reaches, reasons or not")
    result.add_argument("--host", action="store_true", help="host tests only; nothing is asked for then")
    return result


class Counts:
    """Of one source file: for each of its lines, whether host and board reached it; branches of the host."""

    def __init__(self):
        self.host = defaultdict(bool)
        self.board = {}
        self.branches = defaultdict(bool)

    def add_gcov(self, line):
        number = line["line_number"]
        self.host[number] |= line["count"] > 0
        for i, branch in enumerate(line["branches"]):
            if not branch["throw"]:
                self.branches[number, i] |= branch["count"] > 0

    @property
    def lines(self):
        """Every line with code, on the host or on the board: was it reached by anybody?"""
        return {number: self.host.get(number, False) or self.board.get(number, False)
                for number in self.host.keys() | self.board.keys()}


def host_tests(directory):
    """Names of the tests of neutral code and the programs that they run."""
    text = subprocess.run(["meson", "introspect", "--tests", str(directory)], capture_output=True, text=True,
                          check=True).stdout
    tests = [test for test in json.loads(text) if test["name"].startswith("host-")]
    return [test["name"] for test in tests], [str(Path(test["cmd"][0]).relative_to(directory)) for test in tests]


def run_host_tests():
    """Build and run; returns the build folder. Counters of earlier runs are dropped."""
    ensure(["meson", "gcc"])
    directory = BUILD / "coverage"
    with locked(directory):
        logs = directory / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / "build.log"
        log.unlink(missing_ok=True)
        if not (directory / "build.ninja").exists():
            say(f"configuring {short(directory)}")
            run_logged(["meson", "setup", "-Db_coverage=true", str(directory), str(ROOT)], log, "meson setup")
        run_logged(["ninja", "-C", str(directory), "build.ninja"], log, "meson setup")
        names, programs = host_tests(directory)
        say(f"building {short(directory)}")
        run_logged(["ninja", "-C", str(directory), *programs], log, "the build")
        for old in directory.rglob("*.gcda"):
            old.unlink()
        say("running the host tests")
        run_logged(["meson", "test", "--no-rebuild", "-C", str(directory), "--timeout-multiplier", "4", *names],
                   logs / "test.log", "the host tests")
    return directory


def collect_host(directory, files):
    for data in sorted(directory.rglob("*.gcda")):
        result = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", str(data)],
                                capture_output=True, text=True, cwd=directory, check=False)
        for text in result.stdout.splitlines():
            for file in json.loads(text)["files"]:
                path = Path(directory, file["file"]).resolve()
                if GENERIC in path.parents:
                    for line in file["lines"]:
                        files[path].add_gcov(line)
    if not files:
        raise Problem(f"gcov found no counters in {short(directory)}; is gcov of the same version as cc installed?")


def collect_board(board, files):
    directory = builder.build(board)
    say(f"running the conformance suite on {board.name}")
    for path, lines in executed.lines_of(board, directory).items():
        files[path].board = lines


def percent(part, whole):
    return 100 * part / whole if whole else 100.0


def ranges(numbers):
    """Line numbers as text: 3-5, 9."""
    result = []
    for number in sorted(numbers):
        if result and result[-1][1] == number - 1:
            result[-1][1] = number
        else:
            result.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in result)


def share(values):
    """Cells of the table: how many, of how many, per cent."""
    values = list(values)
    return f"{sum(values):>5} of {len(values):<4} {percent(sum(values), len(values)):>5.1f} %"


def report(files, with_lines):
    """Print the table; returns the per cent of all lines."""
    print(f"{'file':<34} {'lines: host tests':<22} {'suite on a board':<22} {'together':<22} host tests' branches")
    everything = [[], [], [], []]
    for path in sorted(files):
        counts = files[path]
        columns = [counts.host.values(), counts.board.values(), counts.lines.values(), counts.branches.values()]
        for whole, part in zip(everything, columns):
            whole.extend(part)
        print(f"{str(path.relative_to(GENERIC)):<34} " + "  ".join(share(column) for column in columns))
        missed = [line for line, hit in counts.lines.items() if not hit]
        if with_lines and missed:
            print(f"    not reached: {ranges(missed)}")
    print(f"{'sum':<34} " + "  ".join(share(column) for column in everything))
    return percent(sum(everything[2]), len(everything[2]))


def measure(board):
    """Counts by file, of the host tests and, with a board, of the conformance suite."""
    files = defaultdict(Counts)
    collect_host(run_host_tests(), files)
    if board:
        collect_board(board, files)
    return files


def problems(files, reached):
    """What is wrong with the coverage: too little, lines without a reason, reasons without a line."""
    if reached < MINIMUM:
        yield f"{reached:.1f} % of the lines are reached, {MINIMUM:.1f} % are asked for"
    missed = {path: [line for line, hit in counts.lines.items() if not hit] for path, counts in files.items()}
    yield from reasons.compare(GENERIC, missed)


def checker(board):
    """For ci/test."""
    def check(outcome):
        files = measure(board)
        wrong = list(problems(files, report(files, False)))
        outcome.expect(not wrong, "; ".join(wrong[:8]) + (" ..." if len(wrong) > 8 else ""))
    return check


def main(argv):
    args = parser().parse_args(argv)
    files = measure(None if args.host else find_board(args.board))
    reached = report(files, args.lines)
    wrong = [] if args.host else list(problems(files, reached))
    for problem in wrong:
        print(problem)
    return 1 if wrong else 0


if __name__ == "__main__":
    run_main(main)
