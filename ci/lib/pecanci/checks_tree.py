# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Checks that need no guest: host tests and lint (meson test), double build, ci/boot's errors."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .build import compile_in, locked, run_logged
from .common import BUILD, ROOT, short
from .table import read_tap

ET_EXEC = 2  # ELF type of what is linked at fixed addresses
NOT_COPIED = shutil.ignore_patterns("build", ".git", "__pycache__")


def meson_tests(board, directory, is_long=False):
    """meson test: host tests of the neutral code, fuzz targets, and the lint."""
    def check(outcome):
        base = f"testlog-{board.name}"
        command = ["meson", "test", "-C", str(directory), "--logbase", base]
        environment = dict(os.environ)
        if is_long:
            command += ["--timeout-multiplier", "10"]
            environment["PECAN_LONG"] = "1"
        # ci/boot may have configured the folder before clang was installed for the fuzz targets.
        with locked(directory):
            subprocess.run(["meson", "setup", "--reconfigure", str(directory)], stdin=subprocess.DEVNULL,
                           capture_output=True, check=False, cwd=ROOT)
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment)
        log = directory / "meson-logs" / f"{base}.json"
        if not outcome.expect(log.exists(), "meson test wrote no log: are there tests at all?"):
            return
        names = []
        for line in log.read_text(encoding="utf-8").splitlines():
            test = json.loads(line)
            name = test["name"].split(" / ")[-1]
            names.append(name)
            text, failed = test.get("stdout", ""), outcome.failed
            is_tap = re.search(r"^1\.\.\d", text, re.MULTILINE) is not None
            if is_tap:
                read_tap(text, outcome, name)
            passed = test["result"] in ("OK", "SKIP", "EXPECTEDFAIL")
            if not is_tap or (not passed and outcome.failed == failed):
                outcome.expect(passed, f"{name}: {test['result']} "
                                       f"(log: {short(directory)}/meson-logs/{base}.txt)")
        outcome.expect("lint" in names, "no lint among the tests (tests/lint/meson.build)")
        outcome.expect(any(name.startswith("host-") for name in names),
                       "no host test among the tests (tests/host/meson.build)")
        outcome.expect(any(name.startswith("fuzz-") for name in names),
                       f"no fuzz target among the tests: {short(directory)} was configured without clang and libFuzzer; "
                       "remove its build.ninja")
    return check


def binaries(board, directory, scratch):
    """Linked files of a build folder for the board, stripped: a dict from name to content."""
    order = "big" if board.sections["host_machine"]["endian"] == "big" else "little"
    found = {}
    for top in ("src", "user"):
        for path in sorted((directory / top).rglob("*")):
            if not path.is_file() or path.suffix in (".o", ".a", ".p"):
                continue
            with open(path, "rb") as source:
                head = source.read(20)
            kind, machine = (int.from_bytes(head[at:at + 2], order) for at in (16, 18))
            if head[:4] != b"\x7fELF" or machine != board.elf_machine or kind != ET_EXEC:
                continue  # No program, or one for the build machine, which may have the same processor.
            stripped = Path(scratch) / "stripped"
            subprocess.run([board.binaries["objcopy"], "-S", str(path), str(stripped)], check=True)
            found[str(path.relative_to(directory))] = stripped.read_bytes()
    return found


def double_build(board, directory):
    """A build of a copy of the tree, in another place and depth, gives the same bytes."""
    def check(outcome):
        with tempfile.TemporaryDirectory(prefix="pecan-again-") as scratch:
            copy = Path(scratch) / "deeper" / "copy"
            shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
            other = Path(scratch) / "objects"
            log = directory / "logs" / "double-build.log"
            log.unlink(missing_ok=True)
            run_logged(["meson", "setup", "--cross-file", str(copy / "cross" / board.path.name),
                        str(other), str(copy)], log, "the second configuration")
            compile_in(other, log, "the second build")
            first, second = (binaries(board, path, scratch) for path in (directory, other))
        outcome.expect(first.keys() == second.keys(),
                       f"different files: {sorted(first.keys() ^ second.keys())}")
        outcome.expect("src/pecan.elf" in first, "no src/pecan.elf")
        for name in sorted(first.keys() & second.keys()):
            outcome.expect(first[name] == second[name], f"{name} differs between two builds")
    return check


def script(*arguments, environment=None):
    """Run a script of ci/ from the folder above the tree, as a user might."""
    return subprocess.run([str(ROOT / arguments[0]), *arguments[1:]], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, check=False, timeout=300,
                          env=environment or os.environ)


def script_errors(board):
    """ci/boot and ci/gdb say what is wrong and what to do, with exit status 2."""
    def wrong(outcome, arguments, *fragments):
        result = script(*arguments)
        what = " ".join(arguments)
        outcome.expect(result.returncode == 2, f"{what}: exit status {result.returncode}, not 2")
        for fragment in fragments:
            outcome.expect(fragment in result.stderr, f"{what}: message lacks '{fragment}'")

    def check(outcome):
        wrong(outcome, ["ci/boot", "no-such-board"], "no-such-board", "known boards", board.name)
        wrong(outcome, ["ci/gdb", "no-such-board"], "no-such-board", "known boards")
        wrong(outcome, ["ci/test", "no-such-board"], "no-such-board", "known boards")
        for option in ("--sigma0", "--root", "--module"):
            wrong(outcome, ["ci/boot", board.name, option, "no/such/file"], option, "no/such/file")
        wrong(outcome, ["ci/boot", board.name, "--memory", "much"], "--memory", "64M")
        wrong(outcome, ["ci/boot", board.name, "--smp", "0"], "--smp")
        wrong(outcome, ["ci/boot", board.name, "--timeout", "-1"], "--timeout")
        wrong(outcome, ["ci/boot", board.name, "--interactive"], "terminal")
        for name in ("ci/boot", "ci/test", "ci/gdb"):
            result = script(name, "--help")
            outcome.expect(result.returncode == 0 and "usage:" in result.stdout,
                           f"{name} --help prints no usage")
        result = script("ci/boot", "--list")
        outcome.expect(result.returncode == 0 and board.name in result.stdout,
                       "ci/boot --list does not name the board")
        missing_tool(outcome, board)
    return check


def missing_tool(outcome, board):
    """Without Debian's tools and without meson, the message names the tool."""
    with tempfile.TemporaryDirectory() as scratch:
        for tool in ("sh", "python3", "dirname", "env"):
            os.symlink(shutil.which(tool), Path(scratch) / tool)
        result = script("ci/boot", board.name, environment=dict(os.environ, PATH=scratch))
    outcome.expect(result.returncode == 2 and "meson" in result.stderr,
                   f"without meson: status {result.returncode}, message: {result.stderr.strip()}")


def clean_logs():
    """Run folders that an interrupted run left."""
    for path in BUILD.glob("*/logs/run-*"):
        shutil.rmtree(path, ignore_errors=True)
