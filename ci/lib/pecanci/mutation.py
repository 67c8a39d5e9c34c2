# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/mutation: break the kernel on purpose; the conformance suite must notice."""

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .boards import find_board
from .build import run_logged
from .common import ROOT, Problem, run_main
from .emulator import Machine, run
from .guest import Module, System

LIST = ROOT / "tests" / "mutation" / "mutations.txt"
NOT_COPIED = shutil.ignore_patterns("build", ".git", "__pycache__")
TIME_LIMIT = 60.0


class Mutation:
    """One entry of the list."""

    def __init__(self, text):
        lines = text.splitlines()
        self.name = lines[0].strip()
        fields = dict(line.split(" ", 1) for line in lines[1:] if re.match(r"(file|test) ", line))
        self.file = fields["file"]
        self.tests = fields["test"].split()
        self.old = "\n".join(line[2:] for line in lines if line.startswith("- "))
        self.new = "\n".join(line[2:] for line in lines if line.startswith("+ "))

    def apply(self, text):
        count = text.count(self.old)
        if count != 1:
            raise Problem(f"{self.name}: '{self.old}' is {count} times in {self.file}, not once")
        return text.replace(self.old, self.new)


def mutations():
    text = LIST.read_text(encoding="utf-8")
    return [Mutation(entry) for entry in re.split(r"^== ", text, flags=re.MULTILINE)[1:]]


def parser():
    result = argparse.ArgumentParser(
        prog="ci/mutation", allow_abbrev=False,
        description="Apply each mutation of tests/mutation/mutations.txt in a copy of the tree, build, run its tests of "
                    "the conformance suite, and expect failure. Prints TAP.")
    add = result.add_argument
    add("--board", default="ia32-pc", help="where (default ia32-pc)")
    add("--only", metavar="TEXT", default="", help="only mutations whose name or file has the text")
    add("--sample", metavar="N", type=int, default=0, help="only every n-th mutation, N in all")
    add("--check", action="store_true", help="only see that each mutation can be applied")
    return result


class Bench:
    """A copy of the tree with its build folder."""

    def __init__(self, board, scratch):
        self.board = board
        self.tree = Path(scratch) / "tree"
        self.build = Path(scratch) / "build"
        self.log = Path(scratch) / "build.log"
        shutil.copytree(ROOT, self.tree, ignore=NOT_COPIED)
        run_logged(["meson", "setup", "--cross-file", str(self.tree / "cross" / board.path.name),
                    str(self.build), str(self.tree)], self.log, "the configuration")

    def compile(self):
        targets = ["src/pecan.elf", "tools/bootimage", "user/sigma0/sigma0",
                   "user/conformance/conformance"]
        run_logged(["ninja", "-j2", "-C", str(self.build), *targets], self.log, "the build")

    def passes(self, tests):
        """Do the tests pass? None: none of them was run."""
        filters = " ".join(f"group={test}" for test in tests)
        system = System(self.build / "src" / "pecan.elf", "",
                        [Module(self.build / "user/sigma0/sigma0"),
                         Module(self.build / "user/conformance/conformance", filters)])
        result = run(self.board, system, Machine(timeout=TIME_LIMIT, icount=True), self.build / "run.log")
        if result.status == 0 and "\n1..0" in result.text.replace("\r", ""):
            return None
        return result.status == 0


def one(bench, mutation):
    """Returns what is wrong, or None if the mutation was noticed."""
    path = bench.tree / mutation.file
    original = path.read_text(encoding="utf-8")
    path.write_text(mutation.apply(original), encoding="utf-8")
    try:
        bench.compile()
        passed = bench.passes(mutation.tests)
    finally:
        path.write_text(original, encoding="utf-8")
    if passed is None:
        return "no such test: " + " ".join(mutation.tests)
    return "nobody noticed: " + " ".join(mutation.tests) if passed else None


def sampled(entries, count):
    return entries[::max(1, len(entries) // count)][:count] if count else entries


def chosen(arguments):
    entries = [entry for entry in mutations()
               if arguments.only in entry.name or arguments.only in entry.file]
    return sampled(entries, arguments.sample)


def checker(board, count):
    """For ci/test: a check of `count` mutations (0: all); all must be noticed."""
    def check(outcome):
        for entry in mutations():
            entry.apply((ROOT / entry.file).read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory(prefix="pecan-mutation-") as scratch:
            bench = Bench(board, scratch)
            bench.compile()
            for entry in sampled(mutations(), count):
                wrong = one(bench, entry)
                outcome.expect(wrong is None, f"{entry.name}: {wrong}")
    return check


def check_only(entries):
    wrong = 0
    print(f"1..{len(entries)}")
    for number, entry in enumerate(entries, 1):
        try:
            entry.apply((ROOT / entry.file).read_text(encoding="utf-8"))
            print(f"ok {number} - {entry.name}")
        except (Problem, OSError) as problem:
            wrong += 1
            print(f"not ok {number} - {entry.name}\n# {problem}")
    return 1 if wrong else 0


def main(argv):
    arguments = parser().parse_args(argv)
    entries = chosen(arguments)
    if arguments.check:
        return check_only(entries)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="pecan-mutation-") as scratch:
        bench = Bench(find_board(arguments.board), scratch)
        bench.compile()
        print(f"1..{len(entries)}", flush=True)
        for number, entry in enumerate(entries, 1):
            try:
                wrong = one(bench, entry)
            except (Problem, subprocess.SubprocessError) as problem:
                wrong = str(problem)
            print(f"{'not ' if wrong else ''}ok {number} - {entry.name}", flush=True)
            if wrong:
                failed += 1
                print("# " + wrong.splitlines()[0], flush=True)
    print(f"# {len(entries) - failed} of {len(entries)} were noticed")
    return 1 if failed else 0


if __name__ == "__main__":
    run_main(main)
