# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/test: everything that can be tested, on every board that is ready."""

import argparse
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import build as builder
from . import checks_agree, checks_boot, checks_start, checks_tree, cmd_coverage, mutation
from .boards import DEFAULT_BOARD, all_boards, find_board
from .common import Problem, run_main, say
from .emulator import Machine
from .packages import ensure
from .table import Table


def parser():
    result = argparse.ArgumentParser(
        prog="ci/test", allow_abbrev=False,
        description="Build and test Pecan. The last line is 'N passed, N failed'; the exit status "
                    "is 0 when nothing failed. Logs are kept in build/BOARD/logs.")
    add = result.add_argument
    add("boards", nargs="*", metavar="BOARD", help="boards to test (default: all that are ready)")
    add("--long", action="store_true", help="also the suite's long mode, every memory size and CPU model, all mutations, long host tests")
    add("-j", dest="jobs", type=int, default=2, metavar="N", help="emulators at once (default 2)")
    add("--only", metavar="TEXT", default="", help="only tests whose name has the text")
    return result


def guest_checks(board, directory, is_long):
    """(name, check) of everything that boots the board."""
    def variants(root, tap=False):
        for cpu in board.get("test_cpus", []):
            name = f"{root} on {cpu}"
            machine = Machine(timeout=checks_boot.TIME_LIMIT, cpu=cpu)
            yield name, checks_boot.passes(board, directory, name, root, machine, tap)

    yield from variants("demo")
    yield from variants("conformance", tap=True)
    yield "pingpong", checks_boot.passes(board, directory, "pingpong", "pingpong")
    for memory in board.get("test_memory", []):
        name = f"demo with {memory}"
        machine = Machine(timeout=checks_boot.TIME_LIMIT, memory=memory)
        yield name, checks_boot.passes(board, directory, name, "demo", machine)
    if is_long:
        name = "conformance, long mode"
        machine = Machine(timeout=checks_boot.LONG_LIMIT)
        yield name, checks_boot.passes(board, directory, name, "conformance", machine, True, False, "long=1")
        name = "conformance in real time"
        yield name, checks_boot.passes(board, directory, name, "conformance", None, True, True)
        for memory in board.get("test_memory", []):
            for cpu in board.get("test_cpus", []):
                name = f"conformance with {memory} on {cpu}"
                machine = Machine(timeout=checks_boot.TIME_LIMIT, memory=memory, cpu=cpu)
                yield name, checks_boot.passes(board, directory, name, "conformance", machine, True)
    if board.get("test_iso"):
        for root in ("demo", "conformance"):
            name = f"{root} through GRUB"
            yield name, checks_boot.through_iso(board, directory, name, root)
    for route in board.get("test_routes", []):
        name = f"demo by route {route}"
        machine = Machine(timeout=checks_boot.TIME_LIMIT, route=route)
        yield name, checks_boot.passes(board, directory, name, "demo", machine)
    yield "pingpong twice under icount", checks_boot.repeatable(board, directory, "icount",
                                                                "pingpong")
    yield "ci/boot", checks_boot.boot_script(board)
    yield "ci/boot without a verdict", checks_boot.no_verdict(board, directory)
    yield "serial input", checks_boot.serial_input(board, directory)
    yield "many and large modules", checks_boot.many_modules(board, directory,
                                                             directory / "modules")
    yield "size of the kernel", checks_boot.kernel_size(directory)
    yield "ci/gdb", checks_boot.gdb_session(board)
    yield from checks_start.start_checks(board, directory)
    yield from checks_boot.bad_input(board, directory, directory / "bad-input")


def option_checks(board):
    """The conformance suite with other build options."""
    for options in board.get("test_options", []):
        directory = builder.build(board, tuple(options.split()))
        name = f"conformance, {options}"
        yield name, checks_boot.passes(board, directory, name, "conformance", None, True)


def release_checks(board):
    """The configuration that ci/bench measures: it works, and counting it twice gives the same."""
    directory = builder.build(board, checks_start.RELEASE)
    yield "demo, release", checks_boot.passes(board, directory, "demo-release", "demo")
    yield "benchmark twice", checks_start.counts_repeat(board, directory)


def guarded(table, board, name, make):
    """Lists of checks may fail to be made, as when a program is missing: then that is a failure."""
    try:
        return list(make())
    except Exception as problem:  # pylint: disable=broad-except
        message = f"{type(problem).__name__}: {problem}"

        def check(outcome):
            outcome.expect(False, message)
        table.run(board.name, name, check)
        return []


def test_board(table, board, arguments, first):
    """Everything for one board: build, host side, then guests, some at once."""
    ensure(board.packages("build", "boot", "iso", "uboot", "gdb"))
    directories = []

    def build_it(outcome):
        directories.append(builder.build(board))
        outcome.expect(True, "")
    if not table.run(board.name, "build", build_it):
        return
    directory = directories[0]
    jobs = [("double build", checks_tree.double_build(board, directory)),
            ("agreement of fast path and C path", checks_agree.agreement(board))]
    if first:  # Once a run: what does not depend on the board.
        jobs.append(("host tests and lint", checks_tree.meson_tests(board, directory, arguments.long)))
        jobs.append(("errors of the scripts", checks_tree.script_errors(board)))
    if board.name == DEFAULT_BOARD:
        jobs.append(("coverage of src/generic", cmd_coverage.checker(board)))
        jobs.append(("mutations of the kernel", mutation.checker(board, 0 if arguments.long else 3)))
    jobs += guarded(table, board, "programs to boot",
                    lambda: guest_checks(board, directory, arguments.long))
    jobs += guarded(table, board, "build options", lambda: option_checks(board))
    jobs += guarded(table, board, "release build", lambda: release_checks(board))
    jobs = [job for job in jobs if arguments.only in job[0]]
    with ThreadPoolExecutor(max(1, arguments.jobs)) as pool:
        list(pool.map(lambda job: table.run(board.name, *job), jobs))


def versions(board):
    """What was tested with, for whoever reads the log."""
    for command in ([board.need("qemu"), "--version"], [board.binaries["c"], "--version"]):
        try:
            text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            say(text.splitlines()[0] if text else f"{command[0]}: no version")
        except FileNotFoundError:
            say(f"{command[0]}: not there")


def main(argv):
    arguments = parser().parse_args(argv)
    boards = [find_board(name) for name in arguments.boards]
    if not boards:
        boards = [board for board in all_boards().values() if board.state == "ready"]
    if not boards:
        raise Problem("no board is ready; name one (ci/boot --list)")
    ensure(["clang-format", "clang", "libclang-rt-14-dev"])  # the latter two for tests/fuzz
    table = Table()
    for board in boards:
        checks_tree.clean_logs()
        test_board(table, board, arguments, board is boards[0])
        versions(board)
    return table.finish()


if __name__ == "__main__":
    run_main(main)
