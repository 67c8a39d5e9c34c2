# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/bench: what Pecan costs, in guest instructions, on emulated boards."""

import argparse
import subprocess

from . import build as builder
from . import footprint
from .boards import DEFAULT_BOARD, find_board
from .common import Problem, run_main, say
from .packages import ensure

# The configuration that is measured.
RELEASE = ("debug_checks=false", "kdb=false", "backtrace=false")
SETTINGS = (("inter", "between spaces"), ("intra", "within a space, local IDs"),
            ("intra.global", "within a space, global IDs"), ("lipc", "Lipc"))


def parser():
    result = argparse.ArgumentParser(
        prog="ci/bench", allow_abbrev=False,
        description="Build Pecan's release configuration and count the instructions that the kernel "
                    "executes, on emulated boards (docs/benchmark.md).")
    add = result.add_argument
    add("boards", nargs="*", metavar="BOARD", help=f"boards to measure (default {DEFAULT_BOARD})")
    add("--ipc", action="store_true",
        help="only short IPC: instructions one way and cache lines, with and without the fast path")
    add("--trace", metavar="NAME", help="print one warm call and its reply instruction by instruction: "
                                        "a measurement of --ipc, such as ipc.inter.words=0")
    add("--option", metavar="NAME=VALUE", action="append", default=[], help="change a Meson option further")
    return result


def print_ipc(title, counted):
    print(f"\n{title}: one way of a warm IPC\n"
          f"{'':<28} {'words':>5} {'kernel':>8} {'whole way':>10} {'code lines':>11} {'data lines':>11} "
          f"{'loads':>6} {'stores':>7}   call + reply")
    for setting, text in SETTINGS:
        for words in (0, 8, 60):
            one = counted.get(f"ipc.{setting}.words={words}")
            if not one:
                continue
            kinds = one.usual
            print(f"{text:<28} {words:>5} {one.kernel:>8.1f} {one.kernel + one.user:>10.1f} "
                  f"{'/'.join(str(kind['code_lines']) for kind in kinds):>11} "
                  f"{'/'.join(str(kind['data_lines']) for kind in kinds):>11} "
                  f"{one.data['loads'] / one.operations:>6.1f} {one.data['stores'] / one.operations:>7.1f}"
                  f"   {' + '.join(str(kind['insns']) for kind in kinds)}")


def bench_ipc(board, options):
    """Short IPC with the fast path and on the C path."""
    for title, more in (("fast path", ()), ("C path", ("fastpath=false",))):
        directory = builder.build(board, RELEASE + options + more)
        found = footprint.measure(board, directory, "bench_ipc")
        print_ipc(f"{board.name}, {title}", found.counted)


def disassembly(board, path):
    """Instructions of an ELF file by address, with the function's name."""
    tool = board.binaries.get("objdump", board.binaries["objcopy"].replace("objcopy", "objdump"))
    text = subprocess.run([tool, "-d", "--no-show-raw-insn", str(path)], capture_output=True, text=True,
                          check=True).stdout
    found, function = {}, ""
    for line in text.splitlines():
        if line.endswith(">:"):
            function = line.split("<")[1][:-2]
        elif ":\t" in line:
            address, _, instruction = line.strip().partition(":\t")
            found[int(address, 16)] = (function, instruction.replace("\t", " "))
    return found


def print_trace(board, options, name):
    """One call and its reply, instruction by instruction, with the data each touches."""
    directory = builder.build(board, RELEASE + options)
    program = directory / "user" / "bench" / "bench_ipc"
    marks = footprint.MARK.findall(footprint.measure(board, directory, "bench_ipc").text)
    numbers = {title: int(number) for number, _, title in marks}
    if name not in numbers:
        raise Problem(f"--trace: there is no measurement '{name}'; there are: {' '.join(numbers)}")
    found = footprint.measure(board, directory, "bench_ipc", trace=numbers[name])
    texts = disassembly(board, builder.unstripped(directory))
    texts.update(disassembly(board, program))
    function, count = None, 0
    for step in found.trace:
        if "line" in step:
            kind = "load" if "load" in step else "store"
            print(f"{'':>10} {'':>18}   {kind} {step[kind]} (line {step['line']})")
            continue
        layer = "kernel" if "kernel" in step else "user"
        address = int(step[layer], 16)
        where, text = texts.get(address, ("(kernel interface page)" if layer == "user" else "?", "?"))
        if (layer, where) != function:
            print(f"-- {layer}: {where}")
            count = count if function and function[0] == layer else 0
            function = (layer, where)
        count += 1
        print(f"{count:>10} {step[layer]:>18} {text}")


def main(argv):
    arguments = parser().parse_args(argv)
    boards = [find_board(name) for name in arguments.boards or [DEFAULT_BOARD]]
    options = tuple(arguments.option)
    for board in boards:
        ensure(board.packages("build", "boot"))
        if arguments.trace:
            print_trace(board, options, arguments.trace)
        elif arguments.ipc:
            bench_ipc(board, options)
        else:
            raise Problem("the whole benchmark is not there yet; use --ipc")
    say("done")
    return 0


if __name__ == "__main__":
    run_main(main)
