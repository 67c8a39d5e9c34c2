# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/mutation: break the kernel on purpose; the tests must notice.

Every mutation is built in a copy of the tree under build/, which stays, so that a run compiles what differs and nothing
else; then only the tests that the mutation names are run.
"""

import argparse
import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .boards import find_board
from .build import locked, run_logged
from .common import BUILD, ROOT, Problem, run_main
from .packages import ensure
from .emulator import Machine, run
from .guest import Module, System

LIST = ROOT / "tests" / "mutation" / "mutations.txt"
NOT_COPIED = ("build", ".git", "__pycache__")
# A kernel that hangs is noticed by this. A test may take six seconds of the guest's time, which are fewer here.
TIME_LIMIT = 40.0


class Mutation:
    """One entry of the list."""

    def __init__(self, text):
        lines = text.splitlines()
        self.name = lines[0].strip()
        fields = dict(line.split(" ", 1) for line in lines[1:] if re.match(r"(file|test|host|says) ", line))
        self.file = fields["file"]
        self.tests = fields.get("test", "").split()  # of the conformance suite, on a board
        self.host = fields.get("host", "").split()  # of tests/host, for what no board test reaches
        self.says = fields.get("says", "")  # the console must have what this expression finds
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
        description="Apply each mutation of tests/mutation/mutations.txt in a copy of the tree, build, run its tests, and "
                    "expect failure. Prints TAP.")
    add = result.add_argument
    add("--board", default="ia32-pc", help="where (default ia32-pc)")
    add("--only", metavar="TEXT", default="", help="only mutations whose name or file has the text")
    add("--sample", metavar="N", type=int, default=0, help="only every n-th mutation, N in all")
    add("--check", action="store_true", help="only see that each mutation can be applied")
    return result


def files_below(top):
    """Names of the files that are copied."""
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in NOT_COPIED]
        yield from (Path(folder, name).relative_to(top) for name in names)


def synchronise(source, target):
    """Make target a copy of source; files that are the same are not touched, so nobody builds them again."""
    wanted = set(files_below(source))
    for name in set(files_below(target)) - wanted:
        (target / name).unlink()
    for name in wanted:
        content, copy = (source / name).read_bytes(), target / name
        if copy.is_file() and copy.read_bytes() == content:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        copy.chmod((source / name).stat().st_mode)


class Bench:
    """A copy of the tree with its build folder."""

    def __init__(self, board, top):
        self.board = board
        self.tree = top / "tree"
        self.build = top / "objects"
        self.log = top / "build.log"
        ensure(board.packages("build", "boot"))
        self.tree.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        synchronise(ROOT, self.tree)
        if not (self.build / "build.ninja").exists():
            run_logged(["meson", "setup", "--cross-file", str(self.tree / "cross" / board.path.name),
                        str(self.build), str(self.tree)], self.log, "the configuration")

    def compile(self, *targets):
        run_logged(["ninja", "-j2", "-C", str(self.build), *targets], self.log, "the build")

    def board_passes(self, mutation):
        """Do the tests pass on the board? None: none of them was run."""
        self.compile("src/pecan.elf", "tools/bootimage", "user/sigma0/sigma0",
                     "user/conformance/conformance")
        filters = " ".join(f"group={test}" for test in mutation.tests)
        system = System(self.build / "src" / "pecan.elf", "",
                        [Module(self.build / "user/sigma0/sigma0"),
                         Module(self.build / "user/conformance/conformance", filters)])
        result = run(self.board, system, Machine(timeout=TIME_LIMIT, icount=True), self.build / "run.log")
        text = result.text.replace("\r", "")
        if result.status == 0 and ("\n1..0" in text or " # SKIP " in text):
            return None
        return result.status == 0 and re.search(mutation.says, text, re.MULTILINE) is not None

    def host_passes(self, name):
        """Does the test of tests/host pass?"""
        program = f"tests/host/test_{name}"
        self.compile(program)
        try:
            with open(self.build / "run.log", "wb") as log:
                return subprocess.run([self.build / program], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                      timeout=TIME_LIMIT, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def passes(self, mutation):
        if mutation.host:
            return all(self.host_passes(name) for name in mutation.host)
        return self.board_passes(mutation)


@contextmanager
def bench_for(board):
    """The bench of a board, for one script at a time."""
    top = BUILD / "mutation" / board.name
    with locked(top):
        yield Bench(board, top)


def one(bench, mutation):
    """Returns what is wrong, or None if the mutation was noticed."""
    if mutation.says and not bench.passes(mutation):
        return f"the console lacks '{mutation.says}' without the mutation"
    path = bench.tree / mutation.file
    original = path.read_text(encoding="utf-8")
    path.write_text(mutation.apply(original), encoding="utf-8")
    try:
        passed = bench.passes(mutation)
    finally:
        path.write_text(original, encoding="utf-8")
    if passed is None:
        return "no such test, or it is skipped: " + " ".join(mutation.tests)
    return "nobody noticed: " + " ".join(mutation.tests or mutation.host) if passed else None


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
        with bench_for(board) as bench:
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
    with bench_for(find_board(arguments.board)) as bench:
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
