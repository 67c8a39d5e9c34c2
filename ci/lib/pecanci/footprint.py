# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Run a program of user/bench with the footprint plugin and read what it counted."""

import json
import re
import struct
import subprocess
from dataclasses import dataclass, field

from . import build as builder
from .common import Problem, short
from .emulator import Machine, escape, run
from .guest import Module, System

MARK = re.compile(r"^BENCH-MARK (\d+) (\d+) (\S+)", re.MULTILINE)
TIME_LIMIT = 400.0
POOL = re.compile(r"(\d+) KB of kernel memory")
VALUE = re.compile(r"^BENCH-VALUE (\S+) (\d+)", re.MULTILINE)


@dataclass
class Counted:
    """One measurement: what the plugin counted, with name and number of operations."""
    name: str
    operations: int
    data: dict

    @property
    def kernel(self):
        """Kernel instructions per operation."""
        return self.data["insns"] / self.operations

    @property
    def user(self):
        """User instructions per operation, between the first and the last crossing."""
        gaps = max(1, self.data["crossings"] - 1)
        return self.data["user_insns"] / gaps * self.data["crossings"] / self.operations

    @property
    def crossings(self):
        return self.data["crossings"] / self.operations

    @property
    def usual(self):
        """Kinds of crossings that occur again and again, in the order in which they appear."""
        kinds = self.data["kinds"]
        most = max((kind["count"] for kind in kinds), default=0)
        return [kind for kind in kinds if kind["count"] * 4 >= most]


@dataclass
class Run:
    """What one boot gave."""
    counted: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    trace: list = field(default_factory=list)
    profile: dict = field(default_factory=dict)
    command: str = ""
    text: str = ""


def segments(path):
    """(virtual address, size in memory) of the segments of an ELF file."""
    data = path.read_bytes()
    if data[:4] != b"\x7fELF":
        raise Problem(f"{short(path)} is no ELF file")
    wide, order = data[4] == 2, ">" if data[5] == 2 else "<"
    word = "Q" if wide else "I"
    table, = struct.unpack_from(order + word, data, 32 if wide else 28)
    entry, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    for place in range(table, table + entry * count, entry):
        kind, = struct.unpack_from(order + "I", data, place)
        address, = struct.unpack_from(order + word, data, place + (16 if wide else 8))
        size, = struct.unpack_from(order + word, data, place + (40 if wide else 20))
        if kind == 1 and size:
            yield address, size


def symbols(board, path):
    """Addresses of the symbols of an ELF file."""
    tool = board.binaries.get("nm", "nm")
    text = subprocess.run([tool, str(path)], capture_output=True, text=True, check=True).stdout
    words = (line.split() for line in text.splitlines())
    return {word[2]: int(word[0], 16) for word in words if len(word) == 3}


def kernel_ranges(board, directory):
    """Where the kernel executes: its segments, and what the cross file adds (vectors elsewhere)."""
    ranges = [f"{first:x}-{first + size - 1:x}"
              for first, size in segments(builder.unstripped(directory))]
    return ranges + board.get("bench_kernel_ranges", [])


def plugin_option(board, directory, program, out, trace=0, profile=0):
    """The value of QEMU's -plugin."""
    marks = symbols(board, program)["bench_marks"]
    parts = ["file=" + escape(str(builder.shared(directory) / "tools" / "footprint" / "footprint.so")),
             f"marks={marks:x}+400", f"out={escape(str(out))}",
             *[f"kernel={item}" for item in kernel_ranges(board, directory)]]
    if trace:
        parts.append(f"trace={trace}")
    if profile:
        parts.append(f"profile={profile}")
    return ",".join(parts)


def measure(board, directory, name, trace=0, profile=0, options="", memory=""):
    """Boot a program of user/bench; returns what was counted. What one instruction costs is one nanosecond of the
    guest's time (icount), so that two runs are the same."""
    program = builder.shared(directory) / "user" / "bench" / name
    if not program.is_file():
        raise Problem(f"the build made no {short(program)}")
    log = directory / "logs" / f"{name}.log"
    out = directory / "logs" / f"{name}.counts"
    log.parent.mkdir(parents=True, exist_ok=True)
    system = System(builder.kernel(directory), options,
                    [Module(builder.program(directory, "sigma0")), Module(program)])
    extra = ()
    if "bench_marks" in symbols(board, program):
        extra = ("-plugin", plugin_option(board, directory, program, out, trace, profile))
    else:
        out.write_bytes(b"")
    machine = Machine(timeout=TIME_LIMIT, icount=True, memory=memory, extra=extra)
    result = run(board, system, machine, log)
    if result.status != 0:
        raise Problem(f"{board.name}: {name}: exit status {result.status}, {result.reason}; console log: "
                      f"{short(log)}\n" + "\n".join(result.text.splitlines()[-12:]))
    found = Run(command=log.with_suffix(".cmd").read_text(encoding="utf-8").strip(), text=result.text)
    names = {int(number): (text, int(count)) for number, count, text in MARK.findall(result.text)}
    found.values = {text: int(value) for text, value in VALUE.findall(result.text)}
    pool = POOL.search(result.text)
    found.values["pool_kb"] = int(pool.group(1)) if pool else 0
    for line in out.read_text(encoding="ascii").splitlines():
        data = json.loads(line)
        if "trace" in data:
            found.trace.append(data)
            continue
        if "profile" in data:
            address = int(data["profile"], 16)
            found.profile[address] = found.profile.get(address, 0) + data["hits"]
            continue
        if data["measurement"] not in names:
            continue  # An earlier program stored at the same address.
        title, count = names[data["measurement"]]
        found.counted[title] = Counted(title, count, data)
    missing = [title for title, _ in names.values() if title not in found.counted]
    if missing:
        raise Problem(f"{board.name}: nothing was counted for {', '.join(missing)}; is the range of kernel "
                      f"addresses right ({' '.join(kernel_ranges(board, directory))})?")
    return found
