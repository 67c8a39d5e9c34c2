# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/coverage: lines and branches of src/generic that the host tests reach (gcov)."""

import argparse
import json
import subprocess
from collections import defaultdict
from pathlib import Path

from .build import locked, run_logged
from .common import BUILD, ROOT, Problem, run_main, say, short
from .packages import ensure

GENERIC = ROOT / "src" / "generic"


def parser():
    result = argparse.ArgumentParser(
        prog="ci/coverage", allow_abbrev=False,
        description="Build the host tests with gcov, run them, and show which lines and branches of src/generic they "
                    "reach. Several tests compile the same file; a line counts if any of them reaches it.")
    result.add_argument("--lines", action="store_true", help="list every line that was not reached")
    result.add_argument("--minimum", type=float, default=0, metavar="PERCENT",
                        help="exit status 1 if fewer lines of the files that host tests compile are reached")
    return result


def host_tests(directory):
    """Names of the tests of neutral code and the programs that they run."""
    text = subprocess.run(["meson", "introspect", "--tests", str(directory)], capture_output=True, text=True,
                          check=True).stdout
    tests = [test for test in json.loads(text) if test["name"].startswith("host-")]
    return [test["name"] for test in tests], [str(Path(test["cmd"][0]).relative_to(directory)) for test in tests]


def run_tests():
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
        names, programs = host_tests(directory)
        say(f"building {short(directory)}")
        run_logged(["ninja", "-C", str(directory), *programs], log, "the build")
        for old in directory.rglob("*.gcda"):
            old.unlink()
        say("running the host tests")
        run_logged(["meson", "test", "--no-rebuild", "-C", str(directory), "--timeout-multiplier", "4", *names],
                   logs / "test.log", "the host tests")
    return directory


class Counts:
    """Of one source file: line -> reached, (line, number) -> branch taken."""

    def __init__(self):
        self.lines = defaultdict(bool)
        self.branches = defaultdict(bool)

    def add(self, line):
        number = line["line_number"]
        self.lines[number] |= line["count"] > 0
        for i, branch in enumerate(line["branches"]):
            if not branch["throw"]:
                self.branches[number, i] |= branch["count"] > 0


def collect(directory):
    files = defaultdict(Counts)
    for data in sorted(directory.rglob("*.gcda")):
        result = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", str(data)],
                                capture_output=True, text=True, cwd=directory, check=False)
        for text in result.stdout.splitlines():
            for file in json.loads(text)["files"]:
                path = Path(directory, file["file"]).resolve()
                if GENERIC in path.parents:
                    for line in file["lines"]:
                        files[path].add(line)
    if not files:
        raise Problem(f"gcov found no counters in {short(directory)}; is gcov of the same version as cc installed?")
    return files


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


def report(files, with_lines):
    print(f"{'file':<44} {'lines':>12} {'':>7} {'branches':>12}")
    sums = [0, 0, 0, 0]
    for path in sorted(files):
        counts = files[path]
        row = [sum(counts.lines.values()), len(counts.lines), sum(counts.branches.values()), len(counts.branches)]
        sums = [a + b for a, b in zip(sums, row)]
        print(f"{str(path.relative_to(GENERIC)):<44} {row[0]:>5} of {row[1]:<4} {percent(row[0], row[1]):>5.1f} % "
              f"{row[2]:>5} of {row[3]:<4} {percent(row[2], row[3]):>5.1f} %")
        missed = [line for line, hit in counts.lines.items() if not hit]
        if with_lines and missed:
            print(f"    not reached: {ranges(missed)}")
    for path in sorted(GENERIC.glob("*.c")):
        if path not in files:
            print(f"{path.name:<44} compiled for boards only")
    print(f"{'sum':<44} {sums[0]:>5} of {sums[1]:<4} {percent(sums[0], sums[1]):>5.1f} % "
          f"{sums[2]:>5} of {sums[3]:<4} {percent(sums[2], sums[3]):>5.1f} %")
    return percent(sums[0], sums[1])


def main(argv):
    args = parser().parse_args(argv)
    reached = report(collect(run_tests()), args.lines)
    if reached < args.minimum:
        say(f"{reached:.1f} % of the lines are reached, {args.minimum:.1f} % are asked for")
        return 1
    return 0


if __name__ == "__main__":
    run_main(main)
