# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Run QEMU: feed the serial line, log the console, find the verdict, end the process."""

import os
import re
import selectors
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import image, uboot
from .common import EXIT_TIMEOUT, Problem
from .packages import ensure, need_tool

VERDICT = re.compile(rb"PECAN-EXIT[ \t]+(\d+)[ \t]*[\r\n]")
# Input starts when the guest has printed the board's ready text and then been quiet for QUIET
# seconds (so it has set up its serial port and waits), or at the latest LATEST seconds after it.
QUIET = 0.3
LATEST = 5.0
# Time for QEMU to end by itself after the verdict, through an exit device.
GRACE = 0.5


@dataclass
class Machine:
    """How the board is emulated for one run."""
    cpu: str = ""
    memory: str = ""
    icount: bool = False
    iso: Path | None = None
    route: str = ""  # of uboot.ROUTES
    gdb_port: int = 0
    wait_for_gdb: bool = False
    timeout: float | None = 60.0
    extra: tuple = ()


@dataclass
class Result:
    status: int
    reason: str
    log: Path
    output: bytes
    emulator: int = 0  # QEMU's own exit status, negative if it had to be ended

    @property
    def text(self):
        return self.output.decode("utf-8", "replace")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def escape(text):
    """A comma in a QEMU option value."""
    return text.replace(",", ",,")


def qemu_binary(board, cpu):
    """Some CPU models exist in another QEMU binary only."""
    others = dict(item.split("=", 1) for item in board.get("qemu_cpu_binaries", []))
    return others.get(cpu, board.need("qemu"))


def memory_of(board, machine):
    return machine.memory or (machine.route and board.get("uboot_memory")) or board.need("qemu_memory")


def command_line(board, system, machine):
    """QEMU's arguments. The system is staged: names are relative to QEMU's working folder."""
    cpu = machine.cpu or (machine.route and board.get("uboot_cpu")) or board.need("qemu_cpu")
    ensure(board.packages("boot"))
    command = [need_tool(qemu_binary(board, cpu), board.packages("boot")),
               *board.need("qemu_machine"), "-cpu", cpu,
               "-m", memory_of(board, machine),
               "-display", "none", "-no-reboot", "-monitor", "none",
               "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
               *board.get("qemu_exit", [])]
    if machine.icount:
        command += ["-icount", "shift=0,sleep=off"]
    if machine.gdb_port:
        command += ["-gdb", f"tcp:127.0.0.1:{machine.gdb_port}"]
    if machine.wait_for_gdb:
        command += ["-S"]
    command += machine.extra
    if machine.iso:
        return command + ["-boot", "d", "-drive",
                          f"media=cdrom,format=raw,readonly=on,file={escape(str(machine.iso))}"]
    if system.loader:
        return command + system.loader
    command += ["-kernel", system.kernel.name]
    route = board.need("boot_route")
    if route == "image":
        return command  # The file has everything.
    if route != "multiboot":
        raise Problem(f"cross/{board.name}.ini: boot_route '{route}' is not known to ci/lib")
    line = image.options(board, system)
    if line:
        command += ["-append", line]
    if system.modules:
        command += ["-initrd", ",".join(escape(module.line) for module in system.modules)]
    return command


def stage(board, system, directory, machine):
    """The files of a run in its folder; for boards without multiboot, one file made of them."""
    staged = system.stage(directory)
    memory = memory_of(board, machine)
    if machine.route:
        if board.need("boot_route") != "image":
            raise Problem(f"{board.name} does not boot by route '{machine.route}'")
        ensure(board.packages("uboot"))
        staged.loader = uboot.arguments(board, staged, directory, machine.route, memory)
    elif board.need("boot_route") == "image":
        staged.kernel = image.make(board, staged, directory / "pecan.img", memory=memory)
    return staged


class Feeder:
    """Input for the guest, held back until the guest listens, written as the pipe takes it."""

    def __init__(self, ready):
        self.ready = ready.encode()
        self.pending = b""
        self.open = not ready
        self.seen_at = None
        self.last_output = time.monotonic()

    def output(self, recent):
        """The guest printed something; recent is it, with a little of what came before."""
        self.last_output = time.monotonic()
        if self.seen_at is None and self.ready in recent:
            self.seen_at = self.last_output

    def may_write(self):
        if not self.open and self.seen_at is not None:
            now = time.monotonic()
            self.open = now - self.last_output >= QUIET or now - self.seen_at >= LATEST
        return self.open and bool(self.pending)


class Run:
    """One QEMU process, from start to verdict."""

    def __init__(self, board, command, directory, machine, log, stdin, echo):
        self.machine = machine
        self.log_path = log
        self.log = open(log, "wb")
        self.stdin = stdin
        self.echo = echo
        self.output = bytearray()
        self.searched = 0
        self.feeder = Feeder(board.get("console_ready", ""))
        self.typist = uboot.Typist(board) if machine.route == "typed" else None
        self.started = time.monotonic()
        if machine.timeout is not None:
            # A second net, should this script itself be killed.
            command = ["timeout", "-k", "2", str(int(machine.timeout) + 10)] + command
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, cwd=directory, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.errors, bufsize=0,
                                        start_new_session=True)
        os.set_blocking(self.process.stdin.fileno(), False)

    def take_output(self):
        data = self.process.stdout.read(65536)
        if not data:
            return False
        self.output += data
        self.log.write(data)
        self.log.flush()
        if self.echo is not None:
            os.write(self.echo, data)
        self.feeder.output(self.output[-len(data) - 100:])
        return True

    def take_input(self, selector):
        data = os.read(self.stdin, 4096)
        if data:
            self.feeder.pending += data
        else:
            selector.unregister(self.stdin)  # The run goes on after the end of input.

    def type_commands(self):
        """What a boot loader waits for; it does not count as input of the guest."""
        text = self.typist.next(self.output) if self.typist else b""
        if text:
            os.write(self.process.stdin.fileno(), text)

    def write_input(self):
        if not self.feeder.may_write():
            return
        try:
            written = os.write(self.process.stdin.fileno(), self.feeder.pending[:512])
            self.feeder.pending = self.feeder.pending[written:]
        except BlockingIOError:
            pass  # QEMU takes no more until the guest reads.
        except BrokenPipeError:
            self.feeder.pending = b""

    def loop(self):
        """Until the verdict, the end of QEMU, or the time limit; returns (status, reason)."""
        selector = selectors.DefaultSelector()
        selector.register(self.process.stdout, selectors.EVENT_READ, "output")
        if self.stdin is not None:
            try:
                selector.register(self.stdin, selectors.EVENT_READ, "input")
            except PermissionError:  # A plain file: always ready, so read it at once.
                with os.fdopen(os.dup(self.stdin), "rb") as source:
                    self.feeder.pending = source.read()
        limit = self.machine.timeout
        while True:
            for key, _ in selector.select(0.05):
                if key.data == "input":
                    self.take_input(selector)
                elif not self.take_output():
                    return self.ended()
            verdict = VERDICT.search(self.output, max(0, self.searched - 100))
            if verdict:
                return min(int(verdict.group(1)), 255), "verdict of the guest"
            self.searched = len(self.output)
            self.type_commands()
            self.write_input()
            if limit is not None and time.monotonic() - self.started > limit:
                return EXIT_TIMEOUT, f"no verdict within {limit:g} seconds"

    def ended(self):
        """QEMU closed the console: the verdict may be the last line, without line end."""
        verdict = VERDICT.search(self.output[-200:] + b"\n")
        if verdict:
            return min(int(verdict.group(1)), 255), "verdict of the guest"
        status = self.process.wait()
        self.errors.seek(0)
        message = self.errors.read().decode("utf-8", "replace").strip()
        reason = f"QEMU ended (status {status}) without a verdict of the guest"
        return 1, f"{reason}: {message}" if message else reason

    def finish(self):
        """Drain the console and end the process: first by itself, then SIGTERM, then SIGKILL."""
        end = time.monotonic() + GRACE
        os.set_blocking(self.process.stdout.fileno(), False)
        while time.monotonic() < end and self.process.poll() is None:
            time.sleep(0.02)
            while self.drain():
                pass
        for stop in (self.process.terminate, self.process.kill):
            if self.process.poll() is None:
                stop()
                try:
                    self.process.wait(2.5)
                except subprocess.TimeoutExpired:
                    pass
        self.process.wait()
        while self.drain():
            pass
        self.process.stdin.close()
        self.process.stdout.close()
        self.errors.close()
        self.log.close()

    def drain(self):
        try:
            return self.take_output()
        except (BlockingIOError, TypeError):
            return False


def run(board, system, machine, log, stdin=None, echo=None):
    """Boot a system on a board; stdin and echo are file descriptors or None."""
    log.parent.mkdir(parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="run-", dir=log.parent))
    try:
        staged = stage(board, system, directory, machine) if not machine.iso else system
        command = command_line(board, staged, machine)
        log.with_suffix(".cmd").write_text(" ".join(command) + "\n", encoding="utf-8")
        guest = Run(board, command, directory, machine, log, stdin, echo)
        try:
            status, reason = guest.loop()
        finally:
            guest.finish()
        return Result(status, reason, log, bytes(guest.output), guest.process.returncode)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
