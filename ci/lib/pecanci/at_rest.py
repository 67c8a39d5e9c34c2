# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Kernel memory that is in use when sigma0 and a root task have started and wait: the allocator's own counters, read from the
emulator's physical memory. The kernel prints nothing for it and has no call for it."""

import json
import re
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from . import build as builder
from .common import Problem
from .emulator import Machine, command_line, stage
from .footprint import symbols
from .guest import Module, System

POOL = re.compile(rb"(\d+) KB of kernel memory")
READY = b"echo: ready"
PAGE_KB = 4
PATIENCE = 120.0
# Loaders that put an image elsewhere than its ELF file says: OpenBIOS 16 MB above.
OFFSETS = (0, 0x1000000)
# Addresses of kernels that the processor maps itself, without tables: the low bits are the physical address.
UNMAPPED = 0x1fffffff


def physical(path, address):
    """Where the loader may have put a byte of an ELF file's memory."""
    data = path.read_bytes()
    wide, order = data[4] == 2, ">" if data[5] == 2 else "<"
    word = "Q" if wide else "I"
    table, = struct.unpack_from(order + word, data, 32 if wide else 28)
    entry, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    for place in range(table, table + entry * count, entry):
        first, base = struct.unpack_from(order + word * 2, data, place + (16 if wide else 8))
        size, = struct.unpack_from(order + word, data, place + (40 if wide else 20))
        if first <= address < first + size:
            return [(base + address - first & (UNMAPPED if base > 1 << 40 else (1 << 40) - 1)) + offset
                    for offset in OFFSETS]
    raise Problem(f"no segment of {path.name} has the address {address:x}")


class Monitor:
    """QEMU's machine protocol on a socket."""

    def __init__(self, path):
        end = time.monotonic() + PATIENCE
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(str(path))
                break
            except OSError:
                if time.monotonic() > end:
                    raise Problem("QEMU does not answer on its monitor") from None
                time.sleep(0.05)
        self.stream = self.socket.makefile("rw")
        self.stream.readline()
        self.command("qmp_capabilities")

    def command(self, name, **arguments):
        self.stream.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if "error" in answer:
                raise Problem(f"QEMU: {name}: {answer['error']['desc']}")
            if "return" in answer:
                return


class Memory:
    """Words of a kernel that runs in an emulator."""

    def __init__(self, monitor, path, scratch):
        header = path.read_bytes()[:6]
        self.format = (">" if header[5] == 2 else "<") + ("Q" if header[4] == 2 else "I")
        self.monitor, self.path, self.scratch = monitor, path, scratch

    def words(self, address, count, guess):
        size = struct.calcsize(self.format)
        file = self.scratch / "memory"
        self.monitor.command("pmemsave", val=physical(self.path, address)[guess], size=size * count, filename=str(file))
        return [word for word, in struct.iter_unpack(self.format, file.read_bytes())]


def wait_for(log, process):
    """Until the root task has started."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        text = log.read_bytes()
        if READY in text:
            time.sleep(0.5)
            return text
        time.sleep(0.1)
    raise Problem(f"the root task did not start: {log.read_bytes()[-300:]}")


def counters(memory, names, pool_kb):
    """Pages of the pool: all, free. The console has said how large the pool is: it tells where the kernel lies."""
    for guess in range(len(OFFSETS)):
        total, = memory.words(names["pages_total"], 1, guess)
        free, = memory.words(names["pages_free"], 1, guess)
        if 0 < free < total and 0.95 * pool_kb <= total * PAGE_KB <= pool_kb + 256:
            return total, free
    raise Problem("the counters of kernel memory are not where they are expected")


def kernel_memory(board, directory):
    """KB of the pool in use, and its bookkeeping, when the system has started and waits."""
    kernel = builder.unstripped(directory)
    names = symbols(board, kernel)
    system = System(builder.kernel(directory), "",
                    [Module(builder.program(directory, "sigma0")), Module(builder.program(directory, "echo"))])
    with tempfile.TemporaryDirectory(prefix="pecan-") as folder:
        scratch = Path(folder)
        log = scratch / "console"
        machine = Machine(extra=("-qmp", f"unix:{scratch / 'qmp'},server=on,wait=off"))
        command = command_line(board, stage(board, system, scratch / "run", machine), machine)
        with open(log, "wb") as out, subprocess.Popen(
                ["timeout", "-k", "2", str(int(PATIENCE * 2)), *command], cwd=scratch / "run", stdout=out,
                stdin=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            try:
                text = wait_for(log, process)
                memory = Memory(Monitor(scratch / "qmp"), kernel, scratch)
                total, free = counters(memory, names, int(POOL.search(text).group(1)))
            finally:
                process.terminate()
    return (total - free) * PAGE_KB
