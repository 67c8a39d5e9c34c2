# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Lines of src/generic that are executed on a board by the conformance suite and by boots, good and bad: QEMU counts,
nothing is built for it."""

import re
import subprocess
from collections import defaultdict
from pathlib import Path

from . import build as builder
from .checks_boot import elf, our_system
from .checks_start import bootcheck_system, loaded
from .common import ROOT, Problem, short
from .emulator import Machine, escape, run
from .footprint import kernel_ranges
from .guest import Module, System

TIME_LIMIT = 400.0
FILE = re.compile(r"^(?:CU: )?(\S+):(?:\[\+\+\])?$")
# Lines without code of their own that compilers give instructions to: a function's name (gcov has it) and brace,
# declarations, comments.
NO_CODE = re.compile(r"^\w.*[^;]$|^\s*[{}]$|^\s*(static |const )*(struct |enum )?\w+ \**\w+;$|^\s*(/\*|\* |\*/)")
RETURN = re.compile(r"^\s*(return|goto) ")
ROW = re.compile(r"^(\S+)\s+(\d+)\s+0x([0-9a-f]+)\b")


def boots(board, directory):
    """(name, system, machine's memory, exit status) of all that is booted: the suite, then what the kernel does before it."""
    def ours(root="demo", line="", arguments=""):
        return our_system(directory, root, line, arguments)

    def with_programs(*paths):
        return System(builder.kernel(directory), "", [Module(path) for path in paths], unchecked=True)

    scratch = directory / "logs"
    sigma0, demo = (builder.program(directory, name) for name in ("sigma0", "demo"))
    no_elf, huge, onto_sigma0, beyond, module = (
        scratch / f"executed-{name}" for name in ("no-elf", "huge", "onto-sigma0", "beyond", "module"))
    no_elf.write_text("This is no ELF file.\n" * 100, encoding="ascii")
    huge.write_bytes(elf(board, int(board.need("root_base"), 0), 0x4000000))
    onto_sigma0.write_bytes(elf(board, int(board.need("sigma0_base"), 0)))
    beyond.write_bytes(elf(board, int(board.need("root_base"), 0) + 0x0c000000))
    with open(module, "wb") as out:
        out.truncate(56 << 20)
    cut = scratch / "executed-cut"
    cut.write_bytes(demo.read_bytes()[:demo.stat().st_size // 8])
    yield "suite", ours("conformance"), "", 0
    yield "modules", bootcheck_system(directory, 3), "", 0
    yield "options", ours(line="kmem=8M banner=Some_banner"), "", 0
    yield "bad option", ours(line="kmem=much"), "", 1
    yield "too much asked for", ours(line="kmem=200M"), "64M", 1
    yield "no modules", with_programs(), "", 1
    yield "no root task", with_programs(sigma0), "", 1
    yield "no ELF file", with_programs(no_elf, demo), "", 1
    yield "cut file", with_programs(cut, demo), "", 1
    yield "too large", with_programs(sigma0, huge), "64M", 1
    yield "beyond memory", with_programs(sigma0, beyond), "64M", 1
    if board.need("boot_route") == "multiboot":
        yield "no room for a module", with_programs(sigma0, demo, module), "64M", 1
    yield "overlap", with_programs(sigma0, onto_sigma0), "", 1
    if board.get("test_loader"):
        yield "loader", loaded(board, directory, bootcheck_system(directory, 3)), "", 0


def executed_by(board, directory, name, system, memory, status):
    """Boot with the plugin; returns the addresses of the kernel's instructions that were executed."""
    log = directory / "logs" / f"executed-{name.replace(' ', '-')}.log"
    out = log.with_suffix(".txt")
    out.unlink(missing_ok=True)
    parts = ["file=" + escape(str(builder.shared(directory) / "tools" / "executed" / "executed.so")), f"out={escape(str(out))}",
             *[f"kernel={item}" for item in kernel_ranges(board, directory)]]
    machine = Machine(timeout=TIME_LIMIT, memory=memory, icount=True, extra=("-plugin", ",".join(parts)))
    result = run(board, system, machine, log)
    if result.status != status:
        raise Problem(f"{board.name}: {name}: exit status {result.status}, {result.reason} (log: {short(log)})")
    lines = out.read_text(encoding="ascii").split()
    if not lines or lines[-1] != "end":
        raise Problem(f"the plugin wrote no end of {short(out)}")
    return {int(line, 16) for line in lines[:-1]}


def line_table(path):
    """(file, line, address) of the program's line table; the file's name as it is in the tree."""
    text = subprocess.run(["readelf", "--debug-dump=decodedline", "--wide", str(path)], capture_output=True, text=True,
                          check=True).stdout.splitlines()
    # readelf does not say when a unit begins with a line of a header; its name in front of the line is enough mostly.
    paths = defaultdict(set)
    for found in filter(None, map(FILE.match, text)):
        paths[Path(found.group(1)).name].add(found.group(1))
    name = ""
    for line in text:
        row = ROW.match(line)
        if not row:
            name = FILE.match(line).group(1) if FILE.match(line) else name
            continue
        if row.group(1) == Path(name).name:
            yield name, int(row.group(2)), int(row.group(3), 16)
        elif len(paths[row.group(1)]) == 1:
            yield next(iter(paths[row.group(1)])), int(row.group(2)), int(row.group(3), 16)


def has_code(text):
    return not NO_CODE.match(text) or RETURN.match(text) is not None


def lines_of(board, directory):
    """For each file of src/generic: a dict from line to whether it was executed."""
    executed = set()
    for boot in boots(board, directory):
        executed |= executed_by(board, directory, *boot)
    found = {}
    for name, line, address in line_table(builder.unstripped(directory)):
        path = (ROOT / name).resolve()
        if (ROOT / "src" / "generic") in path.parents:
            lines = found.setdefault(path, {})
            lines[line] = lines.get(line, False) or address in executed
    for path, lines in found.items():
        texts = path.read_text(encoding="utf-8").splitlines()
        for line in [line for line in lines if not has_code(texts[line - 1])]:
            del lines[line]
    return found
