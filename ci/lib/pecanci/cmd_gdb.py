# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/gdb: gdb-multiarch attached to a fresh boot, with symbols and the pecan commands."""

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from . import build as builder
from .boards import find_board
from .cmd_boot import make_system, parser as boot_parser, resolve
from .common import ROOT, Problem, run_main, say, short
from .emulator import Machine, command_line, free_port, stage
from .packages import ensure, need_tool

# Where --batch stops the kernel: at the way out of the kernel, after some hundred of them.
BATCH_STOP = "sched_exit"
BATCH_HITS = 200
BATCH_LIMIT = 90


def parser():
    result = argparse.ArgumentParser(
        prog="ci/gdb", allow_abbrev=False,
        description="Boot a board under gdb-multiarch with the kernel's symbols. In gdb, 'help pecan' "
                    "lists the commands: current thread, thread list, ready queues, mapping tree. "
                    "The guest waits before its first instruction; the console goes to a log.")
    result.add_argument("board", metavar="BOARD", help="which board (ci/boot --list)")
    result.add_argument("--batch", action="store_true",
                        help=f"let the kernel pass {BATCH_STOP} {BATCH_HITS} times, run and check all "
                             "pecan commands, and end; the exit status says whether they worked")
    result.add_argument("--program", default="demo", metavar="NAME",
                        help="our program to boot (default demo)")
    result.add_argument("--cmdline", default="", metavar="TEXT", help="kernel command line")
    return result


def gdb_arguments(board, kernel, port, script):
    """gdb's command line. A script, for --batch, ends gdb at its first error."""
    commands = ["set confirm off", "set pagination off", "set width 0",
                f"set architecture {board.need('gdb_arch')}",
                f"source {ROOT / 'tools' / 'gdb' / 'pecan.py'}",
                f"target remote 127.0.0.1:{port}"]
    if script:
        commands += [f"hbreak {BATCH_STOP}", f"ignore 1 {BATCH_HITS}", "continue", "pecan selftest"]
        script.write_text("\n".join(commands) + "\n", encoding="utf-8")
        return ["-nx", "-q", "-batch", "-x", str(script), str(kernel)]
    arguments = ["-nx", "-q", str(kernel)]
    for command in commands:
        arguments += ["-ex", command]
    return arguments


def stop(process):
    for end in (process.terminate, process.kill):
        if process.poll() is None:
            end()
            try:
                process.wait(2.5)
            except subprocess.TimeoutExpired:
                pass


def session(tool, arguments, batch):
    """Run gdb. Ctrl-C is gdb's, not ours."""
    if batch:
        try:
            result = subprocess.run([tool, *arguments], stdin=subprocess.DEVNULL, check=False,
                                    timeout=BATCH_LIMIT)
        except subprocess.TimeoutExpired:
            raise Problem(f"the session did not end within {BATCH_LIMIT} seconds: did the kernel "
                          f"reach {BATCH_STOP}?") from None
        return result.returncode
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run([tool, *arguments], check=False,
                              preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
                              ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def main(argv):
    arguments = parser().parse_args(argv)
    board = find_board(arguments.board)
    ensure(board.packages("gdb"))
    directory = builder.build(board)
    tool = need_tool("gdb-multiarch", board.packages("gdb"))
    choices = boot_parser().parse_args([board.name, "--program", arguments.program,
                                        "--cmdline", arguments.cmdline])
    system = make_system(choices, directory, *resolve(choices))
    machine = Machine(gdb_port=free_port(), wait_for_gdb=True, timeout=None)
    logs = directory / "logs"
    logs.mkdir(exist_ok=True)
    log = logs / f"gdb-{os.getpid()}.log"
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=logs))
    try:
        command = command_line(board, stage(board, system, folder, machine), machine)
        with open(log, "wb") as console:
            emulator = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=console, start_new_session=True)
        try:
            say(f"console of the guest: {short(log)}")
            return session(tool, gdb_arguments(board, builder.unstripped(directory), machine.gdb_port,
                                               folder / "batch.gdb" if arguments.batch else None),
                           arguments.batch)
        finally:
            stop(emulator)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    run_main(main)
