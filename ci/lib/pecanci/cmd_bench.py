# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/bench: what Pecan costs, in guest instructions, on emulated boards."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from . import bench_report as report
from . import at_rest
from . import build as builder
from . import footprint
from .boards import DEFAULT_BOARD, all_boards, find_board
from .checks_boot import load_size
from .checks_start import RELEASE
from .common import BUILD, ROOT, Problem, run_main, say, short
from .packages import ensure

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
    add("--profile", metavar="NAME", help="print which functions of the kernel a measurement spends its instructions "
                                          "in: one of --ipc, or of all suites")
    add("--compare", action="store_true",
        help="compare with the stored baseline (ci/baseline); exit status 1 if a figure is more than 2 %% worse")
    add("--set-baseline", action="store_true", help="make this run the baseline; commit it with the reason")
    add("--document", action="store_true",
        help="measure nothing: write the tables of docs/benchmark.md from the last run of each board")
    add("--output", metavar="DIR", help="where BOARD.json, BOARD.txt and BOARD.html go (default build/bench)")
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
    program = builder.shared(directory) / "user" / "bench" / "bench_ipc"
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


def print_profile(board, options, name):
    """Kernel instructions by function for one measurement, per operation."""
    directory = builder.build(board, RELEASE + options)
    for program in ("bench_ipc", "bench"):
        settings = {"options": "kmem=64M", "memory": board.get("bench_memory", "256M")} if program == "bench" else {}
        first = footprint.measure(board, directory, program, **settings)
        if name in first.counted:
            break
    else:
        raise Problem(f"--profile: there is no measurement '{name}'; there are: {' '.join(first.counted)}")
    one = first.counted[name]
    found = footprint.measure(board, directory, program, profile=one.data["measurement"], **settings)
    functions = {}
    texts = disassembly(board, builder.unstripped(directory))
    for address, hits in found.profile.items():
        where = texts.get(address, ("?", ""))[0]
        functions[where] = functions.get(where, 0) + hits
    print(f"{name}: {one.kernel:.1f} kernel instructions per operation")
    for where, hits in sorted(functions.items(), key=lambda item: -item[1]):
        print(f"{hits / one.operations:>12.1f}  {where}")


#
# Everything
#

LINES = re.compile(r"^# (\S.*?)\s+(\d+) lines of code(?: of (\d+))?$", re.MULTILINE)
SECTION = re.compile(r"^\s*\[\s*\d+\]\s+(\.\S+)\s+\S+\s+[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)\s+\S*\s*(\S*A\S*)",
                     re.MULTILINE)
# Two sizes of the kernel's pool: what fits into one and not into the other tells what a thread and a space cost.
POOLS_KB = (2048, 4096)


def sections(directory):
    """Sizes of the kernel's sections, and of the whole image in memory."""
    kernel = builder.unstripped(directory)
    text = subprocess.run(["readelf", "-SW", str(kernel)], capture_output=True, text=True, check=True).stdout
    found = {name: int(size, 16) for name, size, _ in SECTION.findall(text) if int(size, 16)}
    return {**found, "image and data at boot": load_size(builder.kernel(directory))}


def resident(directory):
    """Bytes of the kernel's image that stay: without the code that runs at boot only and goes to the pool."""
    found = sections(directory)
    return found["image and data at boot"] - found.get(".boot_code", 0)


def memory(board, directory):
    """Bytes of kernel memory per thread and per space, and what is in use after boot."""
    runs = [footprint.measure(board, directory, "bench_memory", options=f"kmem={size}K").values
            for size in POOLS_KB]
    step = (runs[1]["pool_kb"] - runs[0]["pool_kb"]) * 1024
    pool = at_rest.kernel_memory(board, directory)
    return {**{f"bytes per {what[:-1]}": round(step / max(1, runs[1][what] - runs[0][what]))
               for what in ("threads", "spaces")}, "KB of pool in use after boot": pool,
            "KB of image and pool after boot": pool + resident(directory) // 1024}


def code_lines():
    """Lines of code per layer, as the lint counts them."""
    text = subprocess.run([sys.executable, str(ROOT / "tests" / "lint" / "lint.py"), str(ROOT)],
                          capture_output=True, text=True, check=False).stdout
    return {layer: (int(count), int(budget) if budget else None) for layer, count, budget in LINES.findall(text)}


def versions(board):
    commands = {"QEMU": [board.need("qemu"), "--version"], "compiler": [board.binaries["c"], "--version"],
                "Pecan": ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]}
    found = {}
    for name, command in commands.items():
        try:
            text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        except FileNotFoundError:
            text = ""
        found[name] = text.splitlines()[0] if text else "unknown"
    return {**found, "build options": " ".join(RELEASE)}


def bench_all(board, options):
    """All suites; the result as it goes to the JSON file."""
    directory = builder.build(board, RELEASE + options)
    say(f"{board.name}: all suites")
    whole = footprint.measure(board, directory, "bench", options="kmem=64M", memory=board.get("bench_memory", "256M"))
    slow = builder.build(board, RELEASE + options + ("fastpath=false",))
    say(f"{board.name}: the C path")
    plain = footprint.measure(board, slow, "bench_ipc")
    rows = [report.row(name, one) for name, one in whole.counted.items()]
    rows += [report.row("cpath." + name, one) for name, one in plain.counted.items()]
    say(f"{board.name}: memory per thread and space")
    # The command as one can repeat it: without the folders of this run.
    command = whole.command.replace(str(BUILD), "build")
    return {"board": board.name, "method": report.METHOD, "versions": versions(board), "command": command,
            "sections": sections(directory), "memory": memory(board, directory), "code_lines": code_lines(),
            "measurements": rows}


def finish(result, arguments):
    """Write, compare; the exit status."""
    folder = Path(arguments.output) if arguments.output else BUILD / "bench"
    print(report.write(result, folder))
    say(f"wrote {short(folder / result['board'])}.json, .txt and .html")
    if arguments.set_baseline:
        say(f"wrote {short(report.write_baseline(result))}")
    if not arguments.compare:
        return 0
    lines, worse = report.compare(result)
    print("\n".join(lines) or "no figure differs from the baseline by more than 2 %")
    return 1 if worse else 0


def write_document(arguments):
    """The page of the tree, from the JSON files of the boards named, or of all."""
    folder = Path(arguments.output) if arguments.output else BUILD / "bench"
    names = arguments.boards or [name for name in all_boards() if (folder / (name + ".json")).exists()]
    missing = [name for name in names if not (folder / (name + ".json")).exists()]
    if missing or not names:
        raise Problem(f"there is no {short(folder)}/BOARD.json of {', '.join(missing) or 'any board'}; run ci/bench")
    results = [json.loads((folder / (name + ".json")).read_text(encoding="utf-8")) for name in names]
    say(f"wrote {short(report.document(results))}")
    return 0


def main(argv):
    arguments = parser().parse_args(argv)
    status = 0
    if arguments.document:
        return write_document(arguments)
    boards = [find_board(name) for name in arguments.boards or [DEFAULT_BOARD]]
    options = tuple(arguments.option)
    for board in boards:
        ensure(board.packages("build", "boot"))
        if arguments.trace:
            print_trace(board, options, arguments.trace)
        elif arguments.profile:
            print_profile(board, options, arguments.profile)
        elif arguments.ipc:
            bench_ipc(board, options)
        else:
            status |= finish(bench_all(board, options), arguments)
    return status


if __name__ == "__main__":
    run_main(main)
